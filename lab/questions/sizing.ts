/**
 * How many agents a workload needs: for one load, the smallest cluster whose runs meet the objectives with confidence,
 * and what was seen on the way there.
 */
import { controlsOf, type KnownLaws } from "./laws.ts"
import { judge, type Judged, type Objective, type Standing, waitP95 } from "./objective.ts"
import type { Pooled } from "./pooled.ts"
import type { Ended, Runs, Setup } from "./runs.ts"
import { chanceAt, type Looks, type Measured, smallestSize } from "./search.ts"

export interface SizingQuestion {
  readonly objectives: readonly Objective[]
  /** A cluster of so many agents; the same size gives the same value. */
  readonly setup: (size: number) => Setup
  /** What the laws of the workload say beside that many agents, where they are known. */
  readonly known?: ((size: number) => KnownLaws | undefined) | undefined
  readonly most: number
  /** Where the search begins. */
  readonly start: number
  readonly pilot: number
  readonly runs: number
  readonly mostRuns: number
  /** One minus the chance that a size that fails is called good; of the intervals that are shown, too. */
  readonly confidence: number
  /** A size at which more tasks, mean over the runs, are too large for every agent does not meet: they would wait forever. */
  readonly mostUnplaceable: number
}

/** What a size is judged by. */
export type Judging = Looks & Pick<SizingQuestion, "objectives" | "known" | "confidence" | "mostUnplaceable">

/** A size, as its runs show it. */
export interface SizePoint extends Measured {
  /** One per objective. */
  readonly judged: readonly Judged[]
  /** Of all tasks, s. */
  readonly waitP95: Pooled
  /** Means over the runs. */
  readonly offeredLoad: number | null
  readonly allocatedCpus: number | null
  /** Tasks, mean over the runs: still waiting at the end, and too large for every agent. */
  readonly censored: number
  readonly unplaceable: number
}

export interface Sized {
  readonly chosen: SizePoint | undefined
  readonly below: SizePoint | undefined
  /** All sizes that were measured, ascending. */
  readonly curve: readonly SizePoint[]
}

export async function sizeFor(question: SizingQuestion, runs: Runs): Promise<Sized> {
  const points = new Map<number, SizePoint>()
  const measure = async (sizes: readonly number[], count: number) => {
    const open = sizes.filter((size) => (points.get(size)?.n ?? 0) < count)
    const ended = await runs(open.map(question.setup), count, `${sizes.join(", ")} agents`)
    for (const [i, size] of open.entries()) points.set(size, pointOf(size, ended[i], question))
    return sizes.map((size) => points.get(size)).filter((point) => point !== undefined)
  }
  const { chosen, below } = await smallestSize({ ...question, least: 1, measure })
  return { chosen, below, curve: [...points.values()].sort((a, b) => a.size - b.size) }
}

export function pointOf(
  size: number,
  ended: readonly Ended[],
  { objectives, known, confidence, mostUnplaceable, ...looks }: Judging,
): SizePoint {
  const controls = controlsOf(ended, known?.(size))
  const chance = chanceAt(ended.length, looks, 1 - confidence)
  const judged = objectives.map((objective) => judge(objective, ended, { controls, confidence, chance }))
  const mean = (of: (one: Ended) => number | null) =>
    ended.reduce((sum, one) => sum + (of(one) ?? 0), 0) / ended.length
  const unplaceable = mean(({ rows }) => rows.trial.unplaceable)
  const allFit = unplaceable <= mostUnplaceable
  return {
    size,
    n: ended.length,
    standing: allFit ? together(judged.map(({ standing }) => standing)) : "fails",
    isLikely: allFit && judged.every(({ isLikely }) => isLikely),
    judged,
    waitP95: waitP95(ended, { controls, confidence }),
    offeredLoad: ended.some(({ facts }) => facts.offeredLoad === null)
      ? null
      : mean(({ facts }) => facts.offeredLoad),
    allocatedCpus: ended.some(({ rows }) => rows.trial.allocated_cpus === null)
      ? null
      : mean(({ rows }) => rows.trial.allocated_cpus),
    censored: mean(({ rows }) => rows.trial.censored),
    unplaceable,
  }
}

function together(standings: readonly Standing[]): Standing {
  if (standings.includes("fails")) return "fails"
  return standings.includes("open") ? "open" : "meets"
}
