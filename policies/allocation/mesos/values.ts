/**
 * The value of a resource: an amount in thousandths, ranges of whole numbers, or a set of words. Mesos computes with
 * doubles of three decimals; whole thousandths are the same arithmetic without its traps. Source: spec/mesos.md §1.1.
 */
import type { Thousandths } from "../../../sim/index.ts"

/** First and last, both included. */
export type Range = readonly [begin: number, end: number]

export type Value =
  | { readonly type: "scalar"; readonly amount: Thousandths }
  /** Ascending, and neither overlapping nor adjacent. */
  | { readonly type: "ranges"; readonly ranges: readonly Range[] }
  /** Ascending, without repetition. */
  | { readonly type: "set"; readonly items: readonly string[] }

export function scalar(amount: Thousandths): Value {
  return { type: "scalar", amount }
}

/** Ranges in any order, put in order and joined where they touch. */
export function rangesOf(ranges: readonly Range[]): Value {
  const joined: [number, number][] = []
  for (const [begin, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1)
    if (last !== undefined && begin <= last[1] + 1) last[1] = Math.max(last[1], end)
    else joined.push([begin, end])
  }
  return { type: "ranges", ranges: joined }
}

export function setOf(items: Iterable<string>): Value {
  return { type: "set", items: [...new Set(items)].sort(compareText) }
}

/** Order of the UTF-8 bytes of two texts, as C++ compares them. */
export function compareText(a: string, b: string): number {
  for (let i = 0; i < a.length && i < b.length; i++)
    if (a.charCodeAt(i) !== b.charCodeAt(i)) return byteRank(a.charCodeAt(i)) - byteRank(b.charCodeAt(i))
  return a.length - b.length
}

/** Characters that JavaScript splits in two halves come last in UTF-8; their halves do not in JavaScript. */
function byteRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}

export function addValues(a: Value, b: Value): Value {
  if (a.type === "scalar" && b.type === "scalar") return scalar(a.amount + b.amount)
  if (a.type === "ranges" && b.type === "ranges") return rangesOf([...a.ranges, ...b.ranges])
  if (a.type === "set" && b.type === "set") return setOf([...a.items, ...b.items])
  return mixed(a, b)
}

/** May give a negative amount; the bag drops it. */
export function subtractValues(a: Value, b: Value): Value {
  if (a.type === "scalar" && b.type === "scalar") return scalar(a.amount - b.amount)
  if (a.type === "ranges" && b.type === "ranges")
    return { type: "ranges", ranges: without(a.ranges, b.ranges) }
  if (a.type === "set" && b.type === "set") return setOf(a.items.filter((item) => !b.items.includes(item)))
  return mixed(a, b)
}

export function containsValue(whole: Value, part: Value): boolean {
  if (whole.type === "scalar" && part.type === "scalar") return whole.amount >= part.amount
  if (whole.type === "ranges" && part.type === "ranges") return coversRanges(whole.ranges, part.ranges)
  if (whole.type === "set" && part.type === "set")
    return part.items.every((item) => whole.items.includes(item))
  return mixed(whole, part)
}

export function equalValues(a: Value, b: Value): boolean {
  return a.type === b.type && containsValue(a, b) && containsValue(b, a)
}

/** Nothing left; a negative amount too, for there are no negative resources. */
export function isNothing(value: Value): boolean {
  switch (value.type) {
    case "scalar":
      return value.amount <= 0
    case "ranges":
      return value.ranges.length === 0
    case "set":
      return value.items.length === 0
  }
}

/** How much it is as one number: units of a scalar, how many numbers of ranges, how many items of a set. */
export function sizeOf(value: Value): number {
  switch (value.type) {
    case "scalar":
      return toFloat(value.amount)
    case "ranges":
      return value.ranges.reduce((sum, [begin, end]) => sum + end - begin + 1, 0)
    case "set":
      return value.items.length
  }
}

/** The double that Mesos has for so many thousandths. Not `amount / 1000`, which may differ in the last bit. */
export function toFloat(amount: Thousandths): number {
  const units = Math.trunc(amount / 1000)
  // Not amount % 1000, which is slow; the same below 2^50.
  return units + (amount - units * 1000) / 1000
}

/** Both ascend, so one look at each is enough. */
function coversRanges(whole: readonly Range[], part: readonly Range[]): boolean {
  let i = 0
  for (const [begin, end] of part) {
    while (i < whole.length && whole[i][1] < begin) i++
    if (i === whole.length || begin < whole[i][0] || end > whole[i][1]) return false
  }
  return true
}

/** Both ascend, and so does what is left. */
function without(ranges: readonly Range[], removed: readonly Range[]): Range[] {
  const left: Range[] = []
  let next = 0
  for (const range of ranges) {
    let [from] = range
    const [, end] = range
    while (next < removed.length && removed[next][1] < from) next++
    // The last of them may reach into the next range too.
    for (let i = next; i < removed.length && removed[i][0] <= end; i++) {
      if (removed[i][0] > from) left.push([from, removed[i][0] - 1])
      from = removed[i][1] + 1
    }
    if (from <= end) left.push(from === range[0] ? range : [from, end])
  }
  return left
}

function mixed(a: Value, b: Value): never {
  throw new TypeError(`${a.type} and ${b.type} cannot be computed with`)
}
