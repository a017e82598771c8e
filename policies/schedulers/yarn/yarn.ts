/**
 * YARN: each node reports once a second at a moment of its own and is given containers then, by the Capacity or the Fair
 * scheduler (disciplines.ts). A job is an application, a task a container, a role a queue (queues.ts). A container that
 * does not fit the node lets the next one try; nothing is reserved for it. Left out: application masters, limits of
 * users, labels, locality, priorities; a gang starts task by task. Source: apache/hadoop, yarn-server-resourcemanager.
 */
import {
  type AgentId,
  type ControlPlane,
  type ControlPlaneFactory,
  type ClusterView,
  type EventHandle,
  type Micros,
  outcomeLost,
  PlacementBoard,
  scalarCount,
  type StageId,
  type TaskId,
  type TaskOutcome,
  type World,
} from "../../../sim/index.ts"
import { smallestThatFits } from "../../placement/devices.ts"
import { AppRows, type Next } from "./app-rows.ts"
import type { Discipline, Measure } from "./disciplines.ts"
import { type Heartbeat, Heartbeats } from "./heartbeats.ts"
import { openRows, type Watch, type WatchFactory } from "./open-rows.ts"
import { Preemption, type PreemptionSetting } from "./preemption.ts"
import { addUsed, type App, type Queue, QueueTree } from "./queues.ts"

/** Whether a heartbeat that gave `containers`, together `given`, of what was free gives another. */
export type GoesOn = (containers: number, given: Float64Array, free: Float64Array) => boolean

export interface YarnSetting {
  readonly name: string
  readonly measure: (view: ClusterView) => Measure
  readonly order: (measure: Measure) => Discipline
  readonly goesOn: GoesOn
  /** µs between two heartbeats of a node. */
  readonly heartbeat: Micros
  /** Absent: nothing is preempted. */
  readonly preemption: PreemptionSetting | undefined
  /** Which heartbeats are looked at. Default: those that can matter. */
  readonly watch?: WatchFactory
}

export function yarn(setting: YarnSetting): ControlPlaneFactory {
  return (world) => new Yarn(world, setting)
}

class Yarn implements ControlPlane {
  readonly name: string
  readonly #world: World
  readonly #setting: YarnSetting
  readonly #board: PlacementBoard
  readonly #tree: QueueTree
  readonly #discipline: Discipline
  readonly #rows: AppRows
  readonly #open: Watch
  readonly #heartbeats: Heartbeats
  readonly #preemption: Preemption | undefined
  readonly #heartbeatKind: number
  readonly #roundKind: number
  #next: (Heartbeat & { readonly event: EventHandle }) | undefined
  #roundIsScheduled = false

