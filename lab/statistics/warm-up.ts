/**
 * How much of the beginning of a long run to leave out: MSER-5. The mean of what is left has the least marginal standard
 * error; where that would leave out half of the run, the run is too short to say.
 * Source: White, "An effective truncation heuristic for bias reduction in simulation output", Simulation 69, 1997; batches
 * of five: Spratt 1998.
 */

export interface WarmUp {
  /** Batches to leave out, and observations. */
  readonly batches: number
  readonly observations: number
  /** Σ (Z − Z̄)² ÷ (m − d)² over the batches that are left. */
  readonly statistic: number
  /** Mean of what is left. */
  readonly mean: number
}

export type WarmUpVerdict =
  ({ readonly kind: "warm" } & WarmUp) | { readonly kind: "too short"; readonly why: string }

const batchSize = 5

/** Of observations in the order in which they were made; what does not fill a batch is left out at the end. */
export function mser5(observations: readonly number[]): WarmUpVerdict {
  const means = Array.from({ length: Math.floor(observations.length / batchSize) }, (_, i) => {
    const batch = observations.slice(i * batchSize, (i + 1) * batchSize)
    return batch.reduce((sum, value) => sum + value, 0) / batchSize
  })
  return mser(means)
}

/** The same of batch means. Ties go to the shorter warm-up. */
export function mser(means: readonly number[]): WarmUpVerdict {
  const half = Math.floor(means.length / 2)
  if (half < 1)
    return tooShort(`${means.length} batches of ${batchSize} observations are not enough to see a warm-up`)
  // From the end on, so that every mean is the one before with one batch more (Welford's recurrence).
  let best: WarmUp | undefined
  let mean = 0
  let squares = 0
  for (let batches = means.length - 1; batches >= 0; batches--) {
    const left = means.length - batches
    const apart = means[batches] - mean
    mean += apart / left
    squares += apart * (means[batches] - mean)
    const statistic = squares / (left * left)
    if (batches <= half && (best === undefined || statistic <= best.statistic))
      best = { batches, observations: batches * batchSize, statistic, mean }
  }
  if (best === undefined || best.batches === half)
    return tooShort(`the warm-up lasts half of the ${means.length} batches or more: run longer`)
  return { kind: "warm", ...best }
}

const tooShort = (why: string): WarmUpVerdict => ({ kind: "too short", why })
