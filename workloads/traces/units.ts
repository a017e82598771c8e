/**
 * Amounts and durations as people type them: "4", "500m", "16GiB", "1h30m". Whatever is typed becomes integers
 * with units here, once. A bare number where a unit is needed is an error, not a guess.
 */
import {
  bytesFromText,
  countFromText,
  durationFromText,
  type Micros,
  type Thousandths,
} from "../../sim/index.ts"

/** Something typed on the command line or in an experiment that means nothing; the message says what would. */
export class InputError extends Error {
  override readonly name = "InputError"
}

/** "90s", "5m", "1h30m", "2d", "250ms": whole microseconds. Units descend, each at most once. Throws InputError. */
export function parseDuration(text: string): Micros {
  const micros = durationFromText(text)
  if (micros === undefined)
    throw new InputError(`"${text}" is no duration; write a number and a unit: 90s, 5m, 1h30m, 2d.`)
  if (!Number.isSafeInteger(micros))
    throw new InputError(`"${text}" is longer than the 285 years a simulation can last.`)
  return micros
}

/** A count of things that have no unit: cores, devices. "4" → 4000, "500m" → 500 thousandths. Throws InputError. */
export function parseCount(text: string): Thousandths {
  const amount = countFromText(text)
  if (amount === undefined) throw new InputError(`"${text}" is no amount; write 4, 0.5 or 500m.`)
  return safe(text, amount)
}

/** "16GiB", "512MiB", "2TiB": thousandths of a MiB. Throws InputError, also for a bare number and for "GB". */
export function parseBytes(text: string): Thousandths {
  const amount = bytesFromText(text)
  if (amount === undefined)
    throw new InputError(`"${text}" is no amount of memory; write a number and a unit: 512MiB, 16GiB, 2TiB.`)
  return safe(text, amount)
}

/** Either of the two, by its look: "16GiB" in thousandths of a MiB, "4" and "500m" in thousandths. */
export function parseAmount(text: string): Thousandths {
  return text.endsWith("B") ? parseBytes(text) : parseCount(text)
}

function safe(text: string, thousandths: number): Thousandths {
  if (!Number.isSafeInteger(thousandths))
    throw new InputError(`"${text}" is more than can be counted exactly.`)
  return thousandths
}
