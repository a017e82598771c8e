/** Numbers as people read them: time in the unit that fits, shares in per cent, thousands apart. */

export type Kind = "duration" | "share" | "count" | "index"

const minute = 60
const hour = 3_600
const day = 86_400

interface Scale {
  readonly unit: string
  readonly size: number
}

/** The unit in which a time of `seconds` has between one and three digits before the point. */
export function timeScale(seconds: number): Scale {
  const size = Math.abs(seconds)
  if (size >= 2 * day) return { unit: "d", size: day }
  if (size >= 2 * hour) return { unit: "h", size: hour }
  if (size >= 2 * minute) return { unit: "min", size: minute }
  return { unit: "s", size: 1 }
}

function scaleOf(value: number, kind: Kind): Scale {
  if (kind === "duration") return timeScale(value)
  return kind === "share" ? { unit: "%", size: 0.01 } : { unit: "", size: 1 }
}

/** "41 s", "3.5 min", "62 %", "18,204", "0.94". */
export function quantity(value: number | null, kind: Kind): string {
  if (value === null || !Number.isFinite(value)) return "–"
  const { unit, size } = scaleOf(value, kind)
  return joined(fixed(value / size, decimalsFor(value / size, kind)), unit)
}

export const duration = (seconds: number | null) => quantity(seconds, "duration")
export const percent = (share: number | null) => quantity(share, "share")
export const count = (value: number | null) => quantity(value, "count")

/** A share that somebody chose: "5 %", "2.5 %". */
export const roundPercent = (share: number) =>
  `${fixed(share * 100, Number.isInteger(Math.round(share * 1e6) / 1e4) ? 0 : 1)} %`

/** With its sign, as a difference: "−3.2 s", "+4 %". Of shares it is percentage points. */
export function signed(value: number, kind: Kind): string {
  const text = quantity(Math.abs(value), kind)
  const points = kind === "share" ? text.replace("%", "points") : text
  if (/^[0.]+( |$)/.test(text)) return points
  return value < 0 ? `−${points}` : `+${points}`
}

interface Spread {
  readonly mean: number
  readonly half: number | null
}

/**
 * "41.2 ± 1.9 s": both in one unit, the half width with one digit that counts, or two if the first is a 1. Without a
 * half width only the mean.
 */
export function withSpread(mean: number | null, half: number | null, kind: Kind): string {
  return withSpreads([mean === null ? undefined : { mean, half }], kind)[0]
}

/** A column of them: with the same digits, unless it is times, which differ too much. */
export function withSpreads(values: readonly (Spread | undefined)[], kind: Kind): string[] {
  const decimals = values.flatMap((value) =>
    value === undefined || value.half === null ? [] : [spreadDecimals(value.mean, value.half, kind)],
  )
  const common = kind === "duration" ? undefined : Math.min(...decimals)
  return values.map((value) => {
    if (value === undefined) return "–"
    const { mean, half } = value
    if (half === null || !Number.isFinite(half) || (half === 0 && mean === 0)) return quantity(mean, kind)
    const { unit, size } = scaleOf(Math.max(Math.abs(mean), half), kind)
    const own = spreadDecimals(mean, half, kind)
    const vanishes = common !== undefined && half > 0 && !/[1-9]/.test(fixed(half / size, common))
    const digits = common === undefined || vanishes ? own : common
    return joined(`${fixed(mean / size, digits)} ± ${fixed(half / size, digits)}`, unit)
  })
}

function spreadDecimals(mean: number, half: number, kind: Kind): number {
  const { size } = scaleOf(Math.max(Math.abs(mean), half), kind)
  if (half === 0) return decimalsFor(mean / size, kind)
  return Math.min(Math.max(digitsAfterPoint(half / size, digitsOf(half / size)), 0), 3)
}

/** How many digits of a half width say something. */
const digitsOf = (half: number) => (half / 10 ** Math.floor(Math.log10(half)) < 2 ? 2 : 1)

/** "−15 to −9 s", both ends with their sign. */
export function signedRange(lo: number, hi: number, kind: Kind): string {
  const { unit, size } = scaleOf(Math.max(Math.abs(lo), Math.abs(hi)), kind)
  if (!Number.isFinite(lo) || !Number.isFinite(hi)) return "–"
  const widest = Math.max(Math.abs(lo), Math.abs(hi)) / size
  const decimals = Math.min(Math.max(digitsAfterPoint(widest, 2), 0), 3)
  const end = (value: number) => {
    const text = fixed(Math.abs(value / size), decimals)
    if (/^[0.]+$/.test(text)) return text
    return value < 0 ? `−${text}` : `+${text}`
  }
  return joined(`${end(lo)} to ${end(hi)}`, kind === "share" ? "points" : unit)
}

/** Seeds as runs: "1–10", "3, 7, 9–12". */
export function seedList(seeds: readonly number[]): string {
  const runs: string[] = []
  for (let i = 0; i < seeds.length;) {
    let end = i
    while (end + 1 < seeds.length && seeds[end + 1] === seeds[end] + 1) end++
    runs.push(end - i > 1 ? `${seeds[i]}–${seeds[end]}` : seeds.slice(i, end + 1).join(", "))
    i = end + 1
  }
  return runs.length > 8 ? `${runs.slice(0, 8).join(", ")}, …` : runs.join(", ")
}

/** Keeps numbers and their units on one line. */
export function unbroken(text: string): string {
  return text
    .replace(/(\d) (?=(?:%|s|min|h|d|points|times|GiB|cores)(?![\w%]))/g, "$1\u00a0")
    .replace(/\bn = (?=\d)/g, "n\u00a0=\u00a0")
    .replace(/ ± /g, "\u00a0±\u00a0")
}

/** "1 task", "18,204 tasks". */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`
}

/** "a", "a and b", "a, b and c". */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} and ${items.at(-1) ?? ""}`
}

/** With thousands apart and no more digits after the point than asked. */
export function fixed(value: number, decimals: number): string {
  const [whole, rest] = value.toFixed(decimals).split(".")
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ",").replace("-", "−")
  const zero = grouped === "−0" && !/[1-9]/.test(rest ?? "") ? "0" : grouped
  return rest === undefined ? zero : `${zero}.${rest}`
}

const joined = (number: string, unit: string) => (unit === "" ? number : `${number} ${unit}`)

/** Digits after the point that leave `digits` digits that count. */
function digitsAfterPoint(value: number, digits: number): number {
  if (value === 0) return 0
  return digits - 1 - Math.floor(Math.log10(Math.abs(value)))
}

function decimalsFor(value: number, kind: Kind): number {
  const size = Math.abs(value)
  if (size === 0 || kind === "count") return kind === "count" && size > 0 && size < 10 && size % 1 > 0 ? 1 : 0
  if (kind === "index") return size < 1 ? 3 : 2
  if (size < 1) return Math.min(digitsAfterPoint(size, 2), 3)
  return size < 10 ? 1 : 0
}
