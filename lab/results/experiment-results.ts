/**
 * What an experiment leaves behind, and all that a report knows: rows of plain values, in the order of the grid
 * (policies as named, seeds ascending, then roles as the workload lists them, then time). `null` is "has no value".
 * Each `…Row` array is a table of the results folder with the same columns, as CSV and Parquet.
 */
export interface ExperimentResults {
  /** One line: what was asked. */
  readonly question: string
  /** The command that makes these results again, with relative paths and all defaults spelt out. */
  readonly command: string
  readonly version: string
  readonly workload: WorkloadFacts
  /** Canonical names, in the order given; the first is the baseline of comparisons. */
  readonly policies: readonly string[]
  readonly seeds: readonly number[]
  /** Seconds that are left out of what is measured at the beginning of every run; 0 for none. */
  readonly warm_up_s: number
  /** A difference smaller than this part of the baseline's mean matters to nobody. */
  readonly indifference: number
  readonly trials: readonly TrialRow[]
  readonly roles: readonly RoleRow[]
  readonly series: readonly SeriesRow[]
  readonly waits: readonly WaitRow[]
  readonly agents: readonly AgentBandRow[]
  readonly queue: readonly QueueRow[]
  readonly comparisons: readonly ComparisonRow[]
}

export interface WorkloadFacts {
  readonly name: string
  readonly provenance: string
  readonly jobs: number
  readonly tasks: number
  /** Of these, the tasks that are there at time 0; absent in results of before this was counted. */
  readonly tasks_at_start?: number
  readonly agents: number
  readonly span_s: number
  readonly offered_load: number | null
  /** The data-quality card, a line each. */
  readonly card: readonly string[]
}

/** One trial: a policy with a seed. A trial that failed has an `error`, the command that repeats it, and no values. */
export interface TrialRow {
  readonly policy: string
  readonly seed: number
  readonly digest: string | null
  readonly error: string | null
  readonly repeat: string
  readonly tasks: number | null
  readonly finished: number | null
  readonly failed: number | null
  readonly running: number | null
  readonly waiting: number | null
  readonly unplaceable: number | null
  readonly not_arrived: number | null
  /** Ready to first start; tasks still waiting count with what they have waited so far, and as censored. */
  readonly wait_mean_s: number | null
  readonly wait_p50_s: number | null
  readonly wait_p95_s: number | null
  /** Allowing for tasks still waiting, by Kaplan and Meier; null where so many still wait that nobody can tell. */
  readonly wait_p50_km_s: number | null
  readonly wait_p95_km_s: number | null
  readonly censored: number | null
  /** Time-weighted share of capacity, 0 to 1: held by tasks, and by open offers. */
  readonly allocated_cpus: number | null
  readonly allocated_mem: number | null
  readonly allocated_gpus: number | null
  readonly offered_cpus: number | null
  /** Jain's index of weighted dominant shares over the roles that want more than they have; time-weighted, 0 to 1. */
  readonly jain: number | null
  /** Mean over roles of ∫|share − entitlement| dt / T. */
  readonly share_deviation: number | null
  /** Longest time any role wanted more and held nothing at all, s. */
  readonly starvation_s: number | null
  readonly offers: number | null
  readonly offers_accepted: number | null
  readonly events: number | null
}

/** One role in one trial. Shares are dominant shares, time-weighted means, 0 to 1. */
export interface RoleRow {
  readonly policy: string
  readonly seed: number
  readonly role: string
  readonly weight: number
  readonly share: number
  readonly entitlement: number
  /** ∫(entitlement − share)⁺ dt / T, and the other way round. */
  readonly under_service: number
  readonly over_service: number
  /**
   * What is set for the role, as a part of the cluster: of the resource of which it is guaranteed most, of that whose
   * limit is reached first, of that which is reserved most. null: nothing is set, or the policy does not go by it.
   */
  readonly guarantee: number | null
  readonly limit: number | null
  readonly reserved: number | null
  /** Kept free for the role: because its guarantee was not met, and reserved without being used. Parts of the cluster. */
  readonly headroom: number | null
  readonly idle_reserved: number | null
  readonly wait_mean_s: number | null
  readonly wait_p95_s: number | null
  /** As in a trial. */
  readonly wait_p95_km_s: number | null
  readonly censored: number
  readonly starvation_s: number
  readonly tasks: number
  readonly finished: number
}

/** One role in one bin of time, in the trial of the first seed (one trial per policy: a picture, not an average). */
export interface SeriesRow {
  readonly policy: string
  readonly seed: number
  readonly role: string
  /** Begin of the bin, s; at most 240 bins. */
  readonly time_s: number
  /** Mean over the bin, in cores and MiB. */
  readonly cpus: number
  readonly mem_mib: number
  readonly capacity_cpus: number
  readonly capacity_mem_mib: number
  readonly offered_cpus: number
  readonly offered_mem_mib: number
  readonly share: number
  readonly entitlement: number
}

/** The distribution of waits of one trial: at most 101 quantiles, from 0 to 1, and the share that was censored. */
export interface WaitRow {
  readonly policy: string
  readonly seed: number
  readonly quantile: number
  readonly wait_s: number
  /** Allowing for tasks still waiting, by Kaplan and Meier; null where so many still wait that nobody can tell. */
  readonly wait_km_s: number | null
  readonly censored_share: number
}

/** How full agents were, trial of the first seed: agents ordered by mean use and cut into at most 60 bands. */
export interface AgentBandRow {
  readonly policy: string
  readonly seed: number
  /** 0 is the fullest band. */
  readonly band: number
  readonly agents: number
  readonly time_s: number
  /** Mean dominant utilisation (the scalar used most) of the band's agents over the bin, 0 to 1. */
  readonly used: number
}

/** What waits in the middle of the bin, trial of the first seed. */
export interface QueueRow {
  readonly policy: string
  readonly seed: number
  readonly time_s: number
  /** `fits` some agent as it is now (it waits for an offer or a turn), or `no room` on any. */
  readonly reason: "fits" | "no room"
  readonly tasks: number
  readonly cpus: number
}

/** Policy against baseline on one metric, paired by seed. */
export interface ComparisonRow {
  readonly metric: string
  /** null: the whole trial; else the role. */
  readonly role: string | null
  readonly policy: string
  readonly baseline: string
  readonly n: number
  readonly mean: number
  readonly baseline_mean: number
  /** policy − baseline: mean of the paired differences with its 95 % interval by Student's t, and by bootstrap. */
  readonly difference: number
  readonly lo: number
  readonly hi: number
  readonly bootstrap_lo: number
  readonly bootstrap_hi: number
  /** A difference nearer to 0 than this matters to nobody: a part of the baseline's mean, or the metric's floor. */
  readonly zone: number
  /** By which part pairing by seed has lowered the variance of the difference: 1 − Var(A − B) ÷ (Var A + Var B). */
  readonly variance_reduction: number
  /** How many comparisons are judged together, so that few seeds and many looks call no winner by chance. */
  readonly family: number
  /** The chances of being wrong with "differs" and with "equal", corrected for the family by Holm's method. */
  readonly p_differs: number
  readonly p_equal: number
  /** In words: "less", "more", "equivalent within 5 %", "not enough runs: need about 37". */
  readonly verdict: string
  readonly better: "policy" | "baseline" | "neither" | "unknown"
  readonly unit: string
}
