/** Where a fit is bad, in sentences. */
import type { GoodnessCard } from "./goodness-card.ts"

/** Distances, differences of correlations and factors above these are called bad. */
const farApart = 0.1
const farCorrelation = 0.15
const farFactor = 2

type Card = Omit<GoodnessCard, "bad">

export function badOf(card: Card): string[] {
  return [
    ...badMeasures(card),
    ...badTogether(card),
    ...badArrivals(card),
    ...badDemand(card),
    ...badShares(card),
  ]
}

const text = (value: number) => String(Number(value.toPrecision(2)))
const isFar = (a: number, b: number) => Math.max(a, b) > farFactor * Math.max(Math.min(a, b), 1e-9)

const badMeasures = ({ measures }: Card) =>
  measures.flatMap(({ name, of, ks, n }) =>
    ks > farApart
      ? [`The ${name} is ${text(ks)} off (KS; n = ${n.original} and ${n.generated} ${of}s).`]
      : [],
  )

const badTogether = ({ together }: Card) =>
  together.flatMap(({ name, original, generated }) =>
    Math.abs(original - generated) > farCorrelation
      ? [`Of ${name} the rank correlation is ${text(generated)}, not ${text(original)}.`]
      : [],
  )

function badArrivals({ arrivals }: Card): string[] {
  const bursts = arrivals.dispersion.flatMap(({ seconds, original, generated }) =>
    isFar(original, generated)
      ? [`Arrivals per ${seconds} s have a variance over mean of ${text(generated)}, not ${text(original)}.`]
      : [],
  )
  const { lags, binSeconds, autocorrelation } = arrivals
  const apart = lags.map((_, i) => Math.abs(autocorrelation.original[i] - autocorrelation.generated[i]))
  const worst = Math.max(0, ...apart)
  if (worst <= 2 * farCorrelation) return bursts
  const where = `arrivals per ${binSeconds} s is off by up to ${text(worst)} within ${lags.length} lags`
  return [...bursts, `The autocorrelation of ${where}.`]
}

/** How far the demand may be from the original's over twelfths of the span, on average, as a part of its mean. */
const farDemand = 0.3
const twelfths = 12

function badDemand({ demand, fewestWithHalf, jobs }: Card): string[] {
  const [original, generated] = [demand.original, demand.generated].map(inTwelfths)
  const mean = original.reduce((sum, cores) => sum + cores, 0) / twelfths
  const apart = original.reduce((sum, cores, i) => sum + Math.abs(cores - generated[i]), 0) / twelfths
  if (mean === 0 || apart <= farDemand * mean) return []
  return [
    `The demand for cores over twelfths of the span is off by ${text((100 * apart) / mean)} % of its mean: ${fewestWithHalf.original} of ${jobs.original} jobs have half of the core time, and when those come is drawn anew.`,
  ]
}

function inTwelfths(demand: readonly number[]): number[] {
  const sums = Array.from({ length: twelfths }, () => 0)
  for (const [i, cores] of demand.entries())
    sums[Math.floor((i * twelfths) / demand.length)] += (cores * twelfths) / demand.length
  return sums
}

function badShares({ roles, tasks }: Card): string[] {
  const shares = roles.flatMap(({ role, workShare: { original, generated } }) =>
    Math.abs(original - generated) > farApart
      ? [`Role ${role} has ${text(100 * generated)} % of the core time, not ${text(100 * original)} %.`]
      : [],
  )
  if (!isFar(tasks.original, tasks.generated)) return shares
  return [...shares, `There are ${tasks.generated} tasks, not ${tasks.original}.`]
}
