/**
 * By what a batch queue is ordered: a number per waiting job, the least first. Times are in seconds, as the formulas were
 * fitted; what is equal stays in the order of arrival.
 */
import { log } from "../../../../sim/index.ts"

/** What a scheduler knows of a job before it has run. */
export interface Request {
  /** Since the beginning of the log. */
  readonly submitS: number
  /** How long its user said it would run; above 0. */
  readonly requestS: number
  readonly processors: number
}

export type Score = (request: Request, waitS: number) => number

/** First come, first served. */
export const bySubmit: Score = ({ submitS }) => submitS

/** Shortest job first. */
export const byRequest: Score = ({ requestS }) => requestS

/**
 * WFP3: long waits relative to the request, cubed, large jobs first.
 * Source: Tang et al., "Fault-aware, utility-based job scheduling on Blue Gene/P systems", CLUSTER 2009.
 */
export const wfp3: Score = ({ requestS, processors }, waitS) => {
  const ratio = waitS / requestS
  return -(ratio * ratio * ratio) * processors
}

/**
 * UNICEP: long waits, small and short jobs first; a job of one processor before all others. The small terms keep one
 * processor from a division by nothing, and are those of the authors of RLScheduler. Source: Tang et al., CLUSTER 2009.
 */
export const unicep: Score = ({ requestS, processors }, waitS) =>
  -(waitS + 1e-15) / ((log(processors + 1e-15) / ln2) * requestS)

/**
 * F1: short and small jobs first, but age wins in the end; its constants were fitted to simulations.
 * Source: Carastan-Santos and de Camargo, "Obtaining dynamic scheduling policies with simulation and machine learning", SC 2017.
 */
export const f1: Score = ({ submitS, requestS, processors }) =>
  log10(requestS) * processors + 870 * log10(submitS)

const ln2 = log(2)
const ln10 = log(10)

/** Of nothing it is that of a tenth. */
const log10 = (x: number) => log(x > 0 ? x : 0.1) / ln10
