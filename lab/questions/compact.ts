/**
 * How few machines carry a workload: machines are taken away in a random order until the objectives are not met; each order
 * is another seed, and the answer is a distribution. In one order fewer machines are always among more, so halving finds
 * the border in a few runs. Source: cluster compaction, Verma, Korupolu & Wilkes, CLUSTER 2014; Borg (EuroSys 2015) takes
 * 11 orders and quotes the 90th percentile.
 */
import { quantile } from "../probes/quantile.ts"
import { judge, type Objective } from "./objective.ts"
import type { Ended } from "./runs.ts"

export interface CompactionQuestion {
  readonly objectives: readonly Objective[]
  /** All machines. */
  readonly agents: number
  readonly seeds: readonly number[]
  /** Runs, side by side, with the first `agents` machines in the order of the seed. */
  readonly run: (
    wanted: readonly { readonly agents: number; readonly seed: number }[],
  ) => Promise<readonly Ended[]>
}

export interface Compacted {
  readonly seed: number
  /** The fewest machines that carry it in this order; undefined if all of them do not. */
  readonly agents: number | undefined
}

/** In the order of the seeds. */
export async function compact({ objectives, agents, seeds, run }: CompactionQuestion): Promise<Compacted[]> {
  const orders = seeds.map((seed) => ({ seed, fails: 0, meets: agents + 1, misfits: Infinity }))
  for (let isFirst = true; ; isFirst = false) {
    const open = orders.filter(({ fails, meets }) => meets - fails > 1)
    if (open.length === 0) break
    // All machines first: where they do not do, nothing else is tried. A task that had a place there must keep one.
    const wanted = open.map(({ seed, fails, meets }) => ({
      seed,
      agents: isFirst ? agents : (fails + meets) >> 1,
    }))
    const ended = await run(wanted)
    for (const [i, order] of open.entries()) {
      const misfits = ended[i].rows.trial.unplaceable ?? 0
      if (isFirst) order.misfits = misfits
      if (misfits <= order.misfits && meetsAll(ended[i], objectives)) order.meets = wanted[i].agents
      else order.fails = wanted[i].agents
    }
  }
  return orders.map(({ seed, meets }) => ({ seed, agents: meets > agents ? undefined : meets }))
}

/** By this one run's own waits. */
function meetsAll(ended: Ended, objectives: readonly Objective[]): boolean {
  return objectives.every((objective) => judge(objective, [ended], oneRun).isLikely)
}

/** A single run has no interval. */
const oneRun = { confidence: 0.95, chance: 0.025 }

/** Machines below which the share `p` of the orders lies; undefined where an order could not do with all. */
export function compactedQuantile(orders: readonly Compacted[], p: number): number | undefined {
  const sizes = orders.flatMap(({ agents }) => (agents === undefined ? [] : [agents])).sort((a, b) => a - b)
  return sizes.length < orders.length || sizes.length === 0 ? undefined : Math.ceil(quantile(sizes, p))
}
