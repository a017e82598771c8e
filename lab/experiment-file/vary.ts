/**
 * The points of an experiment, out of its section `vary`: every combination, lists side by side, points written out, or
 * points drawn at random or from a Latin hypercube.
 */
import { createRandom, type RandomStream } from "../../sim/index.ts"
import { InputError } from "../../workloads/index.ts"
import { type Located, wrong } from "./located.ts"
import type { Setting } from "./parameters.ts"
import {
  byDefault,
  either,
  type Field,
  fields,
  listOf,
  named,
  oneOf,
  optional,
  placed,
  real,
  required,
  type Shape,
  whole,
} from "./shape.ts"

type Word = string | number
type Point = readonly Setting[]

/** More points than that are a mistake in the file. */
const mostPoints = 100_000

const cell: Shape<Word> = {
  schema: { type: ["string", "number"] },
  read(value) {
    if (value.kind !== "scalar" || value.value === null || typeof value.value === "boolean")
      throw wrong(value, "a text or a number")
    return value.value
  },
}

const placedCell = placed(cell)

const range = fields({
  from: required(real(), "The least value"),
  to: required(real(), "The greatest value"),
  step: byDefault("none", oneOf(["none", "whole"]), "whole: only whole numbers, as agents need"),
})

const isRange = (value: Located) => value.kind === "fields"

const drawn = fields({
  count: required(whole(1, mostPoints), "How many points are drawn"),
  seed: byDefault(1, whole(0, Number.MAX_SAFE_INTEGER), "Of the draw"),
  over: required(
    named(placed(either(range, listOf(placedCell), isRange))),
    "A range {from, to} or a list of choices for each parameter",
  ),
})

const ways = {
  grid: optional(
    named(listOf(placedCell)),
    "Every combination of the values; the last parameter varies fastest",
  ),
  zip: optional(
    named(listOf(placedCell)),
    "The lists side by side: the first values, then the second ones, …",
  ),
  list: optional(listOf(named(cell)), "The points, each with its parameters"),
  random: optional(drawn, "Points drawn independently and evenly"),
  "latin-hypercube": optional(drawn, "Points drawn so that each parameter's range is covered evenly"),
} satisfies Record<string, Field<unknown>>

const written = fields(ways)

/** The points in order; each has the same parameters, in the same order. */
export const vary: Shape<readonly Point[]> = {
  schema: { ...written.schema, minProperties: 1, maxProperties: 1 },
  read(value) {
    const read = written.read(value)
    const names = Object.keys(ways)
    if (value.kind === "fields" && value.entries.length !== 1)
      throw new InputError(
        `${value.place}: Write one of ${names.join(", ")} here, not ${value.entries.length}.`,
      )
    const points = pointsOf(read, value.place)
    if (points.length > mostPoints)
      throw new InputError(
        `${value.place}: These are ${points.length} points; at most ${mostPoints} are run.`,
      )
    return points
  },
}

type Written = ReturnType<typeof written.read>
type Lists = NonNullable<Written["grid"]>

function pointsOf({ grid, zip, list, random, "latin-hypercube": latin }: Written, place: string): Point[] {
  if (grid !== undefined) return combinations(grid)
  if (zip !== undefined) return sideBySide(zip, place)
  if (list !== undefined) return alike(list, place)
  const draw = random ?? latin
  if (draw === undefined) throw new InputError(`${place}: Nothing varies here; write grid: {load: [0.5, 1]}.`)
  return random === undefined ? latinHypercube(draw) : independent(draw)
}

function combinations(lists: Lists): Point[] {
  let points: Point[] = [[]]
  for (const { name, value } of lists) {
    if (points.length * value.length > mostPoints)
      throw new InputError(`${value[0].place}: With ${name} these are more than ${mostPoints} points.`)
    points = points.flatMap((point) => value.map((one) => [...point, { name, ...one }]))
  }
  return points
}

function sideBySide(lists: Lists, place: string): Point[] {
  const [first] = lists
  if (first === undefined) throw new InputError(`${place}: There is no list to zip.`)
  for (const other of lists)
    if (other.value.length !== first.value.length)
      throw new InputError(
        `${other.place}: ${other.name} has ${other.value.length} values, and ${first.name} ${first.value.length}; lists side by side are equally long.`,
      )
  return first.value.map((_, i) => lists.map(({ name, value }) => ({ name, ...value[i] })))
}

/** Throws InputError where a point has other parameters than the first. */
function alike(points: readonly Point[], place: string): Point[] {
  const names = points[0].map(({ name }) => name)
  return points.map((point) => {
    const odd = point.find(({ name }) => !names.includes(name))
    if (odd !== undefined)
      throw new InputError(
        `${odd.place}: The first point does not set ${odd.name}; every point sets the same.`,
      )
    return names.map((name) => {
      const setting = point.find((one) => one.name === name)
      if (setting === undefined)
        throw new InputError(
          `${point[0]?.place ?? place}: This point does not set ${name}, as the first does.`,
        )
      return setting
    })
  })
}

type Draw = ReturnType<typeof drawn.read>
type Choice = Draw["over"][number]["value"]["value"]

function independent({ count, seed, over }: Draw): Point[] {
  const random = createRandom(seed)
  const columns = over.map(({ name, value }) => {
    const stream = random.stream(`vary/${name}`)
    return Array.from({ length: count }, () => chosen(value.value, stream.next()))
  })
  return rowsOf(over, columns, count)
}

/**
 * Each parameter's range is cut into `count` equal parts, and each part is drawn from once, in an order of its own. Source:
 * McKay, Beckman and Conover, "A Comparison of Three Methods for Selecting Values of Input Variables", Technometrics 21, 1979.
 */
function latinHypercube({ count, seed, over }: Draw): Point[] {
  const random = createRandom(seed)
  const columns = over.map(({ name, value }) => {
    const stream = random.stream(`vary/${name}`)
    return shuffled(count, stream).map((part) => chosen(value.value, (part + stream.next()) / count))
  })
  return rowsOf(over, columns, count)
}

function rowsOf(over: Draw["over"], columns: readonly (readonly Word[])[], count: number): Point[] {
  return Array.from({ length: count }, (_, i) =>
    over.map(({ name, value: { place } }, c) => ({ name, place, value: columns[c][i] })),
  )
}

/** 0 to count − 1. */
function shuffled(count: number, stream: RandomStream): number[] {
  const places = Array.from({ length: count }, (_, i) => i)
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(stream.next() * (i + 1))
    ;[places[i], places[j]] = [places[j], places[i]]
  }
  return places
}

/** Digits that a person can read, and that make no difference. */
const digits = 6

/** `share` from 0 to below 1 of the way through the range or the list. */
function chosen(choice: Choice, share: number): Word {
  if (!("from" in choice)) return choice[Math.floor(share * choice.length)].value
  const { from, to, step } = choice
  if (step === "whole") return Math.floor(from + share * (to - from + 1))
  return Number((from + share * (to - from)).toPrecision(digits))
}
