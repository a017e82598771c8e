/** A workload by name: what `mesoscope traces` lists and `--trace NAME(settings)` draws. */
import type { Workload } from "../../../sim/index.ts"

export interface SyntheticModel {
  readonly name: string
  readonly about: string
  readonly source: string
  /** What may be set in parentheses. */
  readonly settings: Readonly<Record<string, ModelSetting>>
  /** A value for each of the settings. The same values and seed give the same bytes. */
  readonly make: (values: ModelValues, seed: number) => Workload
  /** The values with which jobs arrive so many times as often, and are otherwise the same; absent where no setting does that. */
  readonly quickened?: (values: ModelValues, times: number) => ModelValues
  /** Cores that are busy in the long run if there are enough, where the laws tell. */
  readonly cpusAsked?: (values: ModelValues) => number
  /** Mean number of tasks, of one core each, that would run if nobody waited, where it has a Poisson law (M/G/∞). */
  readonly crowd?: (values: ModelValues) => number
}

export type ModelValues = Readonly<Record<string, number>>

export interface ModelSetting {
  readonly default: number
  readonly least: number
  readonly most: number
  /** True where only whole numbers mean something. */
  readonly isWhole: boolean
  /** With its unit. */
  readonly about: string
}

const mostJobs = 10_000_000

export const count = (about: string, fallback: number, most = mostJobs): ModelSetting => ({
  about,
  default: fallback,
  least: 1,
  most,
  isWhole: true,
})

/** Any number above 0. */
export const amount = (about: string, fallback: number, most = 1e9): ModelSetting => ({
  about,
  default: fallback,
  least: 1e-9,
  most,
  isWhole: false,
})

/** A whole number that may be 0. */
export const wholeFromZero = (about: string, fallback: number, most = mostJobs): ModelSetting => ({
  ...count(about, fallback, most),
  least: 0,
})

/** From 0 to 1. */
export const fraction = (about: string, fallback: number): ModelSetting => ({
  about,
  default: fallback,
  least: 0,
  most: 1,
  isWhole: false,
})
