/**
 * The cluster as a placement policy sees it: what is free where, device by device, who runs there, and where a task may
 * run at all. Amounts are the ledger's own; whoever places tells the board what starts and ends.
 */
import { accountWidth, free } from "../cluster/accounts.ts"
import { agentLost, type AgentTable } from "../cluster/agents.ts"
import { deviceDemand, Devices } from "../cluster/devices.ts"
import type { Constraint } from "../cluster/jobs.ts"
import { gpus, scalarCount } from "../cluster/resources.ts"
import type { AgentId, JobId, TaskId, Thousandths } from "../kernel/units.ts"
import type { ClusterView } from "./view.ts"

/** What a task asks. Tasks of one type ask the same. */
export interface Demand {
  /** 0, 1, 2, …: what depends on the type and an agent's state alone may be kept. */
  readonly type: number
  /** Row of `jobs.shapes`. */
  readonly shape: number
  /** That row: cpus, mem, disk, gpus, in thousandths. */
  readonly amounts: Float64Array
  /** How many GPU devices, and thousandths of every one; less than 1,000 only of a single device. */
  readonly devices: number
  readonly each: Thousandths
  /** Row of `jobs.constraints`. */
  readonly constraints: number
  /** How many tasks of the workload ask this. */
  readonly tasks: number
}

/** Classes of tasks by what they ask of GPUs: nothing, a part of one device, and from here on one, two, … devices. */
export const classWithoutGpu = 0
export const classOfShares = 1
export const classOfOneDevice = 2

/** How many of the last changes the board knows by agent. */
export const changesKept = 1 << 16

export class PlacementBoard {
  readonly view: ClusterView
  readonly devices: Devices
  /** By type. */
  readonly demands: readonly Demand[]
  /** Grows whenever what is free on the agent, or who runs there, changes. From 1. */
  readonly version: Int32Array
  /** The agents that changed last, in a ring; `changeCount` have been written so far. */
  readonly changed = new Int32Array(changesKept)
  changeCount = 0
  /** The largest amount of each scalar that any agent ever has. */
  readonly largest: Float64Array
  readonly classCount: number
  readonly #typeOf: Int32Array
  /** By row of `jobs.constraints`: which agents' attributes meet it; absent where all do. */
  readonly #allowed: readonly (Uint8Array | undefined)[]
  readonly #spread: Float64Array
  readonly #tasksOfClass: Int32Array
  readonly #taskCount: Int32Array
  /** By job: how many of its tasks run on which agents. */
  readonly #tasksOfJob = new Map<JobId, Map<AgentId, number>>()
  /** Amounts and devices of tasks that are placed in thought, a row per agent. */
  readonly #pretended: Float64Array
  #pretends: { readonly task: TaskId; readonly agent: AgentId }[] = []

  constructor(view: ClusterView) {
    const { agents, jobs } = view
    this.view = view
    this.devices = new Devices(agents)
    const { demands, typeOf } = demandsOf(view)
    this.demands = demands
    this.#typeOf = typeOf
    this.version = new Int32Array(agents.count).fill(1)
    this.largest = largestAmounts(agents)
    this.classCount = classOfOneDevice + demands.reduce((most, demand) => Math.max(most, demand.devices), 0)
    this.#allowed = jobs.constraints.map((list) => allowedAgents(list, agents))
    this.#spread = Float64Array.from(jobs.constraints, (list) =>
      list.reduce((least, one) => (one.kind === "spread" ? Math.min(least, one.atMost) : least), Infinity),
    )
    this.#tasksOfClass = new Int32Array(agents.count * this.classCount)
    this.#taskCount = new Int32Array(agents.count)
    this.#pretended = new Float64Array(agents.count * scalarCount)
    for (let agent = 0; agent < agents.count; agent++) this.agentChanged(agent)
  }

  demandOf(task: TaskId): Demand {
    const { taskShape, taskConstraints, constraints } = this.view.jobs
    const row = taskConstraints === undefined ? 0 : taskConstraints[task]
    return this.demands[this.#typeOf[taskShape[task] * constraints.length + row]]
  }

  free(agent: AgentId, kind: number): Thousandths {
    const pretended = this.#pretended[agent * scalarCount + kind]
    const amount = this.view.accounts[agent * accountWidth + free + kind] - pretended
    return amount > 0 ? amount : 0
  }

  /** Whether the agent's attributes are as the demand wants them, whatever is free there. */
  allows(demand: Demand, agent: AgentId): boolean {
    const allowed = this.#allowed[demand.constraints]
    return allowed === undefined || allowed[agent] === 1
  }

  /** Whether a task of that type could start on the agent now, but for how many of its job run there. */
  canHold(demand: Demand, agent: AgentId): boolean {
    if (!this.view.isUp(agent) || !this.allows(demand, agent)) return false
    const row = agent * accountWidth + free
    const thought = agent * scalarCount
    const { accounts } = this.view
    for (let kind = 0; kind < scalarCount; kind++) {
      const wanted = demand.amounts[kind]
      if (wanted > 0 && wanted > accounts[row + kind] - this.#pretended[thought + kind]) return false
    }
    return demand.devices === 0 || this.devices.countWith(agent, demand.each) >= demand.devices
  }

  /** The most tasks of one job that may run on one agent with that demand; Infinity where nothing is said. */
  mostOfJob(demand: Demand): number {
    return this.#spread[demand.constraints]
  }

  tasksOn(agent: AgentId): number {
    return this.#taskCount[agent]
  }

  /** Tasks on the agent of a class: classWithoutGpu, classOfShares, classOfOneDevice and so on. */
  tasksOfClass(agent: AgentId, ofClass: number): number {
    return this.#tasksOfClass[agent * this.classCount + ofClass]
  }

  tasksOfJob(job: JobId, agent: AgentId): number {
    return this.#tasksOfJob.get(job)?.get(agent) ?? 0
  }

  /** The agents on which tasks of the job run, with how many; undefined if none does. */
  agentsOfJob(job: JobId): ReadonlyMap<AgentId, number> | undefined {
    return this.#tasksOfJob.get(job)
  }

  /** Places a task in thought, so that others of its gang see what it would take. */
  pretend(task: TaskId, agent: AgentId, devices: readonly number[]): void {
    this.#pretends.push({ task, agent })
    this.#moveInThought(task, agent, +1)
    this.started(task, agent, devices)
  }

  /** Takes back all that was placed in thought. */
  endPretending(): void {
    for (const { task, agent } of this.#pretends) {
      this.ended(task, agent)
      this.#moveInThought(task, agent, -1)
    }
    this.#pretends = []
  }

  #touch(agent: AgentId): void {
    this.version[agent]++
    this.changed[this.changeCount++ % changesKept] = agent
  }

  #moveInThought(task: TaskId, agent: AgentId, direction: number): void {
    const { amounts } = this.demandOf(task)
    for (let kind = 0; kind < scalarCount; kind++)
      this.#pretended[agent * scalarCount + kind] += direction * amounts[kind]
  }

  /** A task has started there, on these devices (as many as it asks for). */
  started(task: TaskId, agent: AgentId, devices: readonly number[]): void {
    const demand = this.demandOf(task)
    if (demand.devices > 0) this.devices.take(task, agent, devices, demand.each)
    this.#count(task, agent, demand, +1)
  }

  /** It has ended there, or was lost. */
  ended(task: TaskId, agent: AgentId): void {
    this.devices.give(task, agent)
    this.#count(task, agent, this.demandOf(task), -1)
  }

  /** The agent has joined, been lost or been resized. */
  agentChanged(agent: AgentId): void {
    this.devices.resize(agent, this.view.capacity(agent, gpus))
    this.#touch(agent)
  }

  #count(task: TaskId, agent: AgentId, demand: Demand, change: number): void {
    const { jobs } = this.view
    this.#touch(agent)
    this.#taskCount[agent] += change
    this.#tasksOfClass[agent * this.classCount + classOf(demand)] += change
    const job = jobs.stageJob[jobs.taskStage[task]]
    let onAgents = this.#tasksOfJob.get(job)
    if (onAgents === undefined) this.#tasksOfJob.set(job, (onAgents = new Map<AgentId, number>()))
    const count = (onAgents.get(agent) ?? 0) + change
    if (count > 0) onAgents.set(agent, count)
    else if (onAgents.delete(agent) && onAgents.size === 0) this.#tasksOfJob.delete(job)
  }
}

