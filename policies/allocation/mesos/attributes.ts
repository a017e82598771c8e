/** What an agent says of itself: `rack:r1;cores:8;ports:[1-2]`. Source: spec/mesos.md §1.7. */
import { parseValue } from "./value-notation.ts"

export interface Attribute {
  readonly name: string
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
      const value = entry.slice(at + 1).trim()
      return { name: entry.slice(0, at).trim(), text: value, isText: parseValue(value) === undefined }
    })
}

/** Whether they say the same, in whatever order. */
export function equalAttributes(a: readonly Attribute[], b: readonly Attribute[]): boolean {
  const says = (all: readonly Attribute[], one: Attribute) =>
    all.some(({ name, text }) => name === one.name && text === one.text)
  return a.length === b.length && a.every((one) => says(b, one)) && b.every((one) => says(a, one))
}
