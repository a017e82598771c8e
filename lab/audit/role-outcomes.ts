/**
 * What became of some roles in a run: how long their own tasks waited, how many they held, and how many they would have held
 * with what another role had in its hands while they themselves wanted more.
 */
import {
  type ClusterView,
  type Micros,
  microsPerSecond,
  notReady,
  notYet,
  type Probe,
  type RoleId,
  scalarCount,
  taskWait,
  unplaceable,
} from "../../sim/index.ts"
import { type LevelReader, type RoleLevels, trackRoleLevels } from "../probes/role-levels.ts"
import type { Told } from "./lies.ts"

export interface RoleOutcome {
  readonly role: string
  /** True tasks that had arrived by the end. */
  readonly tasks: number
  /** Those of them that had not started by the end; in the wait they count with what they had waited by then. */
  readonly censored: number
  /** s, the mean over the true tasks that had arrived, from when they would have been ready; null if there were none. */
  readonly wait_s: number | null
  /** The share of the run in which tasks of the role waited, 0 to 1. */
  readonly wanting: number
  /**
   * By role asked about, in order: how many of its own mean tasks the other role's mean bundle would hold, scaled by weight,
   * over the time in which this role wanted more; of itself, what it had. null if that was less than a hundredth of the run.
   */
  readonly places: readonly (number | null)[]
}

export interface RoleOutcomesSetting {
  /** By name, in the order wanted. */
  readonly roles: readonly string[]
  readonly told: Omit<Told, "jobs">
  /** The role whose jobs may be late. */
  readonly liar?: string | undefined
}

/** Who wants more for a moment only has nobody to envy. */
const leastWanting = 0.01

export function roleOutcomes({ roles, told, liar }: RoleOutcomesSetting): Probe<readonly RoleOutcome[]> {
  let view: ClusterView
  const bundles = bundlesWhileWanting(roles)
  const levels = trackRoleLevels([bundles])
  return {
    recorder: {
      ...levels.recorder,
      begin(atStart) {
        view = atStart
        levels.recorder.begin?.(atStart)
      },
    },
    result(end) {
      levels.advance(end)
      return roles.map((name, place) => {
        const role = view.jobs.roles.findIndex((one) => one.name === name)
        const late = name === liar ? told.late : 0
        const { tasks, censored, wait, demand } = ownTasks(view, end, role, { ...told, late })
        return {
          role: name,
          tasks,
          censored,
          wait_s: tasks === 0 ? null : wait / tasks / microsPerSecond,
          wanting: end === 0 ? 0 : bundles.wanting(place) / end,
          places: roles.map((_, other) =>
            bundles.wanting(place) < leastWanting * end ? null : bundles.tasksIn(place, other, demand, tasks),
          ),
        }
      })
    },
  }
}

/** Amounts that roles hold, integrated over the time in which each of them had tasks waiting. */
function bundlesWhileWanting(names: readonly string[]): LevelReader & {
  wanting(place: number): Micros
  tasksIn(place: number, other: number, demand: Float64Array, tasks: number): number | null
} {
  let levels: RoleLevels
  let roles: RoleId[] = []
  let weights: number[] = []
  const wanting = names.map(() => 0)
  const sums = names.map(() => names.map(() => new Float64Array(scalarCount)))
  return {
    begin(atStart, { jobs }) {
      levels = atStart
      roles = names.map((name) => jobs.roles.findIndex((one) => one.name === name))
      weights = roles.map((role) => jobs.roles[role].weight)
    },
    held(from, to) {
      const span = to - from
      for (const [place, role] of roles.entries()) {
        if (levels.waiting[role] === 0) continue
        wanting[place] += span
        for (const [other, otherRole] of roles.entries())
          for (let k = 0; k < scalarCount; k++)
            sums[place][other][k] += levels.held[otherRole * scalarCount + k] * span
      }
    },
    wanting: (place) => wanting[place],
    tasksIn(place, other, demand, tasks) {
      if (wanting[place] === 0 || tasks === 0) return null
      const scale = weights[place] / weights[other] / wanting[place]
      let most = Infinity
      for (let k = 0; k < scalarCount; k++)
        if (demand[k] > 0) most = Math.min(most, (sums[place][other][k] * scale * tasks) / demand[k])
      return most === Infinity ? null : most
    },
  }
}

interface OwnTasks {
  readonly tasks: number
  readonly censored: number
  /** µs, summed. */
  readonly wait: number
  /** Thousandths that they ask for, summed. */
  readonly demand: Float64Array
}

/** A task that no machine can hold has waited since its job arrived. */
function ownTasks(
  { jobs, tasks: states }: ClusterView,
  end: Micros,
  role: RoleId,
  { isTrue, late }: Omit<Told, "jobs">,
): OwnTasks {
  const demand = new Float64Array(scalarCount)
  let [tasks, censored, wait] = [0, 0, 0]
  for (let task = 0; task < jobs.taskCount; task++) {
    const stage = jobs.taskStage[task]
    const job = jobs.stageJob[stage]
    if (jobs.frameworks[jobs.jobFramework[job]].role !== role || isTrue?.[task] === 0) continue
    const isFirst = stage === jobs.jobFirstStage[job]
    const since = jobs.jobArrival[job] - (isFirst ? late : 0)
    const state = states.state[task]
    const isReady = state !== notReady && state !== unplaceable
    // A later stage of a job that has arrived waits for the one before it, and not for room.
    if (since >= end || (!isReady && !isFirst)) continue
    tasks++
    if (states.firstStart[task] === notYet) censored++
    wait += isReady ? taskWait(states, task, end) + (isFirst ? late : 0) : end - since
    for (let k = 0; k < scalarCount; k++) demand[k] += jobs.shapes[jobs.taskShape[task] * scalarCount + k]
  }
  return { tasks, censored, wait, demand }
}
