/**
 * One pod's search for a node: walk round from where the last search stopped until enough feasible nodes are found,
 * score those, and take any of the best. What a node is to a kind of pod is kept until the node changes, and a kind that
 * fitted nowhere is looked at again only on nodes that have grown since: neither changes a decision
 * (node-search.test.ts). Source: kubernetes/kubernetes, pkg/scheduler/schedule_one.go.
 */
import {
  type AgentId,
  type Demand,
  GrowingColumn,
  int32Column,
  type PlacementBoard,
  type RandomStream,
  scalarCount,
} from "../../../sim/index.ts"
import type { Claims } from "./claims.ts"
import { feasibleNodesToFind } from "./node-sample.ts"

/** What a pod of that kind is worth on the node, 0 or more; called where it fits. */
export type NodeScore = (board: PlacementBoard, demand: Demand, agent: AgentId) => number

export interface NodeSearchSetting {
  readonly board: PlacementBoard
  readonly claims: Claims
  /** Whether such a pod may be put on the node at all, whatever is free there. Steady while the node does not change. */
  readonly admits: (demand: Demand, agent: AgentId) => boolean
  readonly score: NodeScore
  readonly ties: RandomStream
  /** The most pods on one node. */
  readonly mostPods: number
  /** percentageOfNodesToScore; 0 leaves it to the size of the cluster. */
  readonly percent: number
}

export interface Wanted {
  readonly demand: Demand
  readonly priority: number
  readonly job: number
  /** What the feasible nodes are worth beside `score`, by their place in the list; absent: nothing. */
  readonly among?: (feasible: readonly AgentId[]) => ArrayLike<number>
  /** Chooses among them in place of the scores. */
  readonly choose?: (feasible: readonly AgentId[]) => AgentId
}

/** What is kept of one kind of pod. */
interface Kind {
  /** By agent: the score, −1 where a pod of the kind does not fit, and the version of the agent that this belongs to. */
  readonly scores: Int32Array
  readonly versions: Int32Array
  /** How long the log of grown agents was when no pod of the kind fitted anywhere; −1: some may. */
  fittedNowhereAt: number
}

const doesNotFit = -1
/** Kinds kept at once: the tables are large, and of thousands of kinds most come once. */
const mostKinds = 512

export class NodeSearch {
  readonly #setting: NodeSearchSetting
  readonly #kinds = new Map<number, Kind>()
  readonly #grown = new GrowingColumn(int32Column)
  #start = 0
  #upCount = 0

  constructor(setting: NodeSearchSetting) {
    this.#setting = setting
    const { view } = setting.board
    for (let agent = 0; agent < view.agents.count; agent++) if (view.isUp(agent)) this.#upCount++
  }

  /** More may fit on the agent than before. */
  grew(agent: AgentId): void {
    this.#grown.push(agent)
  }

  nodesCameUp(change: number): void {
    this.#upCount += change
  }

  /** The node for the pod, or −1. */
  find(wanted: Wanted): AgentId {
    const kind = this.#kind(wanted.demand)
    if (this.#stillFitsNowhere(kind, wanted)) return -1
    const feasible = this.#feasible(kind, wanted)
    const holdsForAll = feasible.length === 0 && this.#setting.claims.isEmpty && this.#limitsNoJob(wanted)
    kind.fittedNowhereAt = holdsForAll ? this.#grown.length : -1
    if (feasible.length === 0) return -1
    return wanted.choose?.(feasible) ?? this.#best(kind, feasible, wanted)
  }

  /** Whether one node can take the pod, with what is claimed there. */
  fits(agent: AgentId, wanted: Wanted): boolean {
    return this.#value(this.#kind(wanted.demand), agent, wanted) !== doesNotFit
  }

  #limitsNoJob({ demand }: Wanted): boolean {
    return this.#setting.board.mostOfJob(demand) === Infinity
  }

  #stillFitsNowhere(kind: Kind, wanted: Wanted): boolean {
    if (kind.fittedNowhereAt < 0) return false
    const since = this.#grown.length - kind.fittedNowhereAt
    if (since > this.#upCount) return false
    for (let i = kind.fittedNowhereAt; i < this.#grown.length; i++)
      if (this.#value(kind, this.#grown.at(i), wanted) !== doesNotFit) return false
    // What a claim keeps from a pod today it may have tomorrow: those nodes are looked at again.
    if (this.#setting.claims.isEmpty) kind.fittedNowhereAt = this.#grown.length
    return true
  }

  #feasible(kind: Kind, wanted: Wanted): AgentId[] {
    const { board, percent } = this.#setting
    const { count } = board.view.agents
    const enough = feasibleNodesToFind(this.#upCount, percent)
    const feasible: AgentId[] = []
    let walked = 0
    while (walked < count && feasible.length < enough) {
      const agent = (this.#start + walked) % count
      if (this.#value(kind, agent, wanted) !== doesNotFit) feasible.push(agent)
      walked++
    }
    if (count > 0) this.#start = (this.#start + walked) % count
    return feasible
  }

  #best(kind: Kind, feasible: readonly AgentId[], wanted: Wanted): AgentId {
    const { ties } = this.#setting
    const more = wanted.among?.(feasible)
    let best: AgentId = -1
    let highest = -1
    let equals = 0
    for (let i = 0; i < feasible.length; i++) {
      const score = this.#value(kind, feasible[i], wanted) + (more === undefined ? 0 : more[i])
      if (score < highest) continue
      equals = score > highest ? 1 : equals + 1
      // Of n equals each is taken with probability 1/n.
      if (equals === 1 || ties.integer(equals) === 0) best = feasible[i]
      highest = score
    }
    return best
  }

  /** The score of the node, −1 where the pod does not fit. */
  #value(kind: Kind, agent: AgentId, { demand, priority, job }: Wanted): number {
    const { board, claims, admits, score, mostPods } = this.#setting
    if (kind.versions[agent] !== board.version[agent]) {
      kind.versions[agent] = board.version[agent]
      const fits = board.tasksOn(agent) < mostPods && admits(demand, agent) && board.canHold(demand, agent)
      kind.scores[agent] = fits ? score(board, demand, agent) : doesNotFit
    }
    const value = kind.scores[agent]
    if (value === doesNotFit) return doesNotFit
    if (!claims.isEmpty && claims.has(agent) && !this.#fitsBeside(agent, demand, priority)) return doesNotFit
    const most = board.mostOfJob(demand)
    return most !== Infinity && board.tasksOfJob(job, agent) >= most ? doesNotFit : value
  }

  #fitsBeside(agent: AgentId, demand: Demand, priority: number): boolean {
    const { board, claims, mostPods } = this.#setting
    const { amounts, devices, pods } = claims.of(agent, priority)
    if (board.tasksOn(agent) + pods >= mostPods) return false
    for (let kind = 0; kind < scalarCount; kind++)
      if (demand.amounts[kind] > 0 && demand.amounts[kind] + amounts[kind] > board.free(agent, kind))
        return false
    return demand.devices === 0 || board.devices.countWith(agent, demand.each) >= demand.devices + devices
  }

  #kind({ type }: Demand): Kind {
    const known = this.#kinds.get(type)
    if (known !== undefined) return known
    const { count } = this.#setting.board.view.agents
    const kind = { scores: new Int32Array(count), versions: new Int32Array(count), fittedNowhereAt: -1 }
    for (const oldest of this.#kinds.keys()) {
      if (this.#kinds.size < mostKinds) break
      this.#kinds.delete(oldest)
    }
    this.#kinds.set(type, kind)
    return kind
  }
}
