/** How many seeds: a number, a range, a list, or a rule by which seeds are added until a mean is known well enough. */
import { microsPerSecond } from "../../sim/index.ts"
import { InputError, parseDuration } from "../../workloads/index.ts"
import { roleMetrics, trialMetrics } from "../statistics/index.ts"
import { columnNamed, knownColumns, type ResultColumn, shareFrom, type Unit } from "./column.ts"
import { at, type Located, type Placed } from "./located.ts"
import { byDefault, either, fields, listOf, placed, required, type Shape, text, whole } from "./shape.ts"

/** Seeds are added until, under every policy, half of the interval of a mean is small enough. */
export interface SeedRule {
  /** As written: "wait.p95", "difference of wait.p95". */
  readonly of: string
  readonly column: ResultColumn
  readonly unit: Unit
  /** Each policy's paired difference from the baseline is what is to be known; else each policy's own mean. */
  readonly isDifference: boolean
  /** As written: "5%", "2s". */
  readonly precision: string
  /** Half widths that are small enough: a part of the mean (of a difference: of the baseline's), or so many units. */
  readonly relative: number
  readonly absolute: number
  readonly least: number
  readonly most: number
}

export interface Seeds {
  /** All that may be used, in order. */
  readonly seeds: readonly number[]
  readonly rule: SeedRule | undefined
}

const mostSeeds = 10_000
const greatestSeed = Number.MAX_SAFE_INTEGER - mostSeeds

const first = byDefault(1, whole(0, greatestSeed), "The first seed")

const range = fields({
  first,
  count: required(whole(1, mostSeeds), "How many seeds follow each other"),
})

const ruleFields = {
  precision: required(
    placed(text(["5%", "2s"], String)),
    "Half of the 95 % interval that is small enough: a part of the mean, or a time",
  ),
  of: required(
    text(["wait.p95", "difference of wait.p95"], parseSubject),
    "The mean that is to be known: under every policy, or every policy's difference from the baseline",
  ),
  at_least: byDefault(10, whole(2, mostSeeds), "So many seeds before the first look"),
  at_most: byDefault(100, whole(2, mostSeeds), "So many seeds, and no more, whatever is known by then"),
  first,
}

const written = fields(ruleFields)

const rule: Shape<Seeds> = {
  schema: written.schema,
  read(value) {
    const { precision, of, at_least: least, at_most: most, first: from } = written.read(value)
    if (least > most) throw new InputError(`${value.place}: at_least ${least} is more than at_most ${most}.`)
    const aim = aimFrom(precision, of)
    return {
      seeds: upFrom(from, most),
      rule: {
        of: of.text,
        column: of.column,
        unit: of.unit,
        isDifference: of.isDifference,
        ...aim,
        least,
        most,
      },
    }
  },
}

const isRule = (value: Located) =>
  value.kind === "fields" &&
  value.entries.some(({ name }) => name !== "first" && Object.hasOwn(ruleFields, name))

const plain = either(
  whole(1, mostSeeds),
  either(range, listOf(whole(0, greatestSeed)), ({ kind }) => kind === "fields"),
  ({ kind }) => kind === "scalar",
)

const fixed: Shape<Seeds> = {
  schema: plain.schema,
  read(value) {
    const told = plain.read(value)
    if (typeof told === "number") return { seeds: upFrom(1, told), rule: undefined }
    const list = "count" in told ? upFrom(told.first, told.count) : [...new Set(told)]
    return { seeds: list, rule: undefined }
  },
}

export const seeds: Shape<Seeds> = either(fixed, rule, (value) => !isRule(value))

export const usualSeeds: Seeds = { seeds: upFrom(1, 10), rule: undefined }

interface Subject {
  readonly text: string
  readonly column: ResultColumn
  readonly unit: Unit
  readonly isDifference: boolean
  /** Nobody needs to know it better; in the column's unit. */
  readonly floor: number
}

function parseSubject(told: string): Subject {
  const [, prefix, name = ""] = /^(difference of\s+)?(\S+)$/.exec(told.trim()) ?? []
  const found = columnNamed(name)
  const metrics = found?.column.role === undefined ? trialMetrics : roleMetrics
  const metric = metrics.find((one) => one.name === found?.column.name)
  if (found === undefined || metric === undefined)
    throw new InputError(
      `"${told}" is no mean that can be looked at; write wait.p95 or difference of wait.p95. Known: ${knownColumns}.`,
    )
  const isDifference = prefix !== undefined
  return {
    text: `${isDifference ? "difference of " : ""}${name}`,
    column: found.column,
    unit: found.unit,
    isDifference,
    floor: metric.floor,
  }
}

/** Throws InputError with the place of the precision. */
function aimFrom({ value: precision, place }: Placed<string>, { unit, floor }: Subject) {
  return at(place, () => {
    const isPart = precision.endsWith("%")
    if (!isPart && unit !== "time")
      throw new InputError(`"${precision}" is no precision of this mean; write a part of it: 5%.`)
    const relative = isPart ? shareFrom(precision) : 0
    const absolute = isPart ? floor : parseDuration(precision) / microsPerSecond
    if (relative === 0 && absolute === 0)
      throw new InputError(`A precision of "${precision}" is never reached; write 5%.`)
    return { precision, relative, absolute }
  })
}

function upFrom(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + i)
}
