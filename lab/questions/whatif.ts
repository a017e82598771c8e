/** What a change would do to everybody: the same seeds with it and without, and who gains and who loses. */
import type { ComparisonRow } from "../results/index.ts"
import { compareTrials, usualMargin } from "../statistics/index.ts"
import type { Ended } from "./runs.ts"

export const asItIs = "as it is"

export interface Changed {
  /** In a person's words, different from all others. */
  readonly name: string
  readonly ended: readonly Ended[]
}

/** Every change against the cluster as it is, metric by metric, of all tasks and of each role. */
export function changesAgainst(before: readonly Ended[], changes: readonly Changed[]): ComparisonRow[] {
  const all = [{ name: asItIs, ended: before }, ...changes]
  return compareTrials({
    policies: all.map(({ name }) => name),
    margin: usualMargin,
    trials: all.flatMap(({ name, ended }) =>
      ended.map(({ rows }) => ({ ...rows.trial, policy: name, error: null, repeat: "" })),
    ),
    roles: all.flatMap(({ name, ended }) =>
      ended.flatMap(({ rows }) => rows.roles.map((row) => ({ ...row, policy: name }))),
    ),
  })
}

export interface Swing {
  readonly parameter: string
  readonly low: ComparisonRow | undefined
  readonly high: ComparisonRow | undefined
}

/** The bars of a tornado: by how far a parameter moves the metric at most, the farthest first. */
export function tornado(swings: readonly Swing[]): Swing[] {
  const reach = ({ low, high }: Swing) =>
    Math.max(Math.abs(low?.difference ?? 0), Math.abs(high?.difference ?? 0))
  return swings.toSorted((a, b) => reach(b) - reach(a))
}
