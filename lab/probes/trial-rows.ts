/**
 * All that a report wants to know of one trial, as rows. Usage: give `recorders` to the run (tellAll), say `advance` at
 * ends of slices if there are any, and at the end take `rows`.
 */
import {
  type ClusterView,
  type Micros,
  microsPerSecond,
  type Recorder,
  type RoleSettings,
} from "../../sim/index.ts"
import type { AgentBandRow, QueueRow, RoleRow, SeriesRow, TrialRow, WaitRow } from "../results/index.ts"
import { agentBands } from "./agent-bands.ts"
import type { Counts } from "./counts.ts"
import { type Fairness, fairness } from "./fairness.ts"
import { heldBack, type HeldBackOfRole } from "./held-back.ts"
import { measuredFrom } from "./measured-from.ts"
import { type Offered, offered } from "./offered.ts"
import { queue } from "./queue.ts"
import { trackRoleLevels } from "./role-levels.ts"
import { series } from "./series.ts"
import type { Utilisation } from "./utilisation.ts"
import { type RoleWaits, waitDistribution } from "./wait-distribution.ts"
import type { Waits } from "./waiting.ts"

export interface ReportSettings {
  /** Series, agents and queue as well: for the one trial of a policy that is drawn. */
  readonly pictures: boolean
  /** µs at which the run ends at the latest, if that is known: bins are cut accordingly. */
  readonly until?: Micros | undefined
  /** Watch every offer, which takes a run off its fast path. Default false. */
  readonly watchOffers?: boolean
  /** What is set for roles, and what of it the policy goes by. */
  readonly roles?: RoleSettings
  readonly heeded?: RoleSettings
  /** µs: the end of the warm-up. What is before is in the pictures, and in nothing else. */
  readonly from?: Micros
}

/** What is known of the trial already; a TrialResult has it all. */
export interface TrialFacts {
  readonly policy: string
  readonly seed: number
  readonly digest: string
  readonly tasks: Counts["tasks"]
  readonly waits: Waits
  readonly utilisation: Utilisation
  readonly events: number
  readonly offers: number
}

export interface TrialRows {
  readonly trial: Omit<TrialRow, "error" | "repeat">
  readonly roles: readonly RoleRow[]
  readonly waits: readonly WaitRow[]
  /** Empty without pictures. */
  readonly series: readonly SeriesRow[]
  readonly agents: readonly AgentBandRow[]
  readonly queue: readonly QueueRow[]
}

export interface ReportProbes {
  readonly recorders: readonly Recorder[]
  /** Nothing more happens before `now`. */
  advance(now: Micros): void
  /** Once, when the run has ended at `end`. */
  rows(trial: TrialFacts, end: Micros): TrialRows
}

/** By default no fact per offer is asked for, so that runs stay on their fast path. */
export function reportProbes({
  pictures,
  until,
  watchOffers = false,
  roles = {},
  heeded = {},
  from = 0,
}: ReportSettings): ReportProbes {
  let view: ClusterView
  const fair = fairness()
  const kept = heldBack(heeded)
  const waits = waitDistribution(from)
  const drawn = pictures
    ? { series: series({ until }), agents: agentBands({ until }), queue: queue({ until }) }
    : undefined
  const open = offered({ watchOffers })
  const measuring = [fair, kept, open].map((reader) => measuredFrom(from, reader))
  const readers = drawn === undefined ? measuring : [...measuring, drawn.series]
  const levels = trackRoleLevels(readers, { watchOffers, roles })
  const start: Recorder = {
    begin(atStart) {
      view = atStart
    },
  }
  return {
    recorders: [
      start,
      levels.recorder,
      open.recorder,
      waits.recorder,
      ...(drawn === undefined ? [] : [drawn.agents.recorder, drawn.queue.recorder]),
    ],
    advance(now) {
      levels.advance(now)
      drawn?.queue.advance(now)
    },
    rows(trial, end) {
      levels.advance(end)
      const { policy, seed } = trial
      const named = <Row>(rows: readonly Row[] = []) => rows.map((row) => ({ policy, seed, ...row }))
      const span = Math.max(0, end - from)
      const fairResult = fair.result(span)
      const waitResult = waits.result(end)
      return {
        trial: trialRow(trial, fairResult, open.result()),
        roles: named(roleRows(view, fairResult, kept.result(span), waitResult.roles)),
        waits: named(waitResult.quantiles),
        series: named(drawn?.series.result(end)),
        agents: named(drawn?.agents.result(end)),
        queue: named(drawn?.queue.result(end)),
      }
    },
  }
}

function trialRow(trial: TrialFacts, fair: Fairness, open: Offered): TrialRows["trial"] {
  const { policy, seed, digest, tasks, waits, utilisation, events, offers } = trial
  return {
    policy,
    seed,
    digest,
    tasks: tasks.submitted,
    finished: tasks.finished,
    failed: tasks.failed,
    running: tasks.running,
    waiting: tasks.waiting,
    unplaceable: tasks.unplaceable,
    not_arrived: tasks.not_arrived,
    wait_mean_s: waits.mean,
    wait_p50_s: waits.p50,
    wait_p95_s: waits.p95,
    wait_p50_km_s: waits.allowing.p50,
    wait_p95_km_s: waits.allowing.p95,
    censored: waits.censored,
    allocated_cpus: utilisation.cpus ?? null,
    allocated_mem: utilisation.mem ?? null,
    allocated_gpus: utilisation.gpus ?? null,
    offered_cpus: open.cpus,
    jain: fair.jain,
    share_deviation: fair.shareDeviation,
    starvation_s: fair.starvation / microsPerSecond,
    offers,
    offers_accepted: open.accepted,
    events,
  }
}

function roleRows(
  { jobs }: ClusterView,
  fair: Fairness,
  kept: readonly HeldBackOfRole[],
  waits: readonly RoleWaits[],
) {
  return jobs.roles.map(({ name, weight }, role) => {
    const { share, entitlement, underService, overService, starvation } = fair.roles[role]
    const { guarantee, limit, reserved, headroom, idle } = kept[role]
    const { mean, p95, p95Allowing, censored, tasks, finished } = waits[role]
    return {
      role: name,
      weight,
      share,
      entitlement,
      under_service: underService,
      over_service: overService,
      guarantee,
      limit,
      reserved,
      headroom,
      idle_reserved: idle,
      wait_mean_s: mean,
      wait_p95_s: p95,
      wait_p95_km_s: p95Allowing,
      censored,
      starvation_s: starvation / microsPerSecond,
      tasks,
      finished,
    }
  })
}
