/**
 * How full an agent would be: the scores of Kubernetes' NodeResourcesFit and NodeResourcesBalancedAllocation, 0 to 100,
 * whole numbers as there; cpus and memory count alike. Source: kubernetes/kubernetes, pkg/scheduler/framework/plugins/
 * noderesources.
 */
import { type AgentId, cpus, type Demand, mem, type PlacementBoard } from "../../sim/index.ts"
import type { Score } from "./kept-scores.ts"
import { scored } from "./scored.ts"

/** Of one resource: what is requested of the agent with the task, and what it has. */
export interface Requested {
  readonly requested: number
  readonly capacity: number
}

const kinds = [cpus, mem]

/** Mean of ⌊(capacity − requested) · 100 / capacity⌋. */
export function leastAllocatedScore(resources: readonly Requested[]): number {
  return mean(resources, ({ requested, capacity }) =>
    requested > capacity ? 0 : Math.floor(((capacity - requested) * 100) / capacity),
  )
}

/** Mean of ⌊requested · 100 / capacity⌋. */
export function mostAllocatedScore(resources: readonly Requested[]): number {
  return mean(resources, ({ requested, capacity }) =>
    requested > capacity ? 0 : Math.floor((requested * 100) / capacity),
  )
}

/** (1 − standard deviation of the fractions) · 100; a fraction counts as 1 at most. */
export function balancedAllocationScore(resources: readonly Requested[]): number {
  const fractions = resources.map(({ requested, capacity }) => Math.min(1, requested / capacity))
  const middle = fractions.reduce((sum, one) => sum + one, 0) / fractions.length
  const variance = fractions.reduce((sum, one) => sum + (one - middle) * (one - middle), 0) / fractions.length
  const deviation = fractions.length === 2 ? Math.abs(fractions[0] - fractions[1]) / 2 : Math.sqrt(variance)
  return Math.floor((1 - deviation) * 100)
}

/** A point of a shape: at `utilisation` percent the score is `score`, 0 to 10. */
export interface ShapePoint {
  readonly utilisation: number
  readonly score: number
}

/** As Kubernetes' documentation has it for bin packing. */
const packingShape: readonly ShapePoint[] = [
  { utilisation: 0, score: 0 },
  { utilisation: 100, score: 10 },
]

/** Piecewise linear in the utilisation of each resource, times 10; the mean over resources. */
export function requestedToCapacityScore(resources: readonly Requested[], shape = packingShape): number {
  const scores = resources
    .map(({ requested, capacity }) => (requested > capacity ? 100 : Math.floor((requested * 100) / capacity)))
    .map((utilisation) => onShape(shape, utilisation))
    .filter((score) => score > 0)
  return scores.length === 0 ? 0 : Math.round(scores.reduce((sum, one) => sum + one, 0) / scores.length)
}

function onShape(shape: readonly ShapePoint[], utilisation: number): number {
  const next = shape.findIndex((point) => utilisation <= point.utilisation)
  if (next < 0) return shape[shape.length - 1].score * 10
  if (next === 0) return shape[0].score * 10
  const from = shape[next - 1]
  const to = shape[next]
  const rise = (to.score - from.score) * 10
  const way = to.utilisation - from.utilisation
  return from.score * 10 + Math.trunc((rise * (utilisation - from.utilisation)) / way)
}

function mean(resources: readonly Requested[], score: (one: Requested) => number): number {
  const counted = resources.filter(({ capacity }) => capacity > 0)
  if (counted.length === 0) return 0
  return Math.floor(counted.reduce((sum, one) => sum + score(one), 0) / counted.length)
}

function requestedWith(board: PlacementBoard, demand: Demand, agent: AgentId): Requested[] {
  return kinds.map((kind) => {
    const capacity = board.view.capacity(agent, kind)
    return { capacity, requested: capacity - board.free(agent, kind) + demand.amounts[kind] }
  })
}

/** The score of an agent from that of its resources. */
export const ofAgent =
  (score: (resources: readonly Requested[]) => number): Score =>
  (board, demand, agent) =>
    score(requestedWith(board, demand, agent))

const byAllocation = (name: string, score: (resources: readonly Requested[]) => number) =>
  scored(() => ({ name, score: ofAgent(score) }))

export const leastAllocated = byAllocation("least-allocated", leastAllocatedScore)
export const mostAllocated = byAllocation("most-allocated", mostAllocatedScore)
export const balancedAllocation = byAllocation("balanced-allocation", balancedAllocationScore)
export const requestedToCapacity = byAllocation("requested-to-capacity", (resources) =>
  requestedToCapacityScore(resources),
)
