import { type Micros, microsPerSecond } from "./units.ts"

const secondsPer = { d: 86_400, h: 3600, m: 60, s: 1, ms: 0.001, us: 0.000001 } as const

/**
 * Whole microseconds of a duration as people type it: "90s", "5m", "1h30m", "2d", "250ms"; units descend, each at most
 * once. Undefined if it is none; more than Number.MAX_SAFE_INTEGER if it is longer than a simulation can last.
 */
export function durationFromText(text: string): Micros | undefined {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|us|d|h|m|s)/gy)]
  const units = parts.map(([, , unit]) => Object.keys(secondsPer).indexOf(unit))
  const isWhole = parts.reduce((length, [part]) => length + part.length, 0) === text.length
  if (parts.length === 0 || !isWhole || units.some((unit, i) => i > 0 && unit <= units[i - 1]))
    return undefined
  let micros = 0
  for (const [, amount, unit] of parts)
    micros += Number(amount) * secondsPer[unit as keyof typeof secondsPer] * microsPerSecond
  return Math.round(micros)
}

/** The shortest such text in one unit: "100ms", "5ms", "10s", "90s", "2h". */
export function durationText(micros: Micros): string {
  for (const [unit, size] of Object.entries(secondsPer)) {
    const amount = micros / (size * microsPerSecond)
    if (Number.isInteger(amount) && amount > 0) return `${amount}${unit}`
  }
  return "0s"
}
