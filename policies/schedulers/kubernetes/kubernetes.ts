/**
 * Kubernetes: one pod at a time, the highest priority first. A task is a pod of a Job (a task without an end: of a
 * Deployment), an agent a node; attributes are labels, constraints node affinity and anti-affinity. A gang is
 * coscheduled: all its pods or none. Pods that are lost or driven out are made again at once and go to the queue.
 * Left out: images, volumes, graceful termination (victims leave at once), the time a decision takes.
 * Source: spec/policies-and-frameworks.md §4.2; kubernetes/kubernetes, pkg/scheduler.
 */
import {
  agentJoins,
  type AgentId,
  agentLost,
  assert,
  type ControlPlane,
  type ControlPlaneFactory,
  type Demand,
  type EventHandle,
  type Micros,
  microsPerSecond,
  never,
  outcomeLost,
  PlacementBoard,
  type PlacementFactory,
  type PlacementPolicy,
  type StageId,
  type TaskId,
  type TaskOutcome,
  type World,
} from "../../../sim/index.ts"
import { leastAllocatedScore } from "../../placement/allocated.ts"
import { smallestThatFits } from "../../placement/devices.ts"
import { Spread } from "../../placement/topology-spread.ts"
import { Admission, type AdmissionKind } from "./admission.ts"
import { Autoscaler, type AutoscalerSetting } from "./autoscaler/index.ts"
import { BindRate } from "./bind-rate.ts"
import { Claims } from "./claims.ts"
import { JobRetries } from "./job-retries.ts"
import { NodeSearch, type Wanted } from "./node-search.ts"
import { Pods } from "./pods.ts"
import { preempt, type PreemptionSetting, type RunningPod } from "./preemption.ts"
import { type Entry, SchedulingQueue } from "./scheduling-queue.ts"
import { type FitStrategy, resourceScore } from "./scores.ts"
import { spreadScores } from "./spread.ts"
import { type Taint, Taints } from "./taints.ts"

export interface KubernetesSetting {
  /** NodeResourcesFit's scoring strategy. */
  readonly strategy: FitStrategy
  /** Chooses among the feasible nodes in place of the scores. */
  readonly placement?: PlacementFactory | undefined
  /** Bindings a second (Infinity: no limit), and how many at once. */
  readonly qps: number
  readonly burst: number
  /** The most pods on a node. */
  readonly mostPods: number
  /** percentageOfNodesToScore, 0 to 100; 0 leaves it to the size of the cluster. */
  readonly percent: number
  readonly preempts: boolean
  /** The share of a job's pods that its budget lets preemption take away, 0 to 1; 1 is no budget. */
  readonly disruption: number
  /** On nodes that are meant for some pods; absent: on none. */
  readonly taint?: Taint | undefined
  /** How the quota of roles is kept: by ResourceQuota, pod by pod, or by Kueue, job by job. */
  readonly admission: AdmissionKind
  /** How often a pod that fails is made again. */
  readonly backoffLimit: number
  /** Turns nodes on and off as pods need them; absent: the nodes are those of the trace. */
  readonly autoscaler?: AutoscalerSetting | undefined
}

/** Kubernetes' own defaults. */
export const kubernetesDefaults: KubernetesSetting = {
  strategy: leastAllocatedScore,
  qps: 50,
  burst: 100,
  mostPods: 110,
  percent: 0,
  preempts: true,
  disruption: 1,
  admission: "quota",
  backoffLimit: 0,
}

export function kubernetesWith(setting: Partial<KubernetesSetting>): ControlPlaneFactory {
  return (world) => new Kubernetes(world, { ...kubernetesDefaults, ...setting })
}

const flushInterval: Micros = 30 * microsPerSecond

interface Nomination {
  readonly agent: AgentId
  readonly demand: Demand
}

interface Timer {
  readonly time: Micros
  readonly event: EventHandle
}

class Kubernetes implements ControlPlane {
  readonly name = "kubernetes"
  readonly #world: World
  readonly #setting: KubernetesSetting
  readonly #board: PlacementBoard
  readonly #queue = new SchedulingQueue()
  readonly #claims = new Claims()
  readonly #pods: Pods
  readonly #search: NodeSearch
  readonly #spread: Spread
  readonly #placement: PlacementPolicy | undefined
  readonly #preemption: PreemptionSetting
  readonly #rate: BindRate
  /** Absent where nothing is limited: then pods go to the queue as they are made. */
  readonly #admission: Admission | undefined
  readonly #retries: JobRetries
  readonly #autoscaler: Autoscaler | undefined
  readonly #cycleKind: number
  readonly #flushKind: number
  readonly #madeKind: number
  /** Where a pod waits for its victims to leave, by the number of its entry. */
  readonly #nominated = new Map<number, Nomination>()
  #nextCycle: Timer | undefined
  #flushIsScheduled = false

