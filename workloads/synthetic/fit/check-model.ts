/** A fitted model from a file that anybody may have written: taken only if all of it can be drawn from. */
import { type FittedModel, fittedModelFormat } from "./fitted-model.ts"

type Found = Readonly<Record<string, unknown>>

/** The model, or what is wrong with it in words: "kinds.3.0.shape is 99; it is a whole number below 12". */
export function checkModel(value: unknown): { model: FittedModel } | { wrong: string } {
  try {
    check(recordAt(value, "the model"))
    return { model: value as FittedModel }
  } catch (error) {
    if (error instanceof Wrong) return { wrong: error.message }
    throw error
  }
}

class Wrong extends Error {}

function check(model: Found): void {
  if (model["format"] !== fittedModelFormat)
    throw new Wrong(`format is ${told(model["format"])}; it is "${fittedModelFormat}"`)
  for (const key of ["name", "provenance"]) textAt(model[key], key)
  whole(model["span"], "span", 1)
  const grain = recordAt(model["grain"], "grain")
  for (const key of ["arrival", "duration"]) whole(grain[key], `grain.${key}`, 1)
  each(model["roles"], "roles", (role, at) => {
    textAt(recordAt(role, at)["name"], `${at}.name`)
    number(recordAt(role, at)["weight"], `${at}.weight`, 1e-9)
  })
  each(model["shapes"], "shapes", (shape, at) =>
    each(shape, at, (amount, place) => whole(amount, place, 0), 4),
  )
  for (const name of ["sizes", "paces"])
    for (const [key, table] of Object.entries(recordAt(model[name], name)))
      each(table, `${name}.${key}`, (one, at) =>
        name === "sizes" ? whole(one, at, 1, 1e8) : number(one, at, 0),
      )
  each(model["spreads"], "spreads", (table, at) =>
    each(table, at, (one, place) => number(one, place, -1e3, 1e3)),
  )
  each(model["kinds"], "kinds", (kind, at) =>
    each(kind, at, (stage, place) => checkStage(model, stage, place), 0),
  )
  each(model["streams"], "streams", (stream, at) => checkStream(model, recordAt(stream, at), at))
  if (model["machines"] !== undefined)
    each(model["machines"], "machines", (machine, at) => {
      whole(recordAt(machine, at)["count"], `${at}.count`, 1, 1e6)
      each(recordAt(machine, at)["capacity"], `${at}.capacity`, (amount, place) => whole(amount, place, 0), 4)
    })
}

function checkStage(model: Found, value: unknown, at: string): void {
  const stage = recordAt(value, at)
  whole(stage["shape"], `${at}.shape`, 0, lengthOf(model["shapes"]) - 1)
  whole(stage["spread"], `${at}.spread`, 0, lengthOf(model["spreads"]) - 1)
  for (const key of ["endless", "failed"]) number(stage[key], `${at}.${key}`, 0, 1)
  if (typeof stage["gang"] !== "boolean")
    throw new Wrong(`${at}.gang is ${told(stage["gang"])}; it is true or false`)
  const [octave, pace] = [whole(stage["octave"], `${at}.octave`, 0), whole(stage["pace"], `${at}.pace`, -1)]
  if (!Object.hasOwn(recordAt(model["sizes"], "sizes"), octave))
    throw new Wrong(`sizes has no table ${octave}`)
  if (pace >= 0 && !Object.hasOwn(recordAt(model["paces"], "paces"), pace))
    throw new Wrong(`paces has no table ${pace}`)
}

function checkStream(model: Found, stream: Found, at: string): void {
  textAt(stream["name"], `${at}.name`)
  whole(stream["jobs"], `${at}.jobs`, 0, 1e8)
  each(stream["eras"], `${at}.eras`, (era, place) => checkEra(model, recordAt(era, place), place))
  if (stream["arrivals"] !== undefined)
    checkArrivals(recordAt(stream["arrivals"], `${at}.arrivals`), `${at}.arrivals`)
}

function checkEra(model: Found, era: Found, at: string): void {
  whole(era["until"], `${at}.until`, 1)
  for (const key of ["stay", "again"]) number(era[key], `${at}.${key}`, 0, 1)
  each(era["users"], `${at}.users`, (value, place) => {
    const user = recordAt(value, place)
    whole(user["role"], `${place}.role`, 0, lengthOf(model["roles"]) - 1)
    whole(user["members"], `${place}.members`, 1, 1e6)
    textAt(user["name"], `${place}.name`)
    textAt(user["behaviour"], `${place}.behaviour`)
    const mix = listAt(user["mix"], `${place}.mix`, 2)
    for (const [i, one] of mix.entries())
      whole(one, `${place}.mix.${i}`, i % 2, i % 2 === 0 ? lengthOf(model["kinds"]) - 1 : 1e9)
    if (mix.length % 2 === 1) throw new Wrong(`${place}.mix has ${mix.length} numbers; it has pairs`)
  })
}

const hour = 3_600_000_000

function checkArrivals(arrivals: Found, at: string): void {
  const perSecond = 1e6
  number(arrivals["rate"], `${at}.rate`, 0, perSecond)
  number(arrivals["runs"], `${at}.runs`, 0, 1)
  const numbers = (key: string, fewest: number) =>
    each(arrivals[key], `${at}.${key}`, (one, place) => number(one, place, 0, 1e6), fewest)
  numbers("daily", 24)
  numbers("weekly", 7)
  numbers("gaps", 1)
  const gaps = listAt(arrivals["gaps"], `${at}.gaps`, 1)
  if (gaps.every((gap) => gap === 0)) throw new Wrong(`${at}.gaps are all 0; their mean is 1`)
  const bin = whole(arrivals["bin"], `${at}.bin`, 1_000_000)
  if (bin > hour && bin % hour !== 0) throw new Wrong(`${at}.bin is ${bin}; above an hour it is whole hours`)
  const level = recordAt(arrivals["level"], `${at}.level`)
  whole(level["part"], `${at}.level.part`, 1)
  each(level["factors"], `${at}.level.factors`, (one, place) => number(one, place, 0, 1e6))
  const modulation = recordAt(arrivals["modulation"], `${at}.modulation`)
  number(modulation["variance"], `${at}.modulation.variance`, 0, 50)
  for (const key of ["fast", "slow", "slowShare"]) number(modulation[key], `${at}.modulation.${key}`, 0, 1)
}

const told = (value: unknown) => JSON.stringify(value)?.slice(0, 40) ?? "missing"
const lengthOf = (value: unknown) => (Array.isArray(value) ? value.length : 0)

function recordAt(value: unknown, at: string): Found {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Found
  throw new Wrong(`${at} is ${told(value)}; it is an object`)
}

function listAt(value: unknown, at: string, fewest: number): readonly unknown[] {
  if (Array.isArray(value) && value.length >= fewest) return value
  throw new Wrong(`${at} is ${told(value)}; it is a list of ${fewest} or more`)
}

function each(value: unknown, at: string, visit: (one: unknown, at: string) => void, fewest = 1): void {
  for (const [i, one] of listAt(value, at, fewest).entries()) visit(one, `${at}.${i}`)
}

function textAt(value: unknown, at: string): void {
  if (typeof value !== "string") throw new Wrong(`${at} is ${told(value)}; it is a text`)
}

function number(value: unknown, at: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
  if (typeof value === "number" && value >= least && value <= most) return value
  throw new Wrong(`${at} is ${told(value)}; it is a number from ${least} to ${most}`)
}

function whole(value: unknown, at: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= least && value <= most)
    return value
  throw new Wrong(`${at} is ${told(value)}; it is a whole number from ${least} to ${most}`)
}
