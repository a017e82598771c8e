/**
 * What the published simulator does that one may do otherwise, as values. Source: google/cluster-scheduler-simulator
 * at b882f26, read in CoreClusterSimulation.scala, OmegaSimulation.scala and MesosSimulation.scala.
 */
import {
  amounts,
  type Amounts,
  cpus,
  fits,
  mem,
  type Micros,
  microsPerSecond,
  scalarCount,
} from "../../../sim/index.ts"

export interface Rules {
  /** A job of which tasks are left is queued again this long after its decision. */
  readonly retryAfter: Micros
  /** A job is given up once it has been decided more often than this: with none of its tasks ever placed, and at all. Infinity: never. */
  readonly giveUpAfter: { readonly withNothing: number; readonly atAll: number }
  /** The stream of chance from which scheduler `index` picks machines. */
  readonly streamOf: (index: number) => string
  /** Whether the sequence numbers that an all-or-nothing commit has raised stay raised when it is rolled back. */
  readonly rolledBackNumbers: "stay raised" | "are restored"
  /** Which decision time counts as busy: of all decisions, as far as the run goes, or of those that found room, whole. */
  readonly busyWith: "all decisions" | "decisions that found room"
  readonly offers: OfferRules
}

/** How the paper's Mesos offers. Source: MesosSimulation.scala, MesosAllocator. */
export interface OfferRules {
  /** What is free is gathered for this long before it is offered. */
  readonly batch: Micros
  /** How long the allocator thinks before an offer goes out. */
  readonly allocatorThinks: Micros
  /** Whether so much free is worth an offer. */
  readonly isEnough: (free: Amounts) => boolean
  /** Whether so much left of an offer is worth a look at the next job. */
  readonly isLeft: (offered: Amounts) => boolean
  /** Whether it is worth looking where a task fits: `row` of `shapes` is its request, `offered` the sum of the offer. */
  readonly mayFit: (offered: Amounts, shapes: Amounts, row: number) => boolean
  /** When the tasks of one job start: with all others of the offer, or when their own job has been decided. */
  readonly tasksStart: "when the offer is answered" | "when their job is decided"
  /** From when a job of which tasks are left waits for its next try: the offer's arrival, or its own decision. */
  readonly retryCounts: "from the offer" | "from the decision"
  /** Whether a framework looks at an offer while it still decides about another. */
  readonly decisions: "overlap" | "one offer at a time"
}

const giveUpAfter = { withNothing: 100, atAll: 1000 }
const retryAfter = microsPerSecond
const leastPublished = amounts({ cpus: 100, mem: 100 * 1024 })
const leastOfMesos = amounts({ cpus: 0.01, mem: 32 })
const mebibytesPerGibibyte = 1024
const pauses = { batch: microsPerSecond, allocatorThinks: 1000 }

/** As published, with its defects: spec of each beside its value in `fixed`. */
export const faithful: Rules = {
  retryAfter,
  giveUpAfter,
  streamOf: () => "omega/first-fit",
  rolledBackNumbers: "stay raised",
  busyWith: "decisions that found room",
  offers: {
    ...pauses,
    // Free cpus are compared with the least of memory as well: 100 cpus, 100 GiB.
    isEnough: (free) =>
      free[cpus] >= leastPublished[cpus] && free[cpus] * mebibytesPerGibibyte >= leastPublished[mem],
    isLeft: (offered) => offered[cpus] > 0 && offered[mem] > 0,
    // Offered memory in GiB is compared with the task's cpus; and a task that would take all of the offer is turned away.
    mayFit: (offered, shapes, row) =>
      offered[cpus] > shapes[row * scalarCount + cpus] &&
      offered[mem] > shapes[row * scalarCount + cpus] * mebibytesPerGibibyte,
    tasksStart: "when the offer is answered",
    retryCounts: "from the offer",
    decisions: "overlap",
  },
}

/** The same architectures without the defects. */
export const fixed: Rules = {
  retryAfter,
  giveUpAfter,
  // Published: one seed for all, so that schedulers try the same machines in the same order.
  streamOf: (index) => `omega/first-fit/${index}`,
  // Published: raised numbers stay, so that a transaction that never was makes others fail.
  rolledBackNumbers: "are restored",
  // Published: a scheduler that finds no room all day is idle all day.
  busyWith: "all decisions",
  offers: {
    ...pauses,
    // Published: less than 100 cpus are never offered, so a small cluster is not. These are Mesos' own least amounts,
    // either of which is enough (MIN_CPUS, MIN_MEM in src/master/allocator/mesos/constants.hpp).
    isEnough: (free) => free[cpus] >= leastOfMesos[cpus] || free[mem] >= leastOfMesos[mem],
    isLeft: (offered) => offered[cpus] > 0 || offered[mem] > 0,
    mayFit: (offered, shapes, row) => fits(shapes, row, offered, 0),
    // Published: early jobs of an offer wait for the late ones.
    tasksStart: "when their job is decided",
    retryCounts: "from the decision",
    // Published: a framework may decide about many offers at once and be busy more than all the time.
    decisions: "one offer at a time",
  },
}

/** How long a decision takes: `perJob` + `perTask` × tasks still to place. The paper's t_job and t_task. */
export interface DecisionTime {
  readonly perJob: Micros
  readonly perTask: Micros
}

/** The paper's: t_job 0.1 s, t_task 5 ms. Source: Schwarzkopf et al., EuroSys 2013, §4. */
export const paperDecision: DecisionTime = { perJob: 100_000, perTask: 5_000 }
