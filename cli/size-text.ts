/** The sizes that were found, as people, programs and the page read them. */
import {
  hoursPerMonth,
  type Judged,
  kneeOf,
  loadCarried,
  monthsUntil,
  type Objective,
  type Prices,
  type Sized,
  type SizePoint,
  withSpareRack,
} from "../lab/index.ts"
import type { Told } from "./question.ts"
import type { Failure, Growth } from "./size-values.ts"
import { aligned, duration, grouped, percent } from "./text.ts"

export interface SizedAt extends Sized {
  readonly load: number
}

export interface SizeAbout {
  readonly name: string
  readonly slo: readonly Objective[]
  readonly shape: string
  readonly confidence: number
  readonly mostRuns: number
  readonly failure?: Failure
  readonly racks: number
  readonly have?: number
  readonly growth?: Growth
  readonly prices: Prices | undefined
}

/** The rows of --json: one per load. */
export function sizeRows(sized: readonly SizedAt[], about: SizeAbout) {
  return sized.map((one) => ({
    load: one.load,
    recommended: one.chosen?.size ?? null,
    ...(one.chosen === undefined ? nothing : valuesOf(one.chosen)),
    below: one.below === undefined ? null : pointRow(one.below, about),
    knee: knee(one) ?? null,
    with_spare: one.chosen === undefined ? null : spare(one.chosen.size, about),
    ...monthsRow(one.load, about),
    ...costRow(one, about),
    curve: one.curve.map((point) => pointRow(point, about)),
  }))
}

const valuesOf = ({ n, waitP95 }: SizePoint) => ({
  n,
  wait_p95_s: waitP95.mean,
  half_width: orNull(waitP95.half),
  wait_p95_lo_s: orNull(waitP95.lo),
  wait_p95_hi_s: orNull(waitP95.hi),
})
const nothing = { n: null, wait_p95_s: null, half_width: null, wait_p95_lo_s: null, wait_p95_hi_s: null }
const orNull = (value: number) => (Number.isFinite(value) ? value : null)

function pointRow(point: SizePoint, { slo }: SizeAbout) {
  return {
    agents: point.size,
    ...valuesOf(point),
    standing: point.standing,
    ...Object.assign({}, ...slo.map(({ text }, i) => judgedCells(text, point.judged[i]))),
    variance_reduction: point.waitP95.reduction,
    offered_load: point.offeredLoad,
    allocated_cpus: point.allocatedCpus,
    censored: point.censored,
    unplaceable: point.unplaceable,
  }
}

/** The percentile or mean, s, and the share of tasks that started in time, with half its interval. */
function judgedCells(text: string, { value, share }: Judged): Record<string, number | null> {
  if (share === undefined) return { [text]: value.mean }
  return { [text]: value.mean, [`in time: ${text}`]: share.mean, [`± in time: ${text}`]: orNull(share.half) }
}

export function sizeLines(sized: readonly SizedAt[], about: SizeAbout): string[] {
  const { growth, have } = about
  const spareHead = `with ${about.failure === "rack" ? "a rack" : "one"} spare`
  const head = ["load", "agents", "p95 wait", "n", "offered", spareHead, "knee", "one less"]
  const rows = sized.map((one) => {
    const { chosen, below } = one
    if (chosen === undefined) return [`x${one.load}`, "none", "", "", "", "", "", belowText(below)]
    return [
      `x${one.load}`,
      grouped(chosen.size),
      spread(chosen),
      String(chosen.n),
      chosen.offeredLoad === null ? "–" : percent(chosen.offeredLoad),
      grouped(spare(chosen.size, about)),
      grouped(knee(one) ?? chosen.size),
      belowText(below),
    ]
  })
  const lines = aligned([head, ...rows])
  if (growth !== undefined)
    lines.push(
      "",
      ...sized
        .filter(({ load }) => load > 1)
        .map(({ load }) => `x${load} is reached in ${months(load, growth)}`),
    )
  const carried = have === undefined ? undefined : loadCarried(have, found(sized))
  if (have !== undefined)
    lines.push(
      "",
      carried === undefined
        ? `${grouped(have)} agents carry more than x${sized.at(-1)?.load ?? 1}; size a higher --load to see how far.`
        : `${grouped(have)} agents carry x${carried.toFixed(2)}${growth === undefined || carried <= 1 ? "" : `: ${months(carried, growth)} of growth`}`,
    )
  return [...lines, ...costLines(sized, about)]
}

const found = (sized: readonly SizedAt[]) =>
  sized.flatMap(({ load, chosen }) => (chosen === undefined ? [] : [{ load, size: chosen.size }]))

function months(times: number, [least, most]: Growth): string {
  const [soon, late] = [monthsUntil(times, most), monthsUntil(times, least)].map((one) => one.toFixed(1))
  return soon === late ? `${soon} months` : `${soon} to ${late} months`
}

