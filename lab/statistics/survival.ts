/**
 * Waits of which some had not ended: the Kaplan-Meier estimate of their distribution. A task still waiting at the end says
 * only that its wait is longer than that.
 * Source: Kaplan & Meier, "Nonparametric estimation from incomplete observations", JASA 53, 1958.
 */
export interface Observed {
  readonly time: number
  /** False: it lasted longer, nobody knows how much. */
  readonly hasEnded: boolean
}

export interface SurvivalStep {
  readonly time: number
  /** The share that lasts longer than `time`. */
  readonly survives: number
}

export interface Survival {
  /** Where the share drops, times ascending. */
  readonly steps: readonly SurvivalStep[]
  readonly count: number
  readonly censored: number
}

/** At equal times ends come before censoring, as is the convention. */
export function survivalOf(observed: readonly Observed[]): Survival {
  const inOrder = observed.toSorted((a, b) => a.time - b.time || Number(b.hasEnded) - Number(a.hasEnded))
  const steps: SurvivalStep[] = []
  let survives = 1
  for (let i = 0; i < inOrder.length;) {
    const { time } = inOrder[i]
    const atRisk = inOrder.length - i
    let ended = 0
    for (; i < inOrder.length && inOrder[i].time === time; i++) if (inOrder[i].hasEnded) ended++
    if (ended === 0) continue
    survives *= 1 - ended / atRisk
    steps.push({ time, survives })
  }
  return { steps, count: observed.length, censored: observed.filter(({ hasEnded }) => !hasEnded).length }
}

/** The time by which the share `p`, above 0, has ended; undefined where so many were not seen to end. */
export function survivalQuantile({ steps }: Survival, p: number): number | undefined {
  return steps.find(({ survives }) => survives <= 1 - p + 1e-12)?.time
}

/**
 * The same quantiles of many, from columns: `ended` and `censored` times ascending, shares ascending. `survivalQuantile` is
 * the slow twin.
 */
export function survivalQuantiles(
  ended: Float64Array,
  censored: Float64Array,
  shares: readonly number[],
): (number | undefined)[] {
  const quantiles: number[] = []
  let survives = 1
  for (let e = 0, c = 0; e < ended.length && quantiles.length < shares.length;) {
    const time = ended[e]
    while (c < censored.length && censored[c] < time) c++
    const atRisk = ended.length - e + censored.length - c
    const from = e
    while (e < ended.length && ended[e] === time) e++
    survives *= 1 - (e - from) / atRisk
    while (quantiles.length < shares.length && survives <= 1 - shares[quantiles.length] + 1e-12)
      quantiles.push(time)
  }
  return shares.map((_, i) => quantiles.at(i))
}