export function classOf({ devices, each }: Demand): number {
  if (devices === 0) return classWithoutGpu
  return each < 1000 ? classOfShares : classOfOneDevice + devices - 1
}

/** The distinct (shape, constraints) of the tasks, in order of first appearance; −1 where no task has the pair. */
function demandsOf({ jobs }: ClusterView): { readonly demands: Demand[]; readonly typeOf: Int32Array } {
  const width = jobs.constraints.length
  const typeOf = new Int32Array((jobs.shapes.length / scalarCount) * width).fill(-1)
  const found: { shape: number; constraints: number; tasks: number }[] = []
  for (let task = 0; task < jobs.taskCount; task++) {
    const shape = jobs.taskShape[task]
    const constraints = jobs.taskConstraints === undefined ? 0 : jobs.taskConstraints[task]
    const pair = shape * width + constraints
    if (typeOf[pair] < 0) typeOf[pair] = found.push({ shape, constraints, tasks: 0 }) - 1
    found[typeOf[pair]].tasks++
  }
  const demands = found.map(({ shape, constraints, tasks }, type): Demand => {
    const amounts = jobs.shapes.subarray(shape * scalarCount, (shape + 1) * scalarCount)
    const { count, each } = deviceDemand(amounts[gpus])
    return { type, shape, amounts, devices: count, each, constraints, tasks }
  })
  return { demands, typeOf }
}

function allowedAgents(list: readonly Constraint[], agents: AgentTable): Uint8Array | undefined {
  const wanted = list.filter((one) => one.kind === "attribute")
  if (wanted.length === 0) return undefined
  const bySet = agents.attributeSets.map((set) => wanted.every((one) => meets(one, set[one.name])))
  return Uint8Array.from({ length: agents.count }, (_, agent) =>
    bySet[agents.attributes === undefined ? 0 : agents.attributes[agent]] ? 1 : 0,
  )
}

/** An attribute that the agent does not have is none of any values, and neither below nor above one. */
function meets(
  { operator, values }: Extract<Constraint, { readonly kind: "attribute" }>,
  value: string | undefined,
): boolean {
  switch (operator) {
    case "in":
      return value !== undefined && values.includes(value)
    case "not-in":
      return value === undefined || !values.includes(value)
    case "below":
      return value !== undefined && Number(value) < Number(values[0])
    case "above":
      return value !== undefined && Number(value) > Number(values[0])
  }
}

function largestAmounts({ count, capacity, changes }: AgentTable): Float64Array {
  const largest = new Float64Array(scalarCount)
  const note = (table: Float64Array, row: number) => {
    for (let kind = 0; kind < scalarCount; kind++)
      largest[kind] = Math.max(largest[kind], table[row * scalarCount + kind])
  }
  for (let agent = 0; agent < count; agent++) note(capacity, agent)
  for (let i = 0; i < changes.count; i++) if (changes.change[i] !== agentLost) note(changes.capacity, i)
  return largest
}
