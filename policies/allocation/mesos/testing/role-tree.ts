/**
 * Roles as a tree by their paths, with what is counted for each and everything below it. A role is in the tree while it
 * or a role below has frameworks, reservations, or a quota or weight of its own. Source: spec/mesos.md §2.3.
 */
import { type Bag, byRole, isUnderQuota } from "../bags.ts"
import {
  addQuantities,
  defaultQuota,
  isDefaultQuota,
  none,
  type Quantities,
  quantitiesOf,
  type Quota,
  subtractQuantities,
} from "../quantities.ts"
import { isReserved, reservationRole } from "../resources.ts"
import { Tally } from "./tally.ts"

export interface Role {
  readonly name: string
  quota: Quota
  weight: number
  /** Subscribed to it, or holding something in it. */
  readonly frameworks: Set<string>
  /** All reservations to it and to roles below it, held or not. */
  reservations: Quantities
  readonly heldReserved: Tally
  readonly heldUnderQuota: Tally
}

export class RoleTree {
  readonly root = emptyRole("")
  readonly #roles = new Map<string, Role>()

  get(name: string): Role | undefined {
    return this.#roles.get(name)
  }

  quotaOf(name: string): Quota {
    return this.#roles.get(name)?.quota ?? defaultQuota
  }

  topLevelRoles(): Role[] {
    return [...this.#roles.values()].filter(({ name }) => !name.includes("/"))
  }

  trackFramework(framework: string, name: string): void {
    this.#find(name).frameworks.add(framework)
  }

  untrackFramework(framework: string, name: string): void {
    this.#find(name).frameworks.delete(framework)
    this.#prune(name)
  }

  updateQuota(name: string, quota: Quota): void {
    this.#find(name).quota = quota
    this.#prune(name)
  }

  updateWeight(name: string, weight: number): void {
    this.#find(name).weight = weight
    this.#prune(name)
  }

  /** Counts the reservations in an agent's total. */
  trackReservations(total: Bag): void {
    for (const [name, quantities] of reservationsOf(total))
      for (const role of this.#withAncestors(name))
        role.reservations = addQuantities(role.reservations, quantities)
  }

  untrackReservations(total: Bag): void {
    for (const [name, quantities] of reservationsOf(total)) {
      for (const role of this.#withAncestors(name))
        role.reservations = subtractQuantities(role.reservations, quantities)
      this.#prune(name)
    }
  }

  /** Counts what is offered or allocated, by the role it is allocated to. */
  trackHeld(agent: string, bag: Bag): void {
    for (const [name, part] of byRole(bag))
      for (const role of this.#withAncestors(name)) {
        role.heldReserved.add(agent, part.filter(isReserved))
        role.heldUnderQuota.add(agent, part.filter(isUnderQuota))
      }
  }

  untrackHeld(agent: string, bag: Bag): void {
    for (const [name, part] of byRole(bag))
      for (const role of this.#withAncestors(name)) {
        role.heldReserved.subtract(agent, part.filter(isReserved))
        role.heldUnderQuota.subtract(agent, part.filter(isUnderQuota))
      }
  }

  /** The role and those above it, the root last; made if they are not there. */
  *#withAncestors(name: string): Iterable<Role> {
    for (const path of [name, ...ancestorsOf(name)]) yield this.#find(path)
    yield this.root
  }

  #find(name: string): Role {
    const known = this.#roles.get(name)
    if (known !== undefined) return known
    for (const above of ancestorsOf(name)) this.#roles.set(above, this.#roles.get(above) ?? emptyRole(above))
    const role = emptyRole(name)
    this.#roles.set(name, role)
    return role
  }

  #prune(name: string): void {
    for (const path of [name, ...ancestorsOf(name)]) {
      const role = this.#roles.get(path)
      if (role === undefined) continue
      const below = [...this.#roles.keys()].some((other) => other.startsWith(`${path}/`))
      if (below || !isPlain(role)) return
      this.#roles.delete(path)
    }
  }
}

/** What counts against a role's quota: all reservations to it, and what else it and the roles below it hold. */
export function consumedQuota(role: Role): Quantities {
  return addQuantities(role.reservations, role.heldUnderQuota.quantities)
}

/** "a/b/c" → "a/b", "a". */
export function ancestorsOf(name: string): string[] {
  const slash = name.lastIndexOf("/")
  if (slash === -1) return []
  const above = name.slice(0, slash)
  return [above, ...ancestorsOf(above)]
}

function emptyRole(name: string): Role {
  return {
    name,
    quota: defaultQuota,
    weight: 1,
    frameworks: new Set(),
    reservations: none,
    heldReserved: new Tally(),
    heldUnderQuota: new Tally(),
  }
}

function isPlain({ quota, weight, frameworks, reservations }: Role): boolean {
  return isDefaultQuota(quota) && weight === 1 && frameworks.size === 0 && reservations.size === 0
}

/** Scalars reserved to each role. Ports may be reserved too, but are not counted. */
function reservationsOf(total: Bag): Map<string, Quantities> {
  const byOwner = new Map<string, Quantities>()
  for (const resource of total) {
    const owner = reservationRole(resource)
    const amounts = quantitiesOf([resource])
    if (owner === undefined || amounts.size === 0) continue
    byOwner.set(owner, addQuantities(byOwner.get(owner) ?? none, amounts))
  }
  return byOwner
}
