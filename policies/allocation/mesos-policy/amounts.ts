/** Rows of scalars, with what of them is reserved, as bags of Mesos, and back. */
import {
  type Amounts,
  type Reserved,
  type RoleId,
  type ScalarAmounts,
  scalarCount,
  scalarNames,
  type Thousandths,
} from "../../../sim/index.ts"
import { type Bag, bagOf, type Kind, kindOf, type Resource, scalar } from "../mesos/index.ts"

/** What of an offer, or of an agent, `reserved` being part of `amounts`. */
export interface Part {
  readonly amounts: Amounts
  readonly reserved: readonly Reserved[]
}

export class AmountsAsBags {
  readonly #roleNames: string[] = []
  readonly #roleIds = new Map<string, RoleId>()
  readonly #unreserved = scalarNames.map((name) => kindFor(name))
  readonly #reserved: Kind[][] = []

  addRole(role: RoleId, name: string): void {
    this.#roleNames[role] = name
    this.#roleIds.set(name, role)
    this.#reserved[role] = scalarNames.map((scalarName) => kindFor(scalarName, name))
  }

  roleName(role: RoleId): string {
    return this.#roleNames[role]
  }

  /** What there is nothing of is left out; allocated to the role of that name, if it is given. */
  bag({ amounts, reserved }: Part, allocatedTo?: string): Bag {
    const resources: Resource[] = []
    const put = (kind: Kind, amount: Thousandths) => {
      if (amount > 0)
        resources.push({
          kind,
          value: scalar(amount),
          count: 1,
          ...(allocatedTo === undefined ? {} : { role: allocatedTo }),
        })
    }
    for (let k = 0; k < scalarCount; k++) {
      let unreserved = amounts[k]
      for (const part of reserved) unreserved -= part.amounts[k]
      put(this.#unreserved[k], unreserved)
      for (const part of reserved) put(this.#reserved[part.role][k], part.amounts[k])
    }
    return bagOf(resources)
  }

  part(bag: Bag): Part {
    const amounts = new Float64Array(scalarCount)
    const reserved: Reserved[] = []
    for (const { kind, value } of bag) {
      const k = scalarNames.findIndex((name) => name === kind.name)
      if (k < 0 || value.type !== "scalar") continue
      amounts[k] += value.amount
      const owner = this.#roleIds.get(kind.reservations.at(-1)?.role ?? "")
      if (owner === undefined) continue
      let part = reserved.find(({ role }) => role === owner)
      if (part === undefined) reserved.push((part = { role: owner, amounts: new Float64Array(scalarCount) }))
      part.amounts[k] += value.amount
    }
    return { amounts, reserved }
  }
}

/**
 * The same rows where nothing is reserved, as the allocator has amounts: in columns of its own. Each answer stands where
 * the one before stood, for millions are asked for.
 */
export class ScalarColumns {
  readonly #columns: readonly number[]
  readonly #amounts: number[]
  readonly #row = new Float64Array(scalarCount)

  constructor(columnOf: (name: string) => number) {
    this.#columns = scalarNames.map(columnOf)
    this.#amounts = new Array<number>(Math.max(...this.#columns) + 1).fill(0)
  }

  amountsOf(row: Amounts): readonly number[] {
    for (let k = 0; k < scalarCount; k++) this.#amounts[this.#columns[k]] = row[k] > 0 ? row[k] : 0
    return this.#amounts
  }

  rowOf(amounts: readonly number[]): Amounts {
    for (let k = 0; k < scalarCount; k++) this.#row[k] = amounts[this.#columns[k]] ?? 0
    return this.#row
  }
}

/** By name, as quota has them. */
export function quantities(amounts: ScalarAmounts = {}): Map<string, Thousandths> {
  return new Map(scalarNames.flatMap((name) => (amounts[name] === undefined ? [] : [[name, amounts[name]]])))
}

/** To be guaranteed nothing is to have no guarantee; to be limited to nothing is to have nothing. */
export function positive(amounts: ReadonlyMap<string, Thousandths>): Map<string, Thousandths> {
  return new Map([...amounts].filter(([, amount]) => amount > 0))
}

function kindFor(name: string, role?: string): Kind {
  const reservations = role === undefined ? [] : [{ type: "static" as const, role, labels: [] }]
  return kindOf({ name, reservations, revocable: false, shared: false })
}
