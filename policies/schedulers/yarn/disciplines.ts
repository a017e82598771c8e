/**
 * Who is next: of the queues inside a queue, and of the applications of a leaf. Capacity: the queue that uses least of
 * what it is guaranteed (its weight's part of the cluster, or more if
 * its role is guaranteed more); inside a leaf first come, first served. Fair: queues below their least share first, by how much
 * of it they use, then those that use least for their weight; inside a leaf the application that uses least.
 * Source: apache/hadoop, CapacityScheduler (ParentQueue) and FairScheduler (FairSharePolicy).
 */
import { type ClusterView, mem, scalarCount } from "../../../sim/index.ts"
import type { App, Queue } from "./queues.ts"

/** What amounts come to: a part of the cluster, 0 to 1. */
export type Measure = (amounts: Float64Array) => number

export interface Discipline {
  /** Of two queues of one parent. A total order. */
  compare(a: Queue, b: Queue): number
  /** The application with the least comes first, of equals the oldest. */
  keyOf(app: App): number
  /** What preemption gives a queue back whose share of all would be `fair`: part of the cluster. */
  claim(queue: Queue, fair: number): number
}

/** Memory only, as both schedulers have it by default. */
export function memoryOf(view: ClusterView): Measure {
  return (amounts) => part(amounts[mem], view.totalCapacity(mem))
}

/** The scalar of which it is the largest part. */
export function dominantOf(view: ClusterView): Measure {
  return (amounts) => {
    let most = 0
    for (let kind = 0; kind < scalarCount; kind++)
      most = Math.max(most, part(amounts[kind], view.totalCapacity(kind)))
    return most
  }
}

export function capacityOrder(measure: Measure): Discipline {
  const guaranteeOf = ({ guaranteed, least }: Queue) => Math.max(guaranteed, measure(least))
  const usedOf = (queue: Queue) => measure(queue.used) / guaranteeOf(queue)
  return {
    compare: (a, b) =>
      ascending(usedOf(a), usedOf(b)) || ascending(guaranteeOf(b), guaranteeOf(a)) || a.order - b.order,
    keyOf: () => 0,
    claim: (queue, fair) => Math.min(guaranteeOf(queue), fair),
  }
}

/** Source: FairScheduler, fairSharePreemptionThreshold. */
const fairSharePreemptionThreshold = 0.5

export function fairOrder(measure: Measure): Discipline {
  const shareOf = (queue: Queue) => {
    const used = measure(queue.used)
    const least = measure(
      queue.least.map((amount, kind) => Math.min(amount, queue.used[kind] + queue.wanted[kind])),
    )
    return { isNeedy: used < least, ofLeast: used / least, ofWeight: used / queue.weight }
  }
  return {
    compare(first, second) {
      const a = shareOf(first)
      const b = shareOf(second)
      if (a.isNeedy !== b.isNeedy) return a.isNeedy ? -1 : 1
      const difference = a.isNeedy ? ascending(a.ofLeast, b.ofLeast) : ascending(a.ofWeight, b.ofWeight)
      return difference || first.order - second.order
    },
    keyOf: ({ used }) => measure(used),
    claim: ({ least }, fair) => Math.max(measure(least), fair * fairSharePreemptionThreshold),
  }
}

function part(amount: number, total: number): number {
  return amount === 0 ? 0 : amount / total
}

function ascending(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0
}
