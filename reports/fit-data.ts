/** What the page of fits is made from: plain numbers, as `goodnessOfFit` of workloads/synthetic gives them. */

export interface FitPair<T = number> {
  readonly original: T
  readonly generated: T
}

export interface FitMeasure {
  readonly name: string
  readonly unit: string
  readonly of: string
  readonly ks: number
  readonly n: FitPair
  readonly byChance: number
  /** Values at equally spaced quantiles from 0 to 1. */
  readonly curve: FitPair<readonly number[]>
}

export interface FitRole {
  readonly role: string
  readonly jobShare: FitPair
  readonly taskShare: FitPair
  readonly workShare: FitPair
  readonly tasksKs: number | null
  readonly secondsKs: number | null
}

export interface FitCard {
  readonly jobs: FitPair
  readonly tasks: FitPair
  readonly spanSeconds: number
  readonly measures: readonly FitMeasure[]
  readonly arrivals: {
    readonly binSeconds: number
    readonly lags: readonly number[]
    readonly autocorrelation: FitPair<readonly number[]>
    readonly dispersion: readonly ({ readonly seconds: number; readonly bins: number } & FitPair)[]
    readonly byHour: FitPair<readonly number[]>
  }
  readonly demand: FitPair<readonly number[]>
  readonly together: readonly ({ readonly name: string } & FitPair)[]
  readonly roles: readonly FitRole[]
  readonly users: { readonly count: FitPair; readonly largest: FitPair; readonly ten: FitPair }
  readonly bad: readonly string[]
}

/** One trace, a workload drawn from the model fitted to it, and a second draw as a yardstick. */
export interface FitSection {
  readonly id: string
  readonly name: string
  readonly provenance: string
  /** The seed of the draw that is shown. */
  readonly seed: number
  readonly card: FitCard
  /** KS between two draws of the same model, by the name of the measure. */
  readonly yardstick: Readonly<Record<string, number>>
}

export interface FitPage {
  readonly version: string
  readonly command: string
  readonly fits: readonly FitSection[]
}
