/** How long a refusal lasts. Source: spec/mesos.md §4.8; the default is that of `Filters.refuse_seconds` in mesos.proto. */
import { type Micros, microsPerSecond } from "../../../sim/index.ts"

const secondsByDefault = 5
const secondsAtMost = 365 * 24 * 60 * 60

/** What is no sensible time is replaced by the default. */
export function refusalTime(seconds: number): Micros {
  const sensible = seconds >= 0 ? Math.min(seconds, secondsAtMost) : secondsByDefault
  return Math.ceil(sensible * microsPerSecond)
}
