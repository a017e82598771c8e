/** What is said of a fit: plain numbers, each with its n, for a workload that was drawn beside the one that was fitted. */
/** The same number for the workload that was fitted and for one that was drawn. */
export interface Pair<T = number> {
  readonly original: T
  readonly generated: T
}

export interface Measure {
  readonly name: string
  readonly unit: string
  /** "job", "task" or "gap": what is counted. */
  readonly of: string
  readonly ks: number
  readonly n: Pair
  /** What chance alone keeps the distance below, 95 times of 100, if values are independent. */
  readonly byChance: number
  /** Values at 129 equally spaced quantiles from 0 to 1. */
  readonly curve: Pair<readonly number[]>
}

export interface RoleGoodness {
  readonly role: string
  readonly jobs: Pair
  /** Shares of all jobs, all tasks, and all cores × seconds that end. */
  readonly jobShare: Pair
  readonly taskShare: Pair
  readonly workShare: Pair
  /** KS of tasks per job and of job durations; null where one of the two has none. */
  readonly tasksKs: number | null
  readonly secondsKs: number | null
}

export interface GoodnessCard {
  readonly name: string
  readonly provenance: string
  readonly jobs: Pair
  readonly tasks: Pair
  readonly spanSeconds: number
  readonly atStart: Pair
  readonly measures: readonly Measure[]
  readonly arrivals: {
    readonly binSeconds: number
    readonly lags: readonly number[]
    readonly autocorrelation: Pair<readonly number[]>
    /** Variance over mean of arrivals per so many seconds. */
    readonly dispersion: readonly ({ readonly seconds: number; readonly bins: number } & Pair)[]
    /** Shares of the arrivals by hour since the start of a day of the trace. */
    readonly byHour: Pair<readonly number[]>
  }
  /** Cores wanted if every task started at once, over equal parts of the span. */
  readonly demand: Pair<readonly number[]>
  /** How few jobs have half of all core seconds that end. */
  readonly fewestWithHalf: Pair
  /** Spearman's rank correlations over jobs. */
  readonly together: readonly ({ readonly name: string } & Pair)[]
  readonly roles: readonly RoleGoodness[]
  /** Frameworks, the share of the jobs that the largest has, and the ten largest. */
  readonly users: { readonly count: Pair; readonly largest: Pair; readonly ten: Pair }
  /** Where the fit is bad, a sentence each; empty if nowhere. */
  readonly bad: readonly string[]
}

/** The same of both. */
export function both<From, To>({ original, generated }: Pair<From>, of: (one: From) => To): Pair<To> {
  return { original: of(original), generated: of(generated) }
}
