/**
 * A published result that we make again: `mesoscope reproduce NAME`. To add one, write a file here that exports a
 * `Reproduction` and name it in catalogue.ts; the command, the page and `npm run reproduce` need nothing more.
 */
import type { Curve, PublishedCheck, ReproductionRow } from "../results/index.ts"

/** The flags that a reproduction can understand, as they are named on the command line. */
export const reproductionFlags = [
  "workload",
  "policies",
  "seeds",
  "swf",
  "hours",
  "machines",
  "cpus",
  "mem",
  "t-job",
] as const
export type ReproductionFlag = (typeof reproductionFlags)[number]

/** What was asked for. Absent: the published set-up. */
export interface ReproductionOptions {
  /** The folder that holds `expected/` and `traces/`; it need not exist. */
  readonly data: string
  /** A short part of the whole, for every change of the code: a few seconds. */
  readonly slice: boolean
  /** A file, or the name of one that the publication names. */
  readonly workload?: string | undefined
  readonly policies?: readonly string[] | undefined
  /** How many, from the reproduction's first on. */
  readonly seeds?: number | undefined
  readonly swf?: string | undefined
  /** Of simulated time. */
  readonly hours?: number | undefined
  readonly machines?: number | undefined
  /** Cores of one machine. */
  readonly cpus?: number | undefined
  /** GiB of one machine. */
  readonly mem?: number | undefined
  /** Seconds of decision time per job, one run each. */
  readonly tJob?: readonly number[] | undefined
}

/** Told how far it is: 0 to 1, undefined where that is not known. */
export type ReproductionProgress = (stage: string, fraction: number | undefined, detail?: string) => void

export interface Reproduced {
  readonly rows: readonly ReproductionRow[]
  /** Empty where nothing is published for what was asked. */
  readonly checks: readonly PublishedCheck[]
  readonly notes: readonly string[]
  readonly curves?: readonly Curve[]
  /** The choices made where none was given, by flag: they complete the command that repeats the run. */
  readonly chosen?: Readonly<Partial<Record<ReproductionFlag, string>>>
}

export interface Reproduction {
  readonly name: string
  readonly about: string
  readonly source: string
  /** Any other flag is refused. */
  readonly flags: readonly ReproductionFlag[]
  /** Throws ReproductionError for what cannot be run. Breathes now and then, so that an interrupt is heard. */
  run(options: ReproductionOptions, progress: ReproductionProgress): Promise<Reproduced>
}

/** What was asked for cannot be reproduced; the message says what was found, what is wanted, and what to do. */
export class ReproductionError extends Error {
  override readonly name = "ReproductionError"
}
