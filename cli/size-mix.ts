/** `mesoscope size --shapes …`: the cheapest cluster of one shape of machines or two. */
import {
  cheapestMix,
  hoursPerMonth,
  type Mix,
  type Mixed,
  type Objective,
  type Part,
  type PricedShape,
} from "../lab/index.ts"
import { answered, type Question, tell, type Told } from "./question.ts"
import { clusterText, leastAgents, mostByDefault, type SearchFlags, sizeSearch } from "./size-search.ts"
import { readShapes } from "./size-shapes.ts"
import { aligned, duration, grouped } from "./text.ts"

interface MixedAt extends Mixed {
  readonly load: number
}

interface MixFlags extends SearchFlags {
  readonly load: readonly number[]
  readonly most?: number
}

export async function sizeMixes(question: Question, flags: MixFlags, shapes: string): Promise<void> {
  const { progress, input } = question
  const priced = await readShapes(shapes, progress)
  const search = sizeSearch(question, flags)
  const mixed = await answered(question, async () => {
    const found: MixedAt[] = []
    for (const load of flags.load) {
      const least = (shape: PricedShape) => leastAgents(question, shape.shape, load)
      const limited = priced.map((shape) => ({
        ...shape,
        most: Math.min(shape.most, flags.most ?? mostByDefault(least(shape))),
      }))
      const mixes = await cheapestMix(limited, ({ beside, shape, most }) =>
        search({
          load,
          cluster: (agents) => mixText([...(beside === undefined ? [] : [beside]), { shape, agents }]),
          // Beside others: is there anything cheaper at all? Alone: about as many as the load fills.
          start: beside === undefined ? least(shape) : most,
          most,
        }),
      )
      found.push({ load, ...mixes })
    }
    return found
  })
  await tell(question, {
    answer: answerOf(mixed, flags.slo, input.workload.name),
    fields: { rows: mixed.map(rowOf) },
    lines: linesOf(mixed),
    isMet: mixed.every(({ cheapest }) => cheapest !== undefined),
  })
}

/** In the notation of clusters. Smaller machines stand first, so that what fits anywhere leaves the large ones to what does not. */
function mixText(parts: readonly Part[]): string {
  return parts
    .toSorted((a, b) => a.shape.price - b.shape.price)
    .map(({ shape, agents }) => clusterText(shape.shape, agents))
    .join("+")
}

const told = (parts: readonly Part[]) =>
  parts.map(({ shape, agents }) => `${grouped(agents)} × ${shape.name}`).join(" + ")

/** The same with one more of each shape: any one machine may be lost. */
const spareOf = ({ parts, price }: Mix) => price + parts.reduce((sum, { shape }) => sum + shape.price, 0)

const monthly = (price: number) => price * hoursPerMonth
const money = (price: number) => grouped(Math.round(price))
const cents = (price: number) => Number(price.toFixed(4))

function rowOf({ load, cheapest, met }: MixedAt) {
  return {
    load,
    recommended: cheapest === undefined ? null : cheapest.parts.reduce((sum, { agents }) => sum + agents, 0),
    ...(cheapest === undefined ? { n: null, wait_p95_s: null, half_width: null } : mixRow(cheapest)),
    curve: met.map(mixRow),
  }
}

function mixRow(mix: Mix) {
  const { parts, price, point } = mix
  return {
    mix: parts.map(({ shape, agents }) => ({ name: shape.name, shape: shape.shape, agents })),
    price_per_hour: cents(price),
    cost_per_month: cents(monthly(price)),
    cost_per_month_with_spare: cents(monthly(spareOf(mix))),
    n: point.n,
    wait_p95_s: point.waitP95.mean,
    half_width: Number.isFinite(point.waitP95.half) ? point.waitP95.half : null,
  }
}

function linesOf(mixed: readonly MixedAt[]): string[] {
  const rows = mixed.flatMap(({ load, cheapest, met }) =>
    met
      .toSorted((a, b) => a.price - b.price)
      .filter((mix, rank) => mix === cheapest || mix.parts.length === 1 || rank < mostTold)
      .map((mix) => [
        `x${load}`,
        told(mix.parts),
        String(cents(mix.price)),
        money(monthly(mix.price)),
        money(monthly(spareOf(mix))),
        spread(mix),
        String(mix.point.n),
      ]),
  )
  return aligned([["load", "machines", "an hour", "a month", "with spares", "p95 wait", "n"], ...rows])
}

/** Clusters that are told beside the shapes alone. */
const mostTold = 3

function spread({ point: { waitP95 } }: Mix): string {
  const { mean, half } = waitP95
  return Number.isFinite(half) ? `${duration(mean)} ± ${duration(half)}` : duration(mean)
}

function answerOf(mixed: readonly MixedAt[], slo: readonly Objective[], name: string): Told["answer"] {
  const objective = slo.map(({ text }) => text).join(" and ")
  return {
    question: `Which machines carry ${name} with ${objective} for the least money?`,
    headline: mixed.map((one) => headlineOf(one, objective)).join(" "),
    tables: [
      {
        name: "mixes",
        title: "Clusters that meet the objectives, in the order in which they were found",
        rows: mixed.flatMap(({ load, cheapest, met }) =>
          met.map((mix) => ({
            load,
            machines: told(mix.parts),
            ...mixRow(mix),
            mix: mixText(mix.parts),
            cheapest: mix === cheapest ? "yes" : "",
          })),
        ),
      },
    ],
    curves: [],
    notes: [
      "Tried were every shape alone and mixes of two: 1, 2, 4, 8 … of the dearer, from either end, with as few of the cheaper as do, then finer steps around the best; no mixes of three. A spare is one more of each shape. Prices are for machines that are always on.",
    ],
  }
}

function headlineOf({ load, cheapest, met }: MixedAt, objective: string): string {
  const when = load === 1 ? "" : ` at ${load} times the load`
  if (cheapest === undefined) return `Nothing that was tried meets ${objective}${when}.`
  const alone = met.filter(({ parts }) => parts.length === 1).map(({ price }) => price)
  const saved = 1 - cheapest.price / Math.min(...alone)
  const less =
    cheapest.parts.length === 1 || alone.length === 0
      ? ""
      : `, ${(100 * saved).toFixed(1)} % less than the cheapest single shape`
  return `For ${objective}${when} the cheapest are ${told(cheapest.parts)}: ${money(monthly(cheapest.price))} a month${less}.`
}
