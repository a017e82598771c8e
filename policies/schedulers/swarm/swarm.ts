/**
 * Docker Swarm: tasks that wait are looked through together a moment after something has changed, oldest first; one that
 * fits nowhere is passed over. Where a task goes is one of four strategies (strategies.ts). Classic Swarm has no queue of
 * its own, its clients ask again; here they do so whenever something changes. A gang starts task by task: Swarm knows
 * none. Left out: priorities, health checks, image and volume placement. Source: moby/swarmkit, manager/scheduler;
 * docker-archive/classicswarm, scheduler.
 */
import {
  type AgentId,
  type ControlPlane,
  type ControlPlaneFactory,
  type Micros,
  outcomeFinished,
  outcomeLost,
  PlacementBoard,
  type StageId,
  type TaskId,
  type TaskOutcome,
  type World,
} from "../../../sim/index.ts"
import { PendingByKind } from "./pending-by-kind.ts"
import type { Strategy, StrategyFactory } from "./strategies.ts"

export interface SwarmSetting {
  readonly name: string
  readonly strategy: StrategyFactory
  /** µs from the first change to the look through the queue, if nothing else changes; and at most, however much does. */
  readonly debounce: Micros
  readonly longestDebounce: Micros
}

/** Source: moby/swarmkit, manager/scheduler, commitDebounceGap and maxLatency. */
export const swarmDebounce = { debounce: 50_000, longestDebounce: 1_000_000 }

export function swarm(setting: SwarmSetting): ControlPlaneFactory {
  return (world) => new Swarm(world, setting)
}

class Swarm implements ControlPlane {
  readonly name: string
  readonly #world: World
  readonly #setting: SwarmSetting
  readonly #board: PlacementBoard
  readonly #strategy: Strategy
  readonly #pending: PendingByKind
  readonly #lookKind: number
  #look: { readonly first: Micros; readonly event: number } | undefined

  constructor(world: World, setting: SwarmSetting) {
    this.name = setting.name
    this.#world = world
    this.#setting = setting
    this.#board = new PlacementBoard(world.view)
    this.#strategy = setting.strategy({ board: this.#board, random: world.random, clock: world })
    this.#pending = new PendingByKind((task) => this.#board.demandOf(task), world.jobs)
    this.#lookKind = world.declare("swarm looks through its tasks", () => this.#lookThrough())
  }

  stageReady(stage: StageId): void {
    const { jobs, view } = this.#world
    for (let task = jobs.stageFirstTask[stage]; task < jobs.stageFirstTask[stage + 1]; task++)
      if (view.isWaiting(task)) this.#pending.add(task)
    this.#lookSoon()
  }

  taskEnded(task: TaskId, outcome: TaskOutcome): void {
    const agent = this.#world.view.tasks.agent[task]
    this.#board.ended(task, agent)
    if (outcome !== outcomeFinished) this.#strategy.failed?.(task, agent)
    if (outcome === outcomeLost) this.#pending.add(task)
    this.#lookSoon()
  }

  agentChanged(agent: AgentId): void {
    this.#board.agentChanged(agent)
    this.#lookSoon()
  }

  /** After the debounce, which every change begins anew until the longest is over. */
  #lookSoon(): void {
    if (this.#pending.count === 0) return
    const { now } = this.#world
    const { debounce, longestDebounce } = this.#setting
    const first = this.#look?.first ?? now
    if (this.#look !== undefined) this.#world.cancel(this.#look.event)
    const time = Math.min(now + debounce, first + longestDebounce)
    this.#look = { first, event: this.#world.at(time, this.#lookKind, 0, 0) }
  }

  #lookThrough(): void {
    this.#look = undefined
    this.#pending.lookThrough((task) => {
      const agent = this.#strategy.choose(task)
      if (agent < 0) return false
      const devices = this.#strategy.devices(task, agent)
      this.#world.launch(task, agent)
      this.#board.started(task, agent, devices)
      return true
    })
  }
}
