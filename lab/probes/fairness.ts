/**
 * Who held how much, against what would have been fair; time-weighted, over the whole run. sᵢ(t) is the dominant share
 * that the running tasks of role i hold, 0 to 1; eᵢ(t) its entitlement by weighted water-filling of what it wanted just
 * then (water-filling.ts); T is the length of the run. A role is backlogged while any task of it waits.
 * Source: spec/metrics-and-charts.md §2.2; dominant share: Ghodsi et al., NSDI 2011; Jain: Jain, Chiu & Hawe, 1984.
 */
import { type ClusterView, type Micros } from "../../sim/index.ts"
import type { LevelReader, RoleLevels } from "./role-levels.ts"

export interface RoleFairness {
  /** ∫ sᵢ dt ÷ T and ∫ eᵢ dt ÷ T, 0 to 1. */
  readonly share: number
  readonly entitlement: number
  /** ∫ (eᵢ − sᵢ)⁺ dt ÷ T and ∫ (sᵢ − eᵢ)⁺ dt ÷ T, 0 to 1. */
  readonly underService: number
  readonly overService: number
  /** The longest time, µs, over which tasks of the role waited and none of it ran. */
  readonly starvation: Micros
}

export interface Fairness {
  readonly roles: readonly RoleFairness[]
  /**
   * (Σx)² ÷ (n Σx²) with x = sᵢ ÷ weight over the n roles that are backlogged, as a mean over the time when at least
   * two are; 1/n to 1; null if there is no such time. 1 while none of them holds anything.
   */
  readonly jain: number | null
  /** The mean over roles of ∫ |sᵢ − eᵢ| dt ÷ T, 0 to 1. */
  readonly shareDeviation: number
  /** The longest of any role, µs. */
  readonly starvation: Micros
}

export interface FairnessReader extends LevelReader {
  /** After the levels have been advanced; `span` is how long they were measured. */
  result(span: Micros): Fairness
}

export function fairness(): FairnessReader {
  let levels: RoleLevels
  let weights: Float64Array
  let sums: Record<"share" | "entitlement" | "under" | "over" | "streak" | "longest", Float64Array>
  let jainTime = 0
  let backloggedTime = 0

  const integrateJain = (span: Micros) => {
    let count = 0
    let sum = 0
    let squares = 0
    for (let role = 0; role < weights.length; role++) {
      if (levels.waiting[role] === 0) continue
      const x = levels.share[role] / weights[role]
      count++
      sum += x
      squares += x * x
    }
    if (count < 2) return
    jainTime += squares === 0 ? span : (span * sum * sum) / (count * squares)
    backloggedTime += span
  }
  return {
    begin(atStart: RoleLevels, { jobs }: ClusterView) {
      levels = atStart
      weights = Float64Array.from(jobs.roles, ({ weight }) => weight)
      const column = () => new Float64Array(weights.length)
      const [share, entitlement, under, over] = [column(), column(), column(), column()]
      sums = { share, entitlement, under, over, streak: column(), longest: column() }
    },
    held(from, to) {
      const span = to - from
      for (let role = 0; role < weights.length; role++) {
        const share = levels.share[role]
        const entitlement = levels.entitlement[role]
        const lag = (entitlement - share) * span
        sums.share[role] += share * span
        sums.entitlement[role] += entitlement * span
        if (lag > 0) sums.under[role] += lag
        else sums.over[role] -= lag
        const starves = levels.waiting[role] > 0 && levels.running[role] === 0
        sums.streak[role] = starves ? sums.streak[role] + span : 0
        if (sums.streak[role] > sums.longest[role]) sums.longest[role] = sums.streak[role]
      }
      integrateJain(span)
    },
    result(end) {
      const mean = (sum: number) => (end === 0 ? 0 : sum / end)
      const roles = Array.from(weights, (_, role) => ({
        share: mean(sums.share[role]),
        entitlement: mean(sums.entitlement[role]),
        underService: mean(sums.under[role]),
        overService: mean(sums.over[role]),
        starvation: sums.longest[role],
      }))
      const deviation = roles.reduce((sum, role) => sum + role.underService + role.overService, 0)
      return {
        roles,
        jain: backloggedTime === 0 ? null : jainTime / backloggedTime,
        shareDeviation: roles.length === 0 ? 0 : deviation / roles.length,
        starvation: roles.reduce((longest, { starvation }) => Math.max(longest, starvation), 0),
      }
    },
  }
}