  constructor(world: World, setting: YarnSetting) {
    const { view, jobs, roles, random } = world
    const measure = setting.measure(view)
    const { watch = openRows } = setting
    this.name = setting.name
    this.#world = world
    this.#setting = setting
    this.#board = new PlacementBoard(view)
    this.#tree = new QueueTree(jobs.roles, roles)
    this.#discipline = setting.order(measure)
    this.#rows = new AppRows(this.#board, (app) => this.#discipline.keyOf(app))
    this.#open = watch(view.agents.count, (row, agent) => this.#rows.fits(row, agent))
    const key = random.stream("yarn/heartbeats").integer(2 ** 32)
    this.#heartbeats = new Heartbeats(view.agents.count, setting.heartbeat, key)
    if (setting.preemption !== undefined)
      this.#preemption = new Preemption(setting.preemption, this.#tree, this.#discipline, measure, (task) =>
        this.#board.demandOf(task),
      )
    this.#heartbeatKind = world.declare("a node reports to yarn", (agent) => this.#heartbeat(agent))
    this.#roundKind = world.declare("yarn looks for containers to preempt", () => this.#preempt())
  }

  stageReady(stage: StageId): void {
    const { jobs, view } = this.#world
    for (let task = jobs.stageFirstTask[stage]; task < jobs.stageFirstTask[stage + 1]; task++)
      if (view.isWaiting(task)) this.#add(task)
    this.#wake()
  }

  taskEnded(task: TaskId, outcome: TaskOutcome): void {
    const agent = this.#world.view.tasks.agent[task]
    const app = this.#appOf(task)
    this.#board.ended(task, agent)
    app.running.delete(task)
    addUsed(app, this.#board.demandOf(task).amounts, -1)
    this.#rows.usageChanged(app)
    if (outcome === outcomeLost) this.#add(task)
    else if (app.waiting === 0 && app.running.size === 0) app.leaf.apps.delete(app.job)
    this.#open.grew(agent)
    if (this.#open.queuesShrank() || outcome === outcomeLost) this.#wake()
    else this.#wakeFor(agent)
  }

  agentChanged(agent: AgentId): void {
    this.#board.agentChanged(agent)
    this.#rows.refill()
    this.#open.grew(agent)
    this.#wakeFor(agent)
  }

  #appOf(task: TaskId): App {
    const { jobs, view } = this.#world
    return this.#tree.app(jobs.stageJob[jobs.taskStage[task]], jobs.frameworks[view.frameworkOf(task)].role)
  }

  #add(task: TaskId): void {
    const opened = this.#rows.add(this.#appOf(task), task)
    if (opened !== undefined) this.#open.open(opened)
  }

  /** Waits for the first heartbeat that can matter. */
  #wake(): void {
    const { now } = this.#world
    if (this.#tree.root.waiting === 0) return
    this.#expect(this.#heartbeats.next(now, (agent) => this.#open.matters(agent)))
    this.#roundSoon()
  }

  /** The same, after only that agent has changed. */
  #wakeFor(agent: AgentId): void {
    if (this.#tree.root.waiting === 0) return
    if (this.#open.matters(agent)) this.#expect(this.#heartbeats.nextOf(agent, this.#world.now))
    this.#roundSoon()
  }

  #expect(heartbeat: Heartbeat | undefined): void {
    if (heartbeat === undefined) return
    if (this.#next !== undefined) {
      if (this.#next.time <= heartbeat.time) return
      this.#world.cancel(this.#next.event)
    }
    const event = this.#world.at(heartbeat.time, this.#heartbeatKind, heartbeat.agent, 0)
    this.#next = { ...heartbeat, event }
  }

  #heartbeat(agent: AgentId): void {
    this.#next = undefined
    this.#heartbeats.reports(agent, this.#world.now)
    const free = Float64Array.from({ length: scalarCount }, (_, kind) => this.#board.free(agent, kind))
    const given = new Float64Array(scalarCount)
    for (let containers = 0; this.#setting.goesOn(containers, given, free); containers++) {
      const next = this.#choose(this.#tree.root, agent)
      if (next === undefined) break
      this.#start(next, agent)
      for (let kind = 0; kind < scalarCount; kind++) given[kind] += next.row.demand.amounts[kind]
    }
    this.#wake()
  }

  #choose(queue: Queue, agent: AgentId): Next | undefined {
    if (queue.children.length === 0) return this.#rows.next(queue, agent)
    const children = queue.children.filter(({ waiting }) => waiting > 0)
    for (const child of children.sort((a, b) => this.#discipline.compare(a, b))) {
      const next = this.#choose(child, agent)
      if (next !== undefined) return next
    }
    return undefined
  }

  #start(next: Next, agent: AgentId): void {
    const { app, row, task } = next
    if (this.#rows.take(next)) this.#open.close(row)
    const devices = smallestThatFits(this.#board, row.demand, agent)
    this.#world.launch(task, agent)
    this.#board.started(task, agent, devices)
    app.running.add(task)
    addUsed(app, row.demand.amounts, +1)
    this.#rows.usageChanged(app)
  }

  /** At the next multiple of the interval, as long as anything waits. */
  #roundSoon(): void {
    if (this.#setting.preemption === undefined || this.#roundIsScheduled) return
    const { interval } = this.#setting.preemption
    const { now } = this.#world
    this.#roundIsScheduled = true
    this.#world.at(now - (now % interval) + interval, this.#roundKind, 0, 0)
  }

  /** A round that finds nothing is the last until something changes. */
  #preempt(): void {
    this.#roundIsScheduled = false
    const { now } = this.#world
    const killed = this.#preemption?.round(now) ?? []
    for (const task of killed) this.#world.preempt(task)
    if (this.#preemption?.isUnderWay === true) this.#roundSoon()
  }
}
