/**
 * The cheapest cluster that meets the objectives, of one shape of machines or of two. Every shape alone; then, for every two
 * of them, so many of the dearer one, 1, 2, 4, 8 …, with as few of the other as will do, and finer steps around the best. A
 * mix is only tried as long as it would be cheaper than the best so far. Mixes of three shapes are not tried.
 */
import type { Sized, SizePoint } from "./sizing.ts"

export interface PricedShape {
  readonly name: string
  /** As clusters are written: "4cpus,16GiB". */
  readonly shape: string
  /** Of a machine for an hour, above 0. */
  readonly price: number
  /** No more than these can be had. */
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
  for (const [dear, cheap] of pairsOf(shapes)) {
    /** Whether so many of the dear ones save money. */
    const saves = async (agents: number) => {
      const left = best() - agents * dear.price
      const most = Math.min(cheap.most, Math.ceil(left / cheap.price - 1e-9) - 1)
      if (agents < 1 || agents > dear.most || !(most >= 1)) return false
      return look({ beside: { shape: dear, agents }, shape: cheap, most: Math.min(most, mostAgents) })
    }
    let around = 0
    for (let agents = 1; agents <= dear.most && agents * dear.price < best(); agents *= 2)
      if (await saves(agents)) around = agents
    for (let step = around >> 1; step >= 1; step >>= 1) {
      if (await saves(around + step)) around += step
      else if (await saves(around - step)) around -= step
    }
  }
  return { cheapest: met.find(({ price }) => price === best()), met }
}

/** As many as a cluster may have. */
const mostAgents = 1_000_000

export function priceOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { shape, agents }) => sum + shape.price * agents, 0)
}

/** Each two once, the dearer first. */
function pairsOf(shapes: readonly PricedShape[]): [PricedShape, PricedShape][] {
  const dearFirst = shapes.toSorted((a, b) => b.price - a.price)
  return dearFirst.flatMap((dear, i) =>
    dearFirst.slice(i + 1).map((cheap) => [dear, cheap] as [PricedShape, PricedShape]),
  )
}
