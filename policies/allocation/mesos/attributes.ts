/** What an agent says of itself: `rack:r1;cores:8;ports:[1-2]`. Source: spec/mesos.md §1.7. */
import { parseValue, printValue } from "./value-notation.ts"

export interface Attribute {
  readonly name: string
  /** Of a number or of ranges, the one way in which equal ones are written. */
  readonly text: string
  /** False for numbers and ranges, which are no texts to Mesos. */
  readonly isText: boolean
}

export function parseAttributes(text: string): readonly Attribute[] {
  return text
    .split(";")
    .filter((entry) => entry.includes(":"))
    .map((entry) => {
      const at = entry.indexOf(":")
      // Mesos takes all spaces out of values, before it asks what they are.
      const value = entry.slice(at + 1).replaceAll(" ", "")
      const normal = normalOf(value)
      return { name: entry.slice(0, at).trim(), text: normal ?? value, isText: normal === undefined }
    })
}

/** Whether they say the same, in whatever order. */
export function equalAttributes(a: readonly Attribute[], b: readonly Attribute[]): boolean {
  const says = (all: readonly Attribute[], one: Attribute) =>
    all.some(({ name, text }) => name === one.name && text === one.text)
  return a.length === b.length && a.every((one) => says(b, one)) && b.every((one) => says(a, one))
}

/** Undefined for a text. Attributes may be below zero, resources may not. */
function normalOf(value: string): string | undefined {
  const sign = /^-(?=[\d.])/.test(value) ? "-" : ""
  const parsed = parseValue(value.slice(sign.length))
  return parsed && sign + printValue(parsed)
}
