/** The five architectures of the published table, with the decision times of the paper but one, which is swept. */
import {
  type DecisionRecorder,
  faithful,
  fixed,
  mesosOmega13,
  paperDecision,
  type Rules,
  sharedState,
  type Site,
} from "../../../policies/index.ts"
import type { ControlPlane, Micros, Role } from "../../../sim/index.ts"
import { service, workloadNames } from "./job-list.ts"

/** What differs from run to run. */
export interface Sweep {
  /** The decision time per job of services, and where there is but one path, of all. */
  readonly tJob: Micros
  /** The same of batch jobs; the paper's 0.1 s if absent. */
  readonly tJobBatch?: Micros
  /** Schedulers of batch jobs; 1 if absent. Only Omega has several. */
  readonly batchSchedulers?: number
}

type Plane = (site: Site) => ControlPlane

export interface Architecture {
  readonly name: string
  readonly rules: Rules
  /** Whether one scheduler decides about both workloads. */
  readonly isMonolithic: boolean
  readonly plane: (sweep: Sweep, recorder: DecisionRecorder) => Plane
}

type Decisions = Parameters<typeof sharedState>[0]["decisions"]

const isService = ({ name }: Role) => name === workloadNames[service]
const onePath =
  ({ tJob }: Sweep): Decisions =>
  (roles) =>
    roles.map(() => ({ ...paperDecision, perJob: tJob }))
const twoPaths =
  ({ tJob, tJobBatch = paperDecision.perJob }: Sweep): Decisions =>
  (roles) =>
    roles.map((role) => ({ ...paperDecision, perJob: isService(role) ? tJob : tJobBatch }))

function monolithic(name: string, decisions: (sweep: Sweep) => Decisions): (rules: Rules) => Architecture {
  return (rules) => ({
    name,
    rules,
    isMonolithic: true,
    plane: (sweep, recorder) =>
      sharedState({
        name,
        rules,
        recorder,
        conflict: "resource-fit",
        commit: "incremental",
        looks: "after thinking",
        schedulers: "one for all",
        decisions: decisions(sweep),
      }),
  })
}

function omega(
  name: string,
  transactions: Pick<Parameters<typeof sharedState>[0], "conflict" | "commit">,
): (rules: Rules) => Architecture {
  return (rules) => ({
    name,
    rules,
    isMonolithic: false,
    plane: (sweep, recorder) =>
      sharedState({
        ...transactions,
        name,
        rules,
        recorder,
        looks: "before thinking",
        schedulers: (role) => (role === workloadNames[service] ? 1 : (sweep.batchSchedulers ?? 1)),
        decisions: twoPaths(sweep),
      }),
  })
}

function mesos(rules: Rules): Architecture {
  const name = "mesos-omega13"
  const plane: Architecture["plane"] = (sweep, recorder) =>
    mesosOmega13({ name, rules, recorder, decisions: twoPaths(sweep) })
  return { name, rules, isMonolithic: false, plane }
}

const makers = [
  monolithic("mono-single", onePath),
  monolithic("mono-multi", twoPaths),
  mesos,
  omega("omega-fit-inc", { conflict: "resource-fit", commit: "incremental" }),
  omega("omega-seq-aon", { conflict: "sequence", commit: "all-or-nothing" }),
]

/** As published, with the defects of the simulator. */
export const publishedArchitectures: readonly Architecture[] = makers.map((make) => make(faithful))

/** The same without them: "mono-single-fixed", … */
export const fixedArchitectures: readonly Architecture[] = makers.map((make) => {
  const made = make(fixed)
  return { ...made, name: `${made.name}-fixed` }
})
