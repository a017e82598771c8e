/** The order of a batch queue, as a value that a plane is made with. */
import { type Micros, microsPerSecond, pow, type TaskId, type World } from "../../../../sim/index.ts"
import type { Entry } from "../plane/entry.ts"
import { byRequest, f1, type Score, unicep, wfp3 } from "./scores.ts"
import { Usage } from "./usage.ts"

export interface Order {
  /** True if a score stays what it was when the entry came. */
  readonly isSteady: boolean
  /** The least is first; equals stay in the order in which they came. */
  score(entry: Entry, now: Micros): number
  started?(entry: Entry): void
  ended?(task: TaskId): void
}

export type OrderFactory = (world: World) => Order

/** As they come. What comes again, after its agent was lost, comes last. */
export const arrivalOrder: OrderFactory = () => ({ isSteady: true, score: () => 0 })

export const shortestFirst = steady(byRequest)
export const f1Order = steady(f1)
export const wfp3Order = moving(wfp3)
export const unicepOrder = moving(unicep)

function steady(score: Score): OrderFactory {
  return () => ({ isSteady: true, score: (entry) => score(entry.request, 0) })
}

function moving(score: Score): OrderFactory {
  return () => ({
    isSteady: false,
    score: (entry, now) => score(entry.request, (now - entry.readyAt) / microsPerSecond),
  })
}

const day = 86_400

/** Slurm's default PriorityDecayHalfLife. */
const fairShareHalfLifeS = 7 * day

/**
 * Who has used least goes first: processor time of each user (of each framework, where the trace tells no users), of
 * which half is forgotten every week, over the user's share.
 */
export const fairShareOrder: OrderFactory = (world) => {
  const usage = new Usage(world, fairShareHalfLifeS)
  return {
    isSteady: false,
    score: (entry, now) => usage.ofShare(entry.job, now),
    started: (entry) => usage.started(entry),
    ended: (task) => usage.ended(task),
  }
}

/** Source: configuration example of Slurm's priority/multifactor plug-in; no partitions and no classes here. */
const weights = { age: 1000, fairShare: 10_000, size: 1000 }
const halfLifeS = 14 * day
const oldestS = 14 * day

/**
 * Slurm's priority/multifactor: a weighted sum of age, fair share (2 to the power of minus used by entitled) and size, each
 * 0 to 1. Source: slurm.schedmd.com/priority_multifactor.html.
 */
export const multifactorOrder: OrderFactory = (world) => {
  const usage = new Usage(world, halfLifeS)
  return {
    isSteady: false,
    score(entry, now) {
      const age = Math.min(1, (now - entry.readyAt) / microsPerSecond / oldestS)
      const fairShare = pow(2, -usage.ofShare(entry.job, now))
      const size = Math.min(1, entry.need[0] / Math.max(1, world.view.totalCapacity(0)))
      return -(weights.age * age + weights.fairShare * fairShare + weights.size * size)
    },
    started: (entry) => usage.started(entry),
    ended: (task) => usage.ended(task),
  }
}
