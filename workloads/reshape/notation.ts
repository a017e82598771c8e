/**
 * How reshaping is written: steps from left to right, as in a shell,
 *
 *     clip(0, 6h) | filter(user = u12, u13) | scale(arrivals, 1.2)
 *
 * A step is a name with arguments in parentheses, separated by commas; neither `|` nor `,` inside an argument's own
 * parentheses or quotes divides.
 */
import { unknown } from "../../sim/index.ts"
import { InputError } from "../traces/units.ts"

export interface StepText {
  readonly name: string
  readonly args: readonly string[]
  /** As it is written canonically: "thin(0.5)". */
  readonly text: string
}

/** Throws InputError for what is no list of steps, with the place counted from 1. */
export function parseSteps(text: string): StepText[] {
  return divided(text, "|").map(({ part, at }) => {
    const [, name, inside] = /^([a-z][a-z-]*)\s*\((.*)\)$/s.exec(part) ?? []
    if (name === undefined || closesEarly(inside))
      throw new InputError(
        `--reshape, at character ${at + 1}: "${part}" is no step; a step is a name with arguments in parentheses, as in clip(0,6h) | thin(0.5).`,
      )
    const args = inside.trim() === "" ? [] : divided(inside, ",").map((arg) => arg.part)
    return { name, args, text: `${name}(${args.join(",")})` }
  })
}

/** The step of that name. Throws InputError with the nearest and all known. */
export function stepNamed<T extends { readonly name: string }>(name: string, known: readonly T[]): T {
  const found = known.find((one) => one.name === name)
  if (found !== undefined) return found
  throw new InputError(
    unknown(
      "step of --reshape",
      name,
      known.map((one) => one.name),
    ),
  )
}

/** True for what stands between the outermost parentheses of "clip(0,6h) thin(0.5)". */
function closesEarly(inside: string): boolean {
  let depth = 0
  for (const mark of inside) {
    if (mark === opening) depth++
    else if (mark === closing && --depth < 0) return true
  }
  return false
}

const opening = "("
const closing = ")"
const quote = '"'

/** The parts between separators that stand in no parentheses and no quotes, trimmed, with their places. */
function divided(text: string, separator: string): { readonly part: string; readonly at: number }[] {
  const parts: { part: string; at: number }[] = []
  let depth = 0
  let isQuoted = false
  let from = 0
  for (let i = 0; i <= text.length; i++) {
    const mark = text[i]
    if (mark === quote) isQuoted = !isQuoted
    else if (!isQuoted && mark === opening) depth++
    else if (!isQuoted && mark === closing) depth--
    else if (i === text.length || (mark === separator && depth === 0 && !isQuoted)) {
      const part = text.slice(from, i)
      parts.push({ part: part.trim(), at: from + (part.length - part.trimStart().length) })
      from = i + 1
    }
    if (depth < 0) break
  }
  if (depth !== 0 || isQuoted)
    throw new InputError(
      `--reshape: ${isQuoted ? "a quote" : "a parenthesis"} in "${text}" is ${depth < 0 ? "closed before it opens" : "never closed"}.`,
    )
  return parts
}

/** Without the quotes around it, if there are some. */
export function unquoted(text: string): string {
  return /^".*"$/s.test(text) ? text.slice(1, -1) : text
}
