/**
 * What a fit keeps of a workload: plain numbers that can be written as JSON, looked at, and drawn from. No row of the
 * trace is in it: only counts over bins, tables of quantiles and a few moments.
 */
import type { Micros, Role } from "../../../sim/index.ts"

export const fittedModelFormat = "mesoscope-fit-1"

export interface FittedModel {
  readonly format: typeof fittedModelFormat
  readonly name: string
  /** Whom to cite for the trace that was fitted, and under which licence it came. */
  readonly provenance: string
  /** How many jobs and tasks were fitted. */
  readonly jobs: number
  readonly tasks: number
  /** µs from the start to the end of what was observed. */
  readonly span: Micros
  /** True if tasks may outlive the observation, which then ends at `span`. */
  readonly isObserved: boolean
  readonly roles: readonly Role[]
  /** Requests in thousandths, [cpus, mem, disk, gpus]. */
  readonly shapes: readonly (readonly number[])[]
  /** Whole amounts of time that all arrivals and all durations of the trace are multiples of, µs. */
  readonly grain: { readonly arrival: Micros; readonly duration: Micros }
  /** How many tasks a stage has: for each octave of counts, quantiles of the counts seen; the key is the octave. */
  readonly sizes: Readonly<Record<string, readonly number[]>>
  /** How long a stage's tasks last, the median of those above 0: for each pace, quantiles of the medians seen, µs. */
  readonly paces: Readonly<Record<string, readonly number[]>>
  /** How the tasks of a stage differ: for each class of spread, quantiles of log(duration / their median). */
  readonly spreads: readonly (readonly number[])[]
  readonly kinds: readonly FittedKind[]
  readonly streams: readonly FittedStream[]
  /** The machines at the start, of each shape so many; absent where the trace names none. */
  readonly machines?: readonly { readonly count: number; readonly capacity: readonly number[] }[]
}

/** A cell of the joint histogram of jobs: its stages, in order. */
export type FittedKind = readonly FittedStage[]

/** Stages in a cell are alike in all that this says. */
export interface FittedStage {
  /** Tasks: 2^octave up to, not including, 2^(octave + 1). */
  readonly octave: number
  /** Place in `shapes`. */
  readonly shape: number
  /** The octave of µs, or the part of one, that the median duration lies in; −1 where all are 0. */
  readonly pace: number
  /** Place in `spreads`; 0 where all tasks last equally long. */
  readonly spread: number
  /** The share of tasks that outlive the trace, and that fail, 0 to 1. */
  readonly endless: number
  readonly failed: number
  readonly gang: boolean
}

/** Jobs whose arrivals make one process: all, those of a role, or those that are there at the start. */
export interface FittedStream {
  readonly name: string
  /** How many jobs were fitted. */
  readonly jobs: number
  /** Absent for jobs that are all there at the start. */
  readonly arrivals?: FittedArrivals
  /** Who asks for what, as time goes by, in order of time. */
  readonly eras: readonly FittedEra[]
}

/** A part of the trace in which the mix of users and jobs is taken to stay as it is. */
export interface FittedEra {
  /** µs; where the next begins. The last ends with the span; after it the first comes again. */
  readonly until: Micros
  /** The chance, beyond what their shares give, that the next job is of the same user as the one before. */
  readonly stay: number
  /** The chance, beyond what the mix gives, that a job is of the same kind as the user's one before. */
  readonly again: number
  readonly users: readonly FittedUser[]
}

/** A framework, or many small ones that are drawn from alike. */
export interface FittedUser {
  /** Place in `roles`. */
  readonly role: number
  readonly name: string
  readonly behaviour: string
  /** How many frameworks this stands for; theirs are `name`, or `name-1`, `name-2`, … */
  readonly members: number
  /** [place in `kinds`, how many jobs], pair after pair. */
  readonly mix: readonly number[]
}

/**
 * A point process with rhythm and bursts: in a bin, jobs come at rate × level × weekly × daily × modulation, and the gaps
 * between them, on a clock that runs at that rate, have the quantiles `gaps`, of mean 1.
 */
export interface FittedArrivals {
  /** Jobs per second in the long run. */
  readonly rate: number
  /** Factors for the 24 hours from the start of the trace, and for its 7 days; all 1 where the trace is too short. */
  readonly daily: readonly number[]
  readonly weekly: readonly number[]
  /** How busy the trace was as time went by: factors for parts of so many µs, over again where they end. */
  readonly level: { readonly part: Micros; readonly factors: readonly number[] }
  /** Width of a bin, µs. */
  readonly bin: Micros
  readonly modulation: FittedModulation
  readonly gaps: readonly number[]
  /** The chance, beyond one in four, that a gap is of the same quarter of all gaps, by length, as the one before. */
  readonly runs: number
}

/**
 * What rhythm leaves of the ups and downs: exp of the sum of two normal autoregressions of total variance `variance`, one
 * forgetting by `fast` from bin to bin and one by `slow`, of which the slow one has the share `slowShare` of the variance.
 */
export interface FittedModulation {
  readonly variance: number
  readonly fast: number
  readonly slow: number
  readonly slowShare: number
}