  constructor(world: World, setting: KubernetesSetting) {
    const { strategy, placement, qps, burst, mostPods, percent, disruption, taint } = setting
    const { random, view } = world
    const board = new PlacementBoard(view)
    const taints = new Taints(board, taint, world.presence)
    const resources = resourceScore(strategy)
    const admits = (demand: Demand, agent: AgentId) => taints.admits(demand, agent)
    this.#world = world
    this.#setting = setting
    this.#board = board
    this.#pods = new Pods(board)
    this.#spread = new Spread(board)
    this.#placement = placement?.({ board, random })
    this.#rate = new BindRate(qps, burst)
    this.#retries = new JobRetries(setting.backoffLimit)
    const isLimited = Object.values(world.roles).some(({ limit }) => limit !== undefined)
    if (isLimited || setting.admission === "kueue")
      this.#admission = new Admission(world, setting.admission, (pod) => this.#pods.priorityOf(pod))
    this.#search = new NodeSearch({
      board,
      claims: this.#claims,
      admits,
      score: (_, demand, agent) => resources(board, demand, agent) + taints.score(demand, agent),
      ties: random.stream("kubernetes/ties"),
      mostPods,
      percent,
    })
    this.#preemption = {
      board,
      admits,
      mostPods,
      offsets: random.stream("kubernetes/preemption"),
      podsOn: (agent) => this.#pods.on(agent),
      isProtected: ({ task }, others) =>
        disruption < 1 && this.#pods.isShort(task, 1 + this.#ofJobAmong(task, others), disruption),
      claimed: (agent, priority) => this.#claims.of(agent, priority),
    }
    if (setting.autoscaler !== undefined)
      this.#autoscaler = new Autoscaler(
        {
          ...this.#preemption,
          world,
          claims: this.#claims,
          unschedulable: () => this.#unschedulable(),
        },
        setting.autoscaler,
      )
    this.#cycleKind = world.declare("kube-scheduler looks at its queue", () => this.#schedule())
    this.#flushKind = world.declare("kube-scheduler flushes unschedulable pods", () => this.#flush())
    this.#madeKind = world.declare("a Job's pod is made again", (pod) => this.#makeAgain(pod))
  }

  begin(): void {
    this.#autoscaler?.changed()
  }

  stageReady(stage: StageId): void {
    const { jobs, view } = this.#world
    const pods: TaskId[] = []
    for (let task = jobs.stageFirstTask[stage]; task < jobs.stageFirstTask[stage + 1]; task++)
      if (view.isWaiting(task)) pods.push(task)
    if (pods.length === 0) return
    this.#make(this.#admission?.wants(pods, jobs.stageGang[stage] === 1) ?? [pods])
  }

  /** Pods go to the queue: those of a gang as one, others one by one. */
  #make(groups: readonly (readonly TaskId[])[]): void {
    const { jobs, now } = this.#world
    for (const pods of groups) {
      const priority = this.#pods.priorityOf(pods[0])
      if (jobs.stageGang[jobs.taskStage[pods[0]]] === 1) this.#queue.add(pods, priority, now)
      else for (const pod of pods) this.#queue.add([pod], this.#pods.priorityOf(pod), now)
    }
    if (groups.length > 0) this.#wake()
  }

  retries(task: TaskId): boolean {
    return this.#retries.failed(task)
  }

  taskEnded(task: TaskId, outcome: TaskOutcome): void {
    const agent = this.#world.view.tasks.agent[task]
    this.#board.ended(task, agent)
    this.#pods.ended(task, agent)
    if (outcome === outcomeLost) {
      const backoff = this.#retries.backoff(task)
      if (backoff === 0) this.#queue.add([task], this.#pods.priorityOf(task), this.#world.now)
      else this.#world.at(this.#world.now + backoff, this.#madeKind, task, 0)
    } else if (this.#admission !== undefined) this.#make(this.#admission.ended(task))
    this.#grew(agent)
  }

  #makeAgain(pod: TaskId): void {
    this.#queue.add([pod], this.#pods.priorityOf(pod), this.#world.now)
    this.#wake()
  }

  agentChanged(agent: AgentId, change: number): void {
    this.#board.agentChanged(agent)
    if (change === agentJoins) this.#search.nodesCameUp(+1)
    if (change === agentLost) this.#search.nodesCameUp(-1)
    if (this.#admission !== undefined) this.#make(this.#admission.admitted())
    this.#grew(agent)
  }

  /** Something happened there that may help a pod that fitted nowhere. */
  #grew(agent: AgentId): void {
    this.#autoscaler?.changed()
    this.#search.grew(agent)
    this.#queue.moveAll()
    this.#wake()
  }

  #wake(): void {
    const { now } = this.#world
    const next = this.#queue.nextTry(now)
    if (next === Infinity) return
    const time = Math.max(next, this.#rate.nextAt(now))
    if (this.#nextCycle !== undefined) {
      if (this.#nextCycle.time <= time) return
      this.#world.cancel(this.#nextCycle.event)
    }
    this.#nextCycle = { time, event: this.#world.at(time, this.#cycleKind, 0, 0) }
  }

  #schedule(): void {
    const { now } = this.#world
    this.#nextCycle = undefined
    while (this.#rate.nextAt(now) <= now) {
      const entry = this.#queue.pop(now)
      if (entry === undefined) break
      if (!this.#bind(entry)) this.#failed(entry)
    }
    this.#wake()
    if (this.#queue.unschedulableCount > 0 && !this.#flushIsScheduled) {
      this.#flushIsScheduled = true
      this.#world.at(now + flushInterval, this.#flushKind, 0, 0)
    }
  }

  #flush(): void {
    this.#flushIsScheduled = false
    this.#queue.moveOld(this.#world.now)
    this.#schedule()
  }

  /** Starts all pods of the entry, if there is a node for each. */
  #bind(entry: Entry): boolean {
    const nominated = this.#endNomination(entry)
    const places: AgentId[] = []
    for (const pod of entry.pods) {
      const agent = this.#nodeFor(pod, entry, nominated)
      if (agent < 0) break
      places.push(agent)
      if (entry.pods.length > 1) this.#claims.add(agent, this.#board.demandOf(pod), Infinity)
    }
    if (entry.pods.length > 1)
      for (const [i, agent] of places.entries())
        this.#claims.remove(agent, this.#board.demandOf(entry.pods[i]), Infinity)
    if (places.length < entry.pods.length) return false
    this.#rate.take(places.length, this.#world.now)
    for (const [i, agent] of places.entries()) this.#start(entry.pods[i], agent)
    return true
  }

  #start(pod: TaskId, agent: AgentId): void {
    const demand = this.#board.demandOf(pod)
    assert(
      this.#board.canHold(demand, agent),
      `node ${agent} has not the room that pod ${pod} was given there`,
    )
    const devices = this.#placement?.devices(pod, agent) ?? smallestThatFits(this.#board, demand, agent)
    this.#world.launch(pod, agent)
    this.#board.started(pod, agent, devices)
    this.#pods.started(pod, agent)
    this.#autoscaler?.changed()
  }

  /** The nominated node if the pod fits there by now, else any. */
  #nodeFor(pod: TaskId, { priority }: Entry, nominated: AgentId | undefined): AgentId {
    const wanted = this.#wanted(pod, priority)
    if (nominated !== undefined && this.#search.fits(nominated, wanted)) return nominated
    return this.#search.find(wanted)
  }

  #endNomination({ number, priority }: Entry): AgentId | undefined {
    const nomination = this.#nominated.get(number)
    if (nomination === undefined) return undefined
    this.#nominated.delete(number)
    this.#claims.remove(nomination.agent, nomination.demand, priority)
    return nomination.agent
  }

  #wanted(pod: TaskId, priority: number): Wanted {
    const placement = this.#placement
    const job = this.#pods.jobOf(pod)
    const wanted = { demand: this.#board.demandOf(pod), priority, job }
    if (placement !== undefined) return { ...wanted, choose: (feasible) => placement.choose(pod, feasible) }
    return this.#world.jobs.taskDuration[pod] === never
      ? { ...wanted, among: (feasible) => spreadScores(this.#spread, this.#board, job, feasible) }
      : wanted
  }

  #failed(entry: Entry): void {
    this.#autoscaler?.changed()
    this.#queue.failed(entry, this.#world.now)
    if (!this.#setting.preempts || entry.pods.length > 1 || !this.#pods.anyBelow(entry.priority)) return
    const { priority } = entry
    const demand = this.#board.demandOf(entry.pods[0])
    const found = preempt(this.#preemption, { demand, priority, job: this.#pods.jobOf(entry.pods[0]) })
    if (found === undefined) return
    this.#nominated.set(entry.number, { agent: found.agent, demand })
    this.#claims.add(found.agent, demand, priority)
    for (const { task } of found.victims) this.#world.preempt(task)
  }

  /** Pods that fit nowhere, but for those that wait for their victims to leave. */
  *#unschedulable(): Iterable<TaskId> {
    for (const { pods, number } of this.#queue.failures()) if (!this.#nominated.has(number)) yield* pods
  }

  #ofJobAmong(task: TaskId, pods: readonly RunningPod[]): number {
    const job = this.#pods.jobOf(task)
    return pods.filter((pod) => this.#pods.jobOf(pod.task) === job).length
  }
}
