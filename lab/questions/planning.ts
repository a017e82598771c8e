/** What follows from sizes at several loads without another run: the knee, the spare, the runway, the bill. */
import { log } from "../../sim/index.ts"

export interface CurvePoint {
  readonly size: number
  /** What is to be low. */
  readonly value: number
}

/**
 * The size from which on more buys little: the point farthest below the chord of the curve, both axes scaled to 1.
 * undefined for a curve that has no bend. Source: Satopää et al., "Finding a 'Kneedle' in a Haystack", ICDCSW 2011.
 */
export function kneeOf(curve: readonly CurvePoint[]): number | undefined {
  const [first, last] = [curve[0], curve.at(-1)]
  if (curve.length < 3 || last === undefined || first.value <= last.value) return undefined
  const below = ({ size, value }: CurvePoint) =>
    1 - (size - first.size) / (last.size - first.size) - (value - last.value) / (first.value - last.value)
  const farthest = curve.reduce((best, point) => (below(point) > below(best) ? point : best))
  return below(farthest) > 0 ? farthest.size : undefined
}

/** The smallest cluster of which `size` agents are left when the largest of `racks` equal racks is gone. */
export function withSpareRack(size: number, racks: number): number {
  let all = size + 1
  while (all - Math.ceil(all / racks) < size) all++
  return all
}

/** Months until the load has grown to `times` as much at `growth` a month, above 0. */
export function monthsUntil(times: number, growth: number): number {
  return log(times) / log(1 + growth)
}

export interface SizedLoad {
  readonly load: number
  readonly size: number
}

/** The load that so many agents carry, between the sized loads in proportion, below the first of them too; undefined above the last. */
export function loadCarried(agents: number, sized: readonly SizedLoad[]): number | undefined {
  const ascending = [{ load: 0, size: 0 }, ...sized.toSorted((a, b) => a.load - b.load)]
  const next = ascending.findIndex(({ size }) => size > agents)
  if (next < 1) return ascending.at(-1)?.size === agents ? ascending.at(-1)?.load : undefined
  const [low, high] = [ascending[next - 1], ascending[next]]
  return low.load + ((high.load - low.load) * (agents - low.size)) / (high.size - low.size)
}
