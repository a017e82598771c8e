/** What a warm-up is written as: `auto`, `none` or a time. */
import type { Micros } from "../../sim/index.ts"
import { InputError, parseDuration } from "../../workloads/index.ts"

/** As typed, and as µs or "auto"; none is 0. */
export interface WarmUpChoice {
  readonly text: string
  readonly value: Micros | "auto"
}

/** Throws InputError. */
export function parseWarmUp(text: string): WarmUpChoice {
  const told = text.trim()
  if (told === "auto") return { text: told, value: told }
  if (told === "none") return { text: told, value: 0 }
  if (!/^\d/.test(told))
    throw new InputError(`"${text}" is no warm-up; write auto, none or a time such as 2h.`)
  return { text: told, value: parseDuration(told) }
}
