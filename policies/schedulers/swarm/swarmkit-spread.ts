/**
 * SwarmKit's spread: the node with fewest tasks of the service (here the job), of equals the one with fewest tasks at all,
 * then the lowest id. A node on which five tasks of the service failed in the last five minutes comes after those with
 * fewer failures. With a preference, first the branch (of equal values of an attribute) with fewest tasks of the service.
 * Source: moby/swarmkit, manager/scheduler/{scheduler,nodeinfo,decision_tree}.go.
 */
import {
  type AgentId,
  type JobId,
  type Micros,
  microsPerSecond,
  type PlacementBoard,
  type TaskId,
} from "../../../sim/index.ts"
import { smallestThatFits } from "../../placement/devices.ts"
import { cannotHold, KeptScores } from "../../placement/kept-scores.ts"
import type { Strategy, StrategyFactory, StrategySetting } from "./strategies.ts"

const monitored: Micros = 300 * microsPerSecond
const manyFailures = 5
const byId = (a: AgentId, b: AgentId) => a - b

/** `over` is the attribute whose values are kept even, such as "zone". */
export function swarmkitSpread(over?: string): StrategyFactory {
  return (setting) => new SwarmkitSpread(setting, over)
}

class SwarmkitSpread implements Strategy {
  readonly #board: PlacementBoard
  readonly #clock: { readonly now: Micros }
  /** Fewer tasks are better. */
  readonly #kept: KeptScores
  /** By agent: which branch it is in; all in one without a preference. */
  readonly #branchOf: Int32Array
  readonly #branchCount: number
  /** By job and agent: when tasks failed there. */
  readonly #failures = new Map<JobId, Map<AgentId, Micros[]>>()

  constructor({ board, clock }: StrategySetting, over: string | undefined) {
    this.#board = board
    this.#clock = clock
    this.#kept = new KeptScores(board, (_, __, agent) => -board.tasksOn(agent))
    const { attributeSets, attributes, count } = board.view.agents
    const values = attributeSets.map((set) => (over === undefined ? undefined : set[over]))
    const branches = [...new Set(values)]
    this.#branchCount = branches.length
    this.#branchOf = Int32Array.from({ length: count }, (_, agent) =>
      branches.indexOf(values[attributes === undefined ? 0 : attributes[agent]]),
    )
  }

  choose(task: TaskId): AgentId {
    const { jobs } = this.#board.view
    const job = jobs.stageJob[jobs.taskStage[task]]
    if (this.#branchCount === 1) return this.#best(task, job, -1)
    for (const branch of this.#branchesByLoad(job)) {
      const agent = this.#best(task, job, branch)
      if (agent >= 0) return agent
    }
    return -1
  }

  devices(task: TaskId, agent: AgentId): readonly number[] {
    return smallestThatFits(this.#board, this.#board.demandOf(task), agent)
  }

  failed(task: TaskId, agent: AgentId): void {
    const { jobs } = this.#board.view
    const job = jobs.stageJob[jobs.taskStage[task]]
    let onAgents = this.#failures.get(job)
    if (onAgents === undefined) this.#failures.set(job, (onAgents = new Map<AgentId, Micros[]>()))
    onAgents.set(agent, [...this.#recent(onAgents.get(agent) ?? []), this.#clock.now])
  }

  /** The best node of the branch (−1: of all) that can take the task. */
  #best(task: TaskId, job: JobId, branch: number): AgentId {
    const board = this.#board
    const demand = board.demandOf(task)
    const kept = this.#kept.of(demand)
    const most = board.mostOfJob(demand)
    const ofJob = board.agentsOfJob(job)
    const failures = this.#failures.get(job)
    // A job that is nowhere yet and has not failed: only the number of tasks decides.
    if (branch < 0 && ofJob === undefined && failures === undefined && most > 0) return kept.best(byId)
    let best: AgentId = -1
    let bestKey = [Infinity, Infinity, Infinity]
    for (let agent = 0; agent < this.#branchOf.length; agent++) {
      if (branch >= 0 && this.#branchOf[agent] !== branch) continue
      const total = board.tasksOn(agent)
      // Where nothing of the job is, and nothing failed, only a smaller total is better.
      if (bestKey[0] === 0 && bestKey[1] === 0 && total >= bestKey[2]) continue
      if (kept.at(agent) === cannotHold) continue
      const here = ofJob?.get(agent) ?? 0
      if (here >= most) continue
      const key = [failures === undefined ? 0 : this.#failureKey(failures.get(agent)), here, total]
      if (isBefore(key, bestKey)) {
        best = agent
        bestKey = key
      }
    }
    return best
  }

  #failureKey(times: readonly Micros[] | undefined): number {
    const count = times === undefined ? 0 : this.#recent(times).length
    return count >= manyFailures ? count : 0
  }

  #recent(times: readonly Micros[]): readonly Micros[] {
    return times.filter((time) => this.#clock.now - time < monitored)
  }

  #branchesByLoad(job: JobId): number[] {
    const load = new Int32Array(this.#branchCount)
    for (const [agent, count] of this.#board.agentsOfJob(job) ?? []) load[this.#branchOf[agent]] += count
    return Array.from(load.keys()).sort((a, b) => load[a] - load[b] || a - b)
  }
}

function isBefore(a: readonly number[], b: readonly number[]): boolean {
  const place = a.findIndex((part, i) => part !== b[i])
  return place >= 0 && a[place] < b[place]
}
