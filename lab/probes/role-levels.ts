/**
 * What each role holds and wants, kept up fact by fact, for probes that integrate it. Held is what its running tasks
 * requested; wanted is that and the requests of its waiting tasks. Facts of one instant are one change: a reader hears
 * of every stretch of time over which nothing changed, once. With more than 16 roles entitlements are reckoned anew at
 * most twice in a second of simulated time, and hold in between.
 */
import {
  type ClusterView,
  type Micros,
  microsPerSecond,
  outcomeLost,
  type Recorder,
  type RoleId,
  type RoleSettings,
  scalarCount,
  type TaskId,
  waiting,
} from "../../sim/index.ts"
import { fillBounded } from "./bounded-filling.ts"
import { boundsOf } from "./role-bounds.ts"
import { WaterFilling } from "./water-filling.ts"

export interface LevelReader {
  /** Before anything happens. The levels are the same object for the whole run. */
  begin(levels: RoleLevels, view: ClusterView): void
  /** `levels` are what they were from `from` to `to`, µs, which is later. */
  held(from: Micros, to: Micros): void
}

export interface RoleLevels {
  /** By role and scalar, thousandths: of running tasks, of these and waiting ones, and of open offers. */
  readonly held: Float64Array
  readonly wanted: Float64Array
  readonly offered: Float64Array
  /** What is reserved to the role, and what its running tasks took out of reservations. */
  readonly reserved: Float64Array
  readonly heldReserved: Float64Array
  /** By role: tasks. */
  readonly running: Float64Array
  readonly waiting: Float64Array
  /**
   * By role: the part that its tasks hold of the resource of which they hold most, 0 to 1, and the part they would hold
   * by water-filling. Not divided by weight.
   */
  readonly share: Float64Array
  readonly entitlement: Float64Array
  /** By scalar, thousandths, of agents that are up. */
  readonly capacity: Float64Array
}

export interface RoleLevelsSetting {
  /** What is set for roles: quota and reservations bound what a role is entitled to. */
  readonly roles?: RoleSettings | undefined
  /** Hear of every offer, or else `offered` stays 0. Mesos' frameworks answer at once, so it is 0 over all time. */
  readonly watchOffers?: boolean
}

export interface RoleLevelsTracker {
  readonly recorder: Recorder
  /** Nothing more happens before `now`. */
  advance(now: Micros): void
}

const fewRoles = 16
const keptFor: Micros = microsPerSecond

export function trackRoleLevels(
  readers: readonly LevelReader[],
  { watchOffers = false, roles: settings = {} }: RoleLevelsSetting = {},
): RoleLevelsTracker {
  let view: ClusterView
  let levels: RoleLevels
  let fill: () => void
  let roleOfFramework: Int32Array
  let since: Micros = 0
  let filledAt: Micros = -keptFor
  let isStale = true

  const advance = (now: Micros) => {
    if (now <= since) return
    const isFresh = levels.share.length > fewRoles && now - filledAt <= keptFor
    if (isStale && !isFresh) {
      fill()
      filledAt = since
      isStale = false
    }
    for (const reader of readers) reader.held(since, now)
    since = now
  }
  const roleOf = (task: TaskId) => roleOfFramework[view.frameworkOf(task)]
  const add = (amounts: Float64Array, role: RoleId, task: TaskId, sign: number) => {
    const { shapes, taskShape } = view.jobs
    const shape = taskShape[task] * scalarCount
    for (let k = 0; k < scalarCount; k++) amounts[role * scalarCount + k] += sign * shapes[shape + k]
  }
  const hold = (role: RoleId, task: TaskId, sign: number) => {
    add(levels.held, role, task, sign)
    for (const part of view.reservations?.inTask(task) ?? [])
      for (let k = 0; k < scalarCount; k++)
        levels.heldReserved[role * scalarCount + k] += sign * part.amounts[k]
  }
  const readShare = (role: RoleId) => {
    let share = 0
    for (let k = 0; k < scalarCount; k++) {
      const held = levels.held[role * scalarCount + k]
      if (held > 0) share = Math.max(share, held / levels.capacity[k])
    }
    levels.share[role] = share
  }
  const readCapacity = () => {
    for (let k = 0; k < scalarCount; k++) levels.capacity[k] = view.totalCapacity(k)
    for (let role = 0; role < levels.share.length; role++) {
      for (let k = 0; k < scalarCount; k++) levels.reserved[role * scalarCount + k] = view.reservedTo(role, k)
      readShare(role)
    }
    isStale = true
  }
  const readOffered = (role: RoleId) => {
    for (let k = 0; k < scalarCount; k++) {
      const at = role * scalarCount + k
      levels.offered[at] = view.heldByRole(role, k) - levels.held[at]
    }
  }
  const offerMoved = (now: Micros, _offer: number, framework: number) => {
    advance(now)
    readOffered(roleOfFramework[framework])
  }
  return {
    advance,
    recorder: {
      begin(atStart) {
        view = atStart
        const { roles, frameworks } = view.jobs
        roleOfFramework = Int32Array.from(frameworks, ({ role }) => role)
        levels = emptyLevels(roles.length)
        fill = fillerOf(view, settings, levels)
        readCapacity()
        for (const reader of readers) reader.begin(levels, view)
      },
      stageReady(now, stage) {
        advance(now)
        const { stageFirstTask } = view.jobs
        for (let task = stageFirstTask[stage]; task < stageFirstTask[stage + 1]; task++) {
          if (view.tasks.state[task] !== waiting) continue
          const role = roleOf(task)
          levels.waiting[role]++
          add(levels.wanted, role, task, +1)
          isStale = true
        }
      },
      taskStarted(now, task) {
        advance(now)
        const role = roleOf(task)
        levels.waiting[role]--
        levels.running[role]++
        hold(role, task, +1)
        readShare(role)
        if (watchOffers) readOffered(role)
      },
      taskEnded(now, task, _agent, outcome) {
        advance(now)
        const role = roleOf(task)
        levels.running[role]--
        hold(role, task, -1)
        readShare(role)
        if (watchOffers) readOffered(role)
        if (outcome === outcomeLost) levels.waiting[role]++
        else {
          add(levels.wanted, role, task, -1)
          isStale = true
        }
      },
      agentChanged(now) {
        advance(now)
        readCapacity()
      },
      ...(watchOffers ? { offerMade: offerMoved, offerAnswered: offerMoved } : {}),
    },
  }
}

/** Reckons entitlements anew. */
function fillerOf(view: ClusterView, settings: RoleSettings, levels: RoleLevels): () => void {
  const { wanted, capacity, entitlement } = levels
  const weights = view.jobs.roles.map(({ weight }) => weight)
  const bounds = boundsOf(view, settings, levels.reserved)
  if (bounds === undefined) {
    const filling = new WaterFilling(weights)
    return () => filling.fill(wanted, capacity, entitlement)
  }
  return () => fillBounded(weights, wanted, capacity, bounds(), entitlement)
}

function emptyLevels(roles: number): RoleLevels {
  const amounts = () => new Float64Array(roles * scalarCount)
  const numbers = () => new Float64Array(roles)
  return {
    held: amounts(),
    wanted: amounts(),
    offered: amounts(),
    reserved: amounts(),
    heldReserved: amounts(),
    running: numbers(),
    waiting: numbers(),
    share: numbers(),
    entitlement: numbers(),
    capacity: new Float64Array(scalarCount),
  }
}
