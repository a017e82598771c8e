/**
 * The smallest size that meets an objective, where every measurement is noisy: bracket and halve on few runs, then add
 * runs to the two neighbours of the border until their intervals leave no doubt, or as many as are allowed.
 * All sizes see the same seeds, so that chance moves neighbours together and seldom turns their order round.
 *
 * A size is looked at after `runs`, 2 × `runs`, 4 × `runs` … and at last `mostRuns`. Of the chance to be wrong that the
 * question allows, the last look may use a half, the one before a quarter, and so on: together never more than allowed,
 * however the looks depend on each other (Bonferroni's inequality).
 */
import type { Standing } from "./objective.ts"

export interface Measured {
  readonly size: number
  readonly n: number
  readonly standing: Standing
  /** Whether the estimate alone meets it. */
  readonly isLikely: boolean
}

export interface Search<M extends Measured> {
  /** No other sizes are tried; whole, 1 or more. */
  readonly least: number
  readonly most: number
  /** Where to begin: a guess between the two. */
  readonly start: number
  /** How many runs a size gets to begin with, once it matters, and at most. */
  readonly pilot: number
  readonly runs: number
  readonly mostRuns: number
  /** Each with so many runs in all, those before included; side by side, so that no worker is idle. */
  readonly measure: (sizes: readonly number[], runs: number) => Promise<readonly M[]>
}

export interface Found<M extends Measured> {
  /** The smallest that meets the objective with confidence; undefined if `most` does not. */
  readonly chosen: M | undefined
  /** The one below, which does not, or not for sure; undefined where nothing is below. */
  readonly below: M | undefined
}

export async function smallestSize<M extends Measured>(search: Search<M>): Promise<Found<M>> {
  const { least, most } = search
  let border = await likelyBorder(search)
  let below: M | undefined
  while (border <= most) {
    const [chosen, smaller] = await settled(search, border > least ? [border, border - 1] : [border])
    if (chosen.standing !== "meets") {
      below = chosen
      border++
    } else if (smaller?.standing === "meets" && below === undefined) border--
    else return { chosen, below: smaller }
  }
  return { chosen: undefined, below }
}

/** How many sizes are measured at once where the range is cut. */
const cuts = 4

/** The smallest size that meets the objective by the estimate of a few runs; most + 1 if none does. */
async function likelyBorder<M extends Measured>({
  least,
  most,
  start,
  pilot,
  measure,
}: Search<M>): Promise<number> {
  let fails = least - 1
  let meets = most + 1
  let sizes = [start, ...[0.03, 0.06, 0.12, 0.25].map((more) => Math.ceil(start * (1 + more)))]
  for (;;) {
    const inside = [...new Set(sizes)].filter((size) => size > fails && size < meets)
    for (const { size, isLikely } of await measure(inside, pilot)) {
      if (isLikely) meets = Math.min(meets, size)
      else if (size < meets) fails = Math.max(fails, size)
    }
    if (meets - fails <= 1) return meets
    const step = Math.max(1, Math.ceil(start / 4))
    if (meets > most) sizes = [1, 3, 7, 15].map((times) => Math.min(most, fails + times * step))
    else if (fails < least)
      sizes = [1, 2, 4, 8].map((parts) => Math.max(least, Math.floor(meets / 2 ** parts)))
    else sizes = between(fails, meets)
  }
}

/** Up to `cuts` sizes that part the range evenly. */
function between(fails: number, meets: number): number[] {
  const parts = Math.min(cuts + 1, meets - fails)
  return Array.from({ length: parts - 1 }, (_, i) => fails + Math.round(((i + 1) * (meets - fails)) / parts))
}

/** Measured until each is decided, look by look. */
async function settled<M extends Measured>(search: Search<M>, sizes: readonly number[]): Promise<M[]> {
  const [first, ...others] = looksOf(search)
  const seen = [...(await search.measure(sizes, first))]
  for (const n of others) {
    const open = seen.filter(({ standing }) => standing === "open")
    if (open.length === 0) break
    const again = await search.measure(
      open.map(({ size }) => size),
      n,
    )
    for (const one of again) seen[seen.findIndex(({ size }) => size === one.size)] = one
  }
  return seen
}

export type Looks = Pick<Search<Measured>, "runs" | "mostRuns">

/** After how many runs a size is looked at, ascending. */
export function looksOf({ runs, mostRuns }: Looks): number[] {
  const looks: number[] = []
  for (let n = runs; n < mostRuns; n *= 2) looks.push(n)
  return [...looks, mostRuns]
}

/** The chance to be wrong that a look after `n` runs may have, of `all` that is allowed. */
export function chanceAt(n: number, looks: Looks, all: number): number {
  const later = looksOf(looks).filter((look) => look > n).length
  return all / 2 ** (later + 1)
}
