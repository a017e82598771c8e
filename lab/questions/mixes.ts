/**
 * The cheapest cluster that meets the objectives, of one shape of machines or of two. Every shape alone; then, for every two
 * of them, so many of the dearer one, 1, 2, 4, 8 … and all but 1, 2, 4, 8 …, with as few of the other as will do, and finer
 * steps around the best. A mix is only tried if it would be cheaper than the best so far. Mixes of three shapes are not tried.
 */
import type { Sized, SizePoint } from "./sizing.ts"

export interface PricedShape {
  readonly name: string
  /** As clusters are written: "4cpus,16GiB". */
  readonly shape: string
  /** Of a machine for an hour, above 0. */
  readonly price: number
  /** No more than these can be had, or are tried; finite. */
  readonly most: number
}

export interface Part {
  readonly shape: PricedShape
  readonly agents: number
}

export interface Mix {
  readonly parts: readonly Part[]
  /** For an hour. */
  readonly price: number
  readonly point: SizePoint
}

/** The fewest agents of a shape, `most` at most, that do beside those that are there already. */
export interface Fewest {
  readonly beside: Part | undefined
  readonly shape: PricedShape
  readonly most: number
}

export interface Mixed {
  /** undefined if nothing that was tried meets the objectives. */
  readonly cheapest: Mix | undefined
  /** All that meet, in the order in which they were found. */
  readonly met: readonly Mix[]
}

export async function cheapestMix(
  shapes: readonly PricedShape[],
  fewest: (wanted: Fewest) => Promise<Sized>,
): Promise<Mixed> {
  const met: Mix[] = []
  const best = () => met.reduce((least, { price }) => Math.min(least, price), Infinity)
  const look = async (wanted: Fewest): Promise<boolean> => {
    const { chosen } = await fewest(wanted)
    if (chosen === undefined) return false
    const own = { shape: wanted.shape, agents: chosen.size }
    const parts = wanted.beside === undefined ? [own] : [wanted.beside, own]
    met.push({ parts, price: priceOf(parts), point: chosen })
    return true
  }
  for (const shape of shapes) await look({ beside: undefined, shape, most: shape.most })
  const aloneOf = (shape: PricedShape) =>
    met.find(({ parts }) => parts.length === 1 && parts[0].shape === shape)?.parts[0].agents ?? Infinity
  for (const [dear, cheap] of pairsOf(shapes)) {
    /** Whether so many of the dear ones save money. */
    const saves = async (agents: number) => {
      const left = best() - agents * dear.price
      const most = Math.min(cheap.most, Math.ceil(left / cheap.price - 1e-9) - 1)
      if (agents < 1 || agents > dear.most || !(most >= 1)) return false
      return look({ beside: { shape: dear, agents }, shape: cheap, most })
    }
    let around = 0
    for (const agents of numbersToTry(Math.min(dear.most, aloneOf(dear), Math.ceil(best() / dear.price))))
      if (await saves(agents)) around = agents
    for (let step = around >> 1; step >= 1; step >>= 1) {
      if (await saves(around + step)) around += step
      else if (await saves(around - step)) around -= step
    }
  }
  return { cheapest: met.find(({ price }) => price === best()), met }
}

function priceOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { shape, agents }) => sum + shape.price * agents, 0)
}

/** 1, 2, 4, 8 … from either end, ascending, up to `most`. */
function numbersToTry(most: number): number[] {
  const numbers = new Set([most])
  for (let step = 1; step < most; step *= 2) {
    numbers.add(step)
    numbers.add(most - step)
  }
  return [...numbers].sort((a, b) => a - b)
}

/** Each two once, the dearer first. */
function pairsOf(shapes: readonly PricedShape[]): [PricedShape, PricedShape][] {
  const dearFirst = shapes.toSorted((a, b) => b.price - a.price)
  return dearFirst.flatMap((dear, i) =>
    dearFirst.slice(i + 1).map((cheap) => [dear, cheap] as [PricedShape, PricedShape]),
  )
}
