/**
 * Preemption: a pod that fits nowhere may drive out pods of lower priority. On each candidate node all of them are taken
 * away in thought and, the most important first, let back as long as the pod still fits; those that are not are its
 * victims there. The node is chosen by: fewest disruptions that a budget forbids, lowest priority of the most important
 * victim, smallest sum of priorities, fewest victims, latest start of the most important ones, and then the order.
 * Source: kubernetes/kubernetes, pkg/scheduler/framework/preemption.
 */
import {
  type AgentId,
  assert,
  type Demand,
  type JobId,
  type Micros,
  type PlacementBoard,
  type RandomStream,
  scalarCount,
} from "../../../sim/index.ts"

export interface RunningPod {
  readonly task: number
  readonly priority: number
  readonly started: Micros
  readonly demand: Demand
}

export interface PreemptionSetting {
  readonly board: PlacementBoard
  /** Whether such a pod may be put on the node at all, whoever leaves. */
  readonly admits: (demand: Demand, agent: AgentId) => boolean
  readonly mostPods: number
  readonly offsets: RandomStream
  /** The pods that run on the node. */
  readonly podsOn: (agent: AgentId) => readonly RunningPod[]
  /** Whether a budget of its job forbids to disrupt one more of it, beside `others` of the same job. */
  readonly isProtected: (pod: RunningPod, others: readonly RunningPod[]) => boolean
  /** Whether something else than amounts keeps the pod from that node; what is claimed there counts as used. */
  readonly claimed: (
    agent: AgentId,
    priority: number,
  ) => { readonly amounts: Float64Array; readonly devices: number; readonly pods: number }
}

/** The pod that others shall leave for. */
export interface Preemptor {
  readonly demand: Demand
  readonly priority: number
  readonly job: JobId
}

export interface Preemption {
  readonly agent: AgentId
  readonly victims: readonly RunningPod[]
}

interface Candidate extends Preemption {
  readonly violations: number
}

const fewestCandidates = 100
const candidatePercent = 10
/** Priorities are made positive for the sum, as they are there. */
const priorityOffset = 2 ** 31

/** Whom the pod drives out, and where; undefined if that would not help either. */
export function preempt(setting: PreemptionSetting, preemptor: Preemptor): Preemption | undefined {
  const { count } = setting.board.view.agents
  const enough = Math.min(count, Math.max(Math.floor((count * candidatePercent) / 100), fewestCandidates))
  const offset = setting.offsets.integer(count)
  const candidates: Candidate[] = []
  for (let i = 0; i < count && candidates.length < enough; i++) {
    const found = victimsOn(setting, preemptor, (offset + i) % count)
    if (found !== undefined) candidates.push(found)
  }
  return candidates.reduce<Candidate | undefined>(
    (best, one) => (best === undefined || compare(one, best) < 0 ? one : best),
    undefined,
  )
}

function victimsOn(setting: PreemptionSetting, preemptor: Preemptor, agent: AgentId): Candidate | undefined {
  const { board, admits, isProtected } = setting
  const { demand, priority, job } = preemptor
  if (!board.view.isUp(agent) || !board.allows(demand, agent) || !admits(demand, agent)) return undefined
  // Those of its own job are as important as it is, and stay.
  if (board.tasksOfJob(job, agent) >= board.mostOfJob(demand)) return undefined
  const lower = setting.podsOn(agent).filter((pod) => pod.priority < priority)
  if (lower.length === 0) return undefined
  const room = new Room(setting, agent, preemptor)
  for (const pod of lower) room.without(pod)
  if (!room.fits()) return undefined
  const inOrder = lower.toSorted(
    (a, b) => b.priority - a.priority || a.started - b.started || a.task - b.task,
  )
  const protectedPods: RunningPod[] = []
  const others: RunningPod[] = []
  for (const pod of inOrder) (isProtected(pod, others) ? protectedPods : others).push(pod)
  const victims: RunningPod[] = []
  const reprieve = (pod: RunningPod) => {
    room.with(pod)
    if (room.fits()) return true
    room.without(pod)
    victims.push(pod)
    return false
  }
  const violations = protectedPods.filter((pod) => !reprieve(pod)).length
  for (const pod of others) reprieve(pod)
  assert(victims.length > 0, `a pod that fits on node ${agent} would drive out others`)
  return {
    agent,
    victims: victims.toSorted((a, b) => b.priority - a.priority || a.started - b.started),
    violations,
  }
}

/** Negative where `a` is the better choice. */
function compare(a: Candidate, b: Candidate): number {
  return (
    a.violations - b.violations ||
    a.victims[0].priority - b.victims[0].priority ||
    sumOfPriorities(a) - sumOfPriorities(b) ||
    a.victims.length - b.victims.length ||
    startOfMostImportant(b) - startOfMostImportant(a)
  )
}

const sumOfPriorities = ({ victims }: Candidate) =>
  victims.reduce((sum, pod) => sum + pod.priority + priorityOffset, 0)

/** The earliest start of the victims with the highest priority. */
function startOfMostImportant({ victims }: Candidate): Micros {
  return Math.min(...victims.filter((pod) => pod.priority === victims[0].priority).map((pod) => pod.started))
}

/** What would be left on a node without some of its pods. */
class Room {
  readonly #board: PlacementBoard
  readonly #agent: AgentId
  readonly #free = new Float64Array(scalarCount)
  readonly #freeDevices: Int32Array
  readonly #claimedDevices: number
  readonly #demand: Demand
  readonly #mostPods: number
  #pods: number

  constructor(
    { board, mostPods, claimed }: PreemptionSetting,
    agent: AgentId,
    { demand, priority }: Preemptor,
  ) {
    const { amounts, devices, pods } = claimed(agent, priority)
    for (let kind = 0; kind < scalarCount; kind++) this.#free[kind] = board.free(agent, kind) - amounts[kind]
    this.#board = board
    this.#agent = agent
    this.#freeDevices = board.devices.freeOn(agent)
    this.#claimedDevices = devices
    this.#pods = board.tasksOn(agent) + pods
    this.#demand = demand
    this.#mostPods = mostPods
  }

  fits(): boolean {
    const { amounts, devices, each } = this.#demand
    for (let kind = 0; kind < scalarCount; kind++)
      if (amounts[kind] > 0 && amounts[kind] > this.#free[kind]) return false
    if (this.#pods >= this.#mostPods) return false
    if (devices === 0) return true
    return this.#freeDevices.filter((free) => free >= each).length >= devices + this.#claimedDevices
  }

  without(pod: RunningPod): void {
    this.#move(pod, +1)
  }

  with(pod: RunningPod): void {
    this.#move(pod, -1)
  }

  #move({ task, demand }: RunningPod, sign: 1 | -1): void {
    for (let kind = 0; kind < scalarCount; kind++) this.#free[kind] += sign * demand.amounts[kind]
    for (const { place, each } of this.#board.devices.heldBy(task, this.#agent))
      this.#freeDevices[place] += sign * each
    this.#pods -= sign
  }
}
