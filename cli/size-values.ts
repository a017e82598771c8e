/** What is typed for `mesoscope size`, and what it means. */
import { UsageError } from "./errors.ts"

export type Failure = "agent" | "rack"

/** Per month, the least and the most that is thought of; 0.03 is 3 %. */
export type Growth = readonly [number, number]

export function parseLoads(text: string): number[] {
  const loads = text.split(",").map((part) => part.trim().replace(/^x/, ""))
  const wrong = loads.find((one) => !/^\d+(?:\.\d+)?$/.test(one) || !(Number(one) > 0) || Number(one) > 1000)
  if (wrong !== undefined)
    throw new UsageError(`"${wrong}" is no multiple of today's load; write for example 1,1.5,2.`)
  return loads.map(Number).sort((a, b) => a - b)
}

export function wholeFrom(least: number, what: string): (text: string) => number {
  return (text) => {
    const count = Number(text)
    if (!/^\d{1,7}$/.test(text) || count < least)
      throw new UsageError(`"${text}" is no number of ${what}; write ${least} or more.`)
    return count
  }
}

export function parseConfidence(text: string): number {
  const percent = Number(text.replace(/%$/, ""))
  if (!/^\d+(?:\.\d+)?%$/.test(text) || !(percent >= 50 && percent < 100))
    throw new UsageError(`"${text}" is no confidence; write for example 95%.`)
  return percent / 100
}

export function parseFailure(text: string): Failure {
  if (text === "agent" || text === "rack") return text
  throw new UsageError(`"${text}" is nothing that can fail here; write agent or rack.`)
}

export function parseGrowth(text: string): Growth {
  const rates = text
    .split("-")
    .map((part) => (/^\d+(?:\.\d+)?%$/.test(part) ? Number(part.slice(0, -1)) / 100 : 0))
  if (rates.length > 2 || rates.some((rate) => !(rate > 0)))
    throw new UsageError(`"${text}" is no growth per month; write 3%, or 2%-4%.`)
  return [Math.min(...rates), Math.max(...rates)]
}

/** "5%" */
export function parseStep(text: string): number {
  const percent = Number(text.replace(/%$/, ""))
  if (!/^\d+(?:\.\d+)?%$/.test(text) || !(percent >= 0.1 && percent <= 100))
    throw new UsageError(`"${text}" is no step; write 0.1% to 100%.`)
  return percent / 100
}

/** As it is typed: 0.05 is 5%. */
export function percentText(share: number): string {
  return `${+(100 * share).toFixed(6)}%`
}