function monthsRow(load: number, { growth }: SizeAbout): object {
  if (growth === undefined || load <= 1) return {}
  const [least, most] = growth
  return { months: { soonest: monthsUntil(load, most), latest: monthsUntil(load, least) } }
}

function costRow({ chosen }: SizedAt, about: SizeAbout): object {
  const price = about.prices?.ofShape(about.shape)
  return price === undefined || chosen === undefined
    ? {}
    : { cost_per_month: price * chosen.size * hoursPerMonth }
}

function costLines(sized: readonly SizedAt[], { prices, shape }: SizeAbout): string[] {
  const price = prices?.ofShape(shape)
  if (price === undefined) return []
  return [
    "",
    ...found(sized).map(
      ({ load, size }) =>
        `x${load}: ${grouped(Math.round(price * size * hoursPerMonth))} a month, ${grouped(size)} × ${price} an hour`,
    ),
  ]
}

function belowText(point: SizePoint | undefined): string {
  if (point === undefined) return "–"
  const said = point.standing === "open" ? "not decided" : "fails"
  return `${grouped(point.size)} ${said}: ${spread(point)}`
}

function spread({ waitP95: { mean, half } }: SizePoint): string {
  return Number.isFinite(half) ? `${duration(mean)} ± ${duration(half)}` : duration(mean)
}

function spare(size: number, { failure, racks }: SizeAbout): number {
  return failure === "rack" ? withSpareRack(size, racks) : size + 1
}

function knee({ curve }: SizedAt): number | undefined {
  return kneeOf(curve.map(({ size, waitP95 }) => ({ size, value: waitP95.mean })))
}

export function sizeAnswer(sized: readonly SizedAt[], about: SizeAbout): Told["answer"] {
  const { slo, shape, confidence, name } = about
  const objective = slo.map(({ text }) => text).join(" and ")
  const curve = sized.flatMap((one) =>
    one.curve.map((point) => ({ load: `x${one.load}`, ...pointRow(point, about) })),
  )
  const limits =
    sized.length === 0
      ? []
      : limitRows(
          curve.map(({ agents }) => agents),
          about,
        )
  return {
    question: `How many agents ${shape === "trace" ? "like those of the trace" : `of ${shape}`} does ${name} need for ${objective}?`,
    headline: headline(sized, objective, about),
    tables: [
      {
        name: "sizes",
        title: "What is needed",
        rows: sizeRows(sized, about).map(
          ({ load, recommended, n, wait_p95_s, half_width, with_spare, knee: bend }) => ({
            load,
            recommended,
            n,
            wait_p95_s,
            half_width,
            with_spare,
            knee: bend,
          }),
        ),
      },
      { name: "curve", title: "Every size that was tried", rows: [...curve, ...limits] },
    ],
    curves: [
      {
        table: "curve",
        id: "capacity",
        title: "What agents buy",
        sentence:
          "The 95th percentile of waits by the number of agents, a line for each load; the level line is the objective.",
        x: { field: "agents", label: "agents", scale: "linear" },
        y: { field: "wait_p95_s", label: "p95 wait, s", scale: "log" },
        series: "load",
      },
    ],
    notes: [
      `A size is recommended if the chance is at most ${+(100 * (1 - confidence)).toFixed(3)} % that it does not meet the objective and its runs look as good by luck, over all looks together. The sizes at the border got up to ${about.mostRuns} runs, the others few. The spare is arithmetic: with it gone, the recommended number is left.`,
      ...(sized.some(({ curve: points }) => points.some(({ unplaceable }) => unplaceable > 0))
        ? [
            "Some tasks fit on no agent of some sizes; they are in no wait. The column unplaceable counts them.",
          ]
        : []),
    ],
  }
}

function limitRows(agents: readonly number[], { slo }: SizeAbout) {
  const p95 = slo.find(({ role, of }) => role === undefined && of === 0.95)
  if (p95 === undefined) return []
  return [Math.min(...agents), Math.max(...agents)].map((at) => ({
    load: p95.text,
    agents: at,
    wait_p95_s: p95.most,
  }))
}

function headline(sized: readonly SizedAt[], objective: string, { shape }: SizeAbout): string {
  const kind = shape === "trace" ? "agents" : `agents of ${shape}`
  const needed = found(sized).map(({ load, size }, i) =>
    load === 1
      ? `${grouped(size)} ${kind} today`
      : `${grouped(size)}${i === 0 ? ` ${kind}` : ""} at ${load} times the load`,
  )
  const missing = sized.filter(({ chosen }) => chosen === undefined).map(({ load }) => `x${load}`)
  const none = missing.length === 0 ? "" : ` No cluster that was tried meets it at ${missing.join(", ")}.`
  return needed.length === 0
    ? `No cluster that was tried meets ${objective}.`
    : `For ${objective} you need ${needed.join(", ")}.${none}`
}
