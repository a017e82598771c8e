/** A question asked of a run: it hears facts, and at the end gives its result. */
import type { Micros } from "../kernel/units.ts"
import type { Recorder } from "./recorder.ts"

export interface Probe<R> {
  readonly recorder: Recorder
  /** `end` is when the run ended, µs; integrals over time end there. */
  result(end: Micros): R
}
