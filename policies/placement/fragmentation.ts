/**
 * How much of an agent's free GPUs a typical task could not use: Weng et al., "Beware of Fragmentation", ATC 2023, §4.
 * For a task that fits, the slivers too small for it; for one that does not (cpus, devices, model), or asks for no GPU,
 * all that is free. Weighted by how often tasks ask it; memory does not count. Whole numbers throughout.
 */
import { type AgentId, cpus, type Demand, type PlacementBoard, type Thousandths } from "../../sim/index.ts"

/** What tasks typically ask, and how often. Demands that differ in memory or disk only are one. */
export interface TypicalDemand {
  readonly demand: Demand
  readonly count: number
}

/** Typical are the commonest demands that make up this share of the tasks. Source: FGD, ATC 2023, artifact. */
const typicalShare = 0.95

export function typicalDemands(demands: readonly Demand[]): readonly TypicalDemand[] {
  const found = new Map<string, { readonly demand: Demand; count: number }>()
  for (const demand of demands) {
    const { amounts, devices, each, constraints, tasks } = demand
    const key = `${amounts[cpus]}/${each}/${devices}/${constraints}`
    const known = found.get(key)
    if (known === undefined) found.set(key, { demand, count: tasks })
    else known.count += tasks
  }
  const byCount = [...found.values()].sort(
    (a, b) =>
      b.count - a.count ||
      b.demand.amounts[cpus] - a.demand.amounts[cpus] ||
      b.demand.each - a.demand.each ||
      b.demand.devices - a.demand.devices ||
      b.demand.constraints - a.demand.constraints,
  )
  const all = byCount.reduce((sum, { count }) => sum + count, 0)
  let kept = 0
  const length = byCount.findIndex(({ count }) => (kept += count) >= typicalShare * all) + 1
  return byCount.slice(0, length)
}

/** What is free on an agent, or would be. */
export interface FreeState {
  readonly cpus: Thousandths
  /** Thousandths of each device. */
  readonly devices: ArrayLike<number>
}

/** Typical demands alike but for their cpus: those with at most cpus[i] are together[i] of all. */
interface Group {
  readonly demand: Demand
  readonly size: number
  readonly cpus: readonly Thousandths[]
  readonly together: readonly number[]
  readonly all: number
}

export class Fragmentation {
  /** How many tasks the typical demands stand for: amounts below are multiplied by it. */
  readonly taskCount: number
  readonly #board: PlacementBoard
  readonly #groups: readonly Group[]
  /** The distinct sizes that are asked of a device, and for each of them what the state at hand has. */
  readonly #sizes: Float64Array
  readonly #fits: Int32Array
  readonly #slivers: Float64Array

  constructor(board: PlacementBoard, typical: readonly TypicalDemand[]) {
    this.#board = board
    this.taskCount = typical.reduce((sum, { count }) => sum + count, 0)
    const sizes = [...new Set(typical.map(({ demand }) => demand.each))].sort((a, b) => a - b)
    this.#sizes = Float64Array.from(sizes)
    this.#fits = new Int32Array(sizes.length)
    this.#slivers = new Float64Array(sizes.length)
    const groups = new Map<string, TypicalDemand[]>()
    for (const member of typical) {
      const { devices, each, constraints } = member.demand
      const key = `${devices}/${each}/${constraints}`
      groups.set(key, [...(groups.get(key) ?? []), member])
    }
    this.#groups = [...groups.values()].map((members) => groupOf(members, sizes))
  }

  /** Thousandths of GPUs that a typical task cannot use in that state of the agent, times `taskCount`. */
  of(agent: AgentId, state: FreeState): number {
    const all = this.#survey(state)
    let sum = 0
    for (const { demand, size, cpus: wanted, together, all: tasks } of this.#groups) {
      let usable = 0
      if (demand.devices > 0 && this.#fits[size] >= demand.devices && this.#board.allows(demand, agent)) {
        let i = wanted.length - 1
        while (i >= 0 && wanted[i] > state.cpus) i--
        if (i >= 0) usable = together[i]
      }
      sum += usable * this.#slivers[size] + (tasks - usable) * all
    }
    return sum
  }

  /** For each size: how many devices have that much left, and what is left on the others. Returns all that is left. */
  #survey({ devices }: FreeState): number {
    let all = 0
    this.#fits.fill(0)
    this.#slivers.fill(0)
    for (let i = 0; i < devices.length; i++) {
      const free = devices[i]
      all += free
      for (let size = 0; size < this.#sizes.length; size++)
        if (free >= this.#sizes[size]) this.#fits[size]++
        else this.#slivers[size] += free
    }
    return all
  }
}

function groupOf(members: readonly TypicalDemand[], sizes: readonly number[]): Group {
  const byCpus = members.toSorted((a, b) => a.demand.amounts[cpus] - b.demand.amounts[cpus])
  let sum = 0
  const together = byCpus.map(({ count }) => (sum += count))
  const [{ demand }] = byCpus
  return {
    demand,
    size: sizes.indexOf(demand.each),
    cpus: byCpus.map((member) => member.demand.amounts[cpus]),
    together,
    all: sum,
  }
}
