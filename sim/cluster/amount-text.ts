/** Amounts of scalars as people type them, "4", "500m", "16GiB", and back. */
import type { Thousandths } from "../kernel/units.ts"
import { type ScalarName, thousandthsPerUnit } from "./resources.ts"

/**
 * A count of things that have no unit, cores or devices: "4" → 4000, "0.5" and "500m" → 500. Undefined if it is none; more
 * than Number.MAX_SAFE_INTEGER if it is too much to be counted.
 */
export function countFromText(text: string): Thousandths | undefined {
  const [, digits, milli] = /^(\d+(?:\.\d{1,3})?)(m?)$/.exec(text) ?? []
  if (digits === undefined || (milli === "m" && digits.includes("."))) return undefined
  return Math.round(Number(digits) * (milli === "m" ? 1 : thousandthsPerUnit))
}

const mebibytesPer = { KiB: 1 / 1024, MiB: 1, GiB: 1024, TiB: 2 ** 20, PiB: 2 ** 30 } as const

/** "16GiB", "512MiB", "2TiB": thousandths of a MiB. Undefined for a bare number and for "GB". */
export function bytesFromText(text: string): Thousandths | undefined {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)([KMGTP]iB)$/.exec(text) ?? []
  if (digits === undefined) return undefined
  return Math.round(Number(digits) * mebibytesPer[unit as keyof typeof mebibytesPer] * thousandthsPerUnit)
}

/** As the scalar is counted. */
export function amountFromText(scalar: ScalarName, text: string): Thousandths | undefined {
  const amount = isBytes(scalar) ? bytesFromText(text) : countFromText(text)
  return amount !== undefined && Number.isSafeInteger(amount) ? amount : undefined
}

/** The shortest text that is read as the same amount. */
export function amountText(scalar: ScalarName, amount: Thousandths): string {
  if (!isBytes(scalar)) return String(amount / thousandthsPerUnit)
  const units = Object.entries(mebibytesPer).toReversed()
  const texts = units.map(([unit, size]) => `${amount / (size * thousandthsPerUnit)}${unit}`)
  const exact = texts.filter((text) => bytesFromText(text) === amount)
  return exact.reduce(
    (best, text) => (text.length < best.length ? text : best),
    `${amount / thousandthsPerUnit}MiB`,
  )
}

/** How an amount of the scalar is written, by example. */
export function amountExample(scalar: ScalarName): string {
  return isBytes(scalar) ? "512MiB, 16GiB or 2TiB" : "4, 0.5 or 500m"
}

function isBytes(scalar: ScalarName): boolean {
  return scalar === "mem" || scalar === "disk"
}
