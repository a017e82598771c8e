/** Values as text: `2.5`, `[31000-31005,32000-32000]`, `{a,b}`; as Mesos types them. Source: spec/mesos.md §1.6. */
import { roundHalfAwayFromZero, type Thousandths } from "../../../sim/index.ts"
import { type Range, rangesOf, scalar, setOf, type Value } from "./values.ts"

/** Undefined if the text is no value of a resource. */
export function parseValue(text: string): Value | undefined {
  const packed = text.replaceAll(" ", "")
  if (packed.startsWith("[")) return parseRanges(packed)
  if (packed.startsWith("{")) return /^\{[^{}]*\}$/.test(packed) ? setOf(itemsOf(packed)) : undefined
  const amount = thousandthsOf(packed)
  return amount === undefined ? undefined : scalar(amount)
}

/** Whole thousandths, halves away from zero; undefined if it is no finite number, 0 or more. */
export function thousandthsOf(text: string): Thousandths | undefined {
  const number = text.trim() === "" ? NaN : Number(text)
  const amount = roundHalfAwayFromZero(number * 1000)
  return amount >= 0 && Number.isSafeInteger(amount) ? amount : undefined
}

export function printValue(value: Value): string {
  switch (value.type) {
    case "scalar":
      return printAmount(value.amount)
    case "ranges":
      return `[${value.ranges.map(([begin, end]) => `${begin}-${end}`).join(",")}]`
    case "set":
      return `{${value.items.join(",")}}`
  }
}

/** 2500 → "2.5". */
function printAmount(amount: Thousandths): string {
  const rest = String(amount % 1000)
    .padStart(3, "0")
    .replace(/0+$/, "")
  return rest === "" ? String(amount / 1000) : `${Math.trunc(amount / 1000)}.${rest}`
}

function parseRanges(text: string): Value | undefined {
  if (!/^\[(?:\d+-\d+(?:,\d+-\d+)*)?\]$/.test(text)) return undefined
  const ranges = itemsOf(text).map((item): Range => {
    const [begin, end] = item.split("-")
    return [Number(begin), Number(end)]
  })
  return ranges.every(([begin, end]) => begin <= end) ? rangesOf(ranges) : undefined
}

function itemsOf(text: string): string[] {
  return text
    .slice(1, -1)
    .split(",")
    .filter((item) => item !== "")
}
