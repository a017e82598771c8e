/** The architectures of the Omega paper as the catalogue offers them: what their settings mean. */
import type { ControlPlaneFactory, Role } from "../../../sim/index.ts"
import { PolicyError } from "../../policy-error.ts"
import type { Settings } from "../../settings.ts"
import { mesosOmega13 } from "./mesos-omega13.ts"
import { type DecisionTime, faithful, fixed, paperDecision, type Rules } from "./rules.ts"
import { sharedState } from "./shared-state.ts"

/** Several schedulers over one shared cell; by default one for the jobs of each role. */
export function omega(settings: Settings): ControlPlaneFactory {
  const rules = rulesFrom(settings)
  const conflict = settings.choice("conflict", ["resource-fit", "sequence"], "resource-fit")
  const commit = settings.choice("commit", ["incremental", "all-or-nothing"], "incremental")
  const each = settings.whole("schedulers", 1, 1)
  const { own } = decisionsFrom(settings)
  return sharedState({
    name: "omega",
    rules,
    conflict,
    commit,
    looks: "before thinking",
    schedulers: () => each,
    decisions: own,
  })
}

/** One scheduler for all jobs; on a single path every decision takes as long as one about a service. */
export function monolithic(settings: Settings): ControlPlaneFactory {
  const rules = rulesFrom(settings)
  const path = settings.choice("path", ["single", "multi"], "single")
  const { own, asService } = decisionsFrom(settings)
  return sharedState({
    name: "monolithic",
    rules,
    conflict: "resource-fit",
    commit: "incremental",
    looks: "after thinking",
    schedulers: "one for all",
    decisions: path === "single" ? asService : own,
  })
}

/** The Mesos of the paper. */
export function mesosOfOmegaPaper(settings: Settings): ControlPlaneFactory {
  const rules = rulesFrom(settings)
  const { own } = decisionsFrom(settings)
  return mesosOmega13({ name: "mesos-omega13", rules, decisions: own })
}

/**
 * `mode` is fixed unless the simulator is to be copied with its defects. A job is given up as in the paper only where that
 * is asked for or the mode is faithful: in a comparison nothing is to vanish.
 */
function rulesFrom(settings: Settings): Rules {
  const mode = settings.choice("mode", ["fixed", "faithful"], "fixed")
  const giveUp = settings.choice("give_up", ["never", "paper"], mode === "fixed" ? "never" : "paper")
  const rules = mode === "fixed" ? fixed : faithful
  return giveUp === "paper" ? rules : { ...rules, giveUpAfter: { withNothing: Infinity, atAll: Infinity } }
}

type Decisions = (roles: readonly Role[]) => readonly DecisionTime[]

/**
 * `t_job` and `t_task` for all roles, `service_t_job` and `service_t_task` for the one whose jobs are services: `service`, by
 * default the role of greatest weight, the last of equals.
 */
function decisionsFrom(settings: Settings): { readonly own: Decisions; readonly asService: Decisions } {
  const perJob = settings.micros("t_job", paperDecision.perJob)
  const perTask = settings.micros("t_task", paperDecision.perTask)
  const all = { perJob, perTask }
  const ofService = {
    perJob: settings.micros("service_t_job", perJob),
    perTask: settings.micros("service_t_task", perTask),
  }
  const service = settings.text("service")
  return {
    own(roles) {
      const place = serviceRole(roles, service)
      return roles.map((_, role) => (role === place ? ofService : all))
    },
    asService: (roles) => roles.map(() => ofService),
  }
}

function serviceRole(roles: readonly Role[], name: string | undefined): number {
  const greatest = Math.max(...roles.map(({ weight }) => weight))
  const place = roles.findLastIndex((role) =>
    name === undefined ? role.weight === greatest : role.name === name,
  )
  if (place < 0)
    throw new PolicyError(
      `The service role is "${name}", and the roles are ${roles.map((role) => role.name).join(", ")}.`,
    )
  return place
}
