/**
 * How much of the cluster lay in open offers: ∫ offered CPUs dt ÷ ∫ CPUs dt over the run, 0 to 1, and how many offers
 * were accepted. Watching every offer takes a run off its fast path. Without it the share is known where it is 0: if no
 * offer is open whenever a task ends, none outlives its instant, as is so while frameworks answer at once.
 * Source: "offered (locked) fraction", spec/metrics-and-charts.md §2.1.
 */
import { type ClusterView, cpus, offerAccepted, type Recorder, scalarCount } from "../../sim/index.ts"
import { Integral, ratio } from "./integral.ts"
import type { LevelReader, RoleLevels } from "./role-levels.ts"

export interface Offered {
  /** null where it is not known, or where there are no CPUs. */
  readonly cpus: number | null
  /** Offers; null where they were not watched. */
  readonly accepted: number | null
}

export interface OfferedReader extends LevelReader {
  readonly recorder: Recorder
  result(): Offered
}

export function offered({ watchOffers = false }: { readonly watchOffers?: boolean } = {}): OfferedReader {
  const inOffers = new Integral()
  const inCluster = new Integral()
  let levels: RoleLevels
  let view: ClusterView
  let accepted = 0
  let sawOpenOffer = false
  const watching: Recorder = {
    offerAnswered(_now, _offer, _framework, _agent, answer) {
      if (answer === offerAccepted) accepted++
    },
  }
  const guessing: Recorder = {
    taskEnded() {
      if (view.totalOffered(cpus) > 0) sawOpenOffer = true
    },
  }
  return {
    recorder: watchOffers ? watching : guessing,
    begin(atStart, viewAtStart) {
      levels = atStart
      view = viewAtStart
    },
    held(from, to) {
      inCluster.add(levels.capacity[cpus], to - from)
      if (!watchOffers) return
      for (let at = cpus; at < levels.offered.length; at += scalarCount)
        inOffers.add(levels.offered[at], to - from)
    },
    result() {
      const share = inCluster.exact === 0n || sawOpenOffer ? null : ratio(inOffers.exact, inCluster.exact)
      return { cpus: share, accepted: watchOffers ? accepted : null }
    },
  }
}
