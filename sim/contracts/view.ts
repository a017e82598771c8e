/**
 * The cluster as policies, frameworks and probes may see it: reading only, always true at the moment of reading.
 * Verbs that look at all agents are bulk verbs here, written on raw columns.
 */
import type { AgentTable } from "../cluster/agents.ts"
import type { JobTable } from "../cluster/jobs.ts"
import type { Ledger } from "../cluster/ledger.ts"
import { type Accounts, accountWidth, capacity, free, offered, used } from "../cluster/accounts.ts"
import type { Reservations } from "../cluster/reservations.ts"
import { type Amounts, scalarCount } from "../cluster/resources.ts"
import { type TaskColumns, waiting } from "../cluster/tasks.ts"
import type { AgentId, FrameworkId, Micros, RoleId, TaskId, Thousandths } from "../kernel/units.ts"

export class ClusterView {
  readonly jobs: JobTable
  readonly agents: AgentTable
  /** Reading only, by agreement and by the ledger's own checks. */
  readonly tasks: TaskColumns
  readonly #ledger: Ledger
  readonly #clock: { readonly now: Micros }

  constructor(agents: AgentTable, tasks: TaskColumns, ledger: Ledger, clock: { readonly now: Micros }) {
    this.jobs = ledger.jobs
    this.agents = agents
    this.tasks = tasks
    this.#ledger = ledger
    this.#clock = clock
  }

  get now(): Micros {
    return this.#clock.now
  }

  /** The rows of all agents (cluster/accounts.ts), for bulk verbs. Reading only. */
  get accounts(): Accounts {
    return this.#ledger.accounts
  }

  isUp(agent: AgentId): boolean {
    return this.#ledger.up[agent] === 1
  }

  /** What nobody holds of scalar `kind` on the agent; 0 where it is overcommitted. */
  free(agent: AgentId, kind: number): Thousandths {
    const amount = this.#ledger.accounts[agent * accountWidth + free + kind]
    return amount > 0 ? amount : 0
  }

  capacity(agent: AgentId, kind: number): Thousandths {
    return this.#ledger.accounts[agent * accountWidth + capacity + kind]
  }

  used(agent: AgentId, kind: number): Thousandths {
    return this.#ledger.accounts[agent * accountWidth + used + kind]
  }

  offered(agent: AgentId, kind: number): Thousandths {
    return this.#ledger.accounts[agent * accountWidth + offered + kind]
  }

  /** Sums over the agents that are up. */
  totalCapacity(kind: number): Thousandths {
    return this.#ledger.totalCapacity[kind]
  }

  totalUsed(kind: number): Thousandths {
    return this.#ledger.totalUsed[kind]
  }

  totalOffered(kind: number): Thousandths {
    return this.#ledger.totalOffered[kind]
  }

  /** What the framework holds of `kind`: offered and used. */
  held(framework: FrameworkId, kind: number): Thousandths {
    return this.#ledger.frameworkHeld[framework * scalarCount + kind]
  }

  /** What the frameworks of the role hold of `kind` together. */
  heldByRole(role: RoleId, kind: number): Thousandths {
    return this.#ledger.roleHeld[role * scalarCount + kind]
  }

  /** What of `kind` is reserved to the role on the agents that are up. */
  reservedTo(role: RoleId, kind: number): Thousandths {
    return this.#ledger.reservations?.total[role * scalarCount + kind] ?? 0
  }

  /** What of `heldByRole` is out of reservations. */
  heldReservedByRole(role: RoleId, kind: number): Thousandths {
    return this.#ledger.reservations?.held[role * scalarCount + kind] ?? 0
  }

  /** What of the agent is reserved; undefined if nothing of any agent is. */
  get reservations(): Reservations | undefined {
    return this.#ledger.reservations
  }

  /**
   * The share of the cluster that the framework holds of the scalar it holds most, 0 to 1. Counts running tasks and
   * outstanding offers, as Mesos does; not divided by weight; 0 in an empty cluster.
   * Source: Ghodsi et al., "Dominant Resource Fairness", NSDI 2011, section 4.1.
   */
  dominantShare(framework: FrameworkId): number {
    return largestShare(this.#ledger.frameworkHeld, framework, this.#ledger.totalCapacity)
  }

  /** The dominant share of all frameworks of the role together, not divided by weight. */
  dominantShareOfRole(role: RoleId): number {
    return largestShare(this.#ledger.roleHeld, role, this.#ledger.totalCapacity)
  }

  isWaiting(task: TaskId): boolean {
    return this.tasks.state[task] === waiting
  }

  frameworkOf(task: TaskId): FrameworkId {
    return this.jobs.jobFramework[this.jobs.stageJob[this.jobs.taskStage[task]]]
  }

  /** The first agent at or after `from`, in order of id, that has the request of `shape` free; −1 if none has. */
  firstFit(shape: number, from: AgentId = 0): AgentId {
    const { accounts, up, agentCount } = this.#ledger
    const { shapes } = this.jobs
    for (let agent = from; agent < agentCount; agent++)
      if (up[agent] === 1 && hasFree(accounts, agent, shapes, shape, 1)) return agent
    return -1
  }

  /**
   * An agent for each of the tasks, first fit in order of id, such that all fit at once; undefined if they do not.
   * Tasks of one shape that follow each other fill one agent after the other.
   */
  firstFitAll(tasks: readonly TaskId[]): AgentId[] | undefined {
    const places: AgentId[] = []
    const taken = new Map<AgentId, number>()
    let agent = 0
    let shape = -1
    for (const task of tasks) {
      if (this.jobs.taskShape[task] !== shape) {
        if (shape !== -1) return this.#firstFitMixed(tasks)
        shape = this.jobs.taskShape[task]
      }
      agent = this.firstFit(shape, agent)
      while (
        agent >= 0 &&
        !hasFree(this.#ledger.accounts, agent, this.jobs.shapes, shape, (taken.get(agent) ?? 0) + 1)
      )
        agent = this.firstFit(shape, agent + 1)
      if (agent < 0) return undefined
      taken.set(agent, (taken.get(agent) ?? 0) + 1)
      places.push(agent)
    }
    return places
  }

  /** The same for tasks of several shapes, which may share agents: amounts taken so far are kept per agent. */
  #firstFitMixed(tasks: readonly TaskId[]): AgentId[] | undefined {
    const left = this.#ledger.accounts.slice()
    const { shapes, taskShape } = this.jobs
    const places: AgentId[] = []
    for (const task of tasks) {
      const shape = taskShape[task]
      let agent = 0
      while (agent < this.#ledger.agentCount && !(this.isUp(agent) && hasFree(left, agent, shapes, shape, 1)))
        agent++
      if (agent === this.#ledger.agentCount) return undefined
      for (let k = 0; k < scalarCount; k++)
        left[agent * accountWidth + free + k] -= shapes[shape * scalarCount + k]
      places.push(agent)
    }
    return places
  }
}

/**
 * True if `times` requests of `shape` are free on the agent. A request of nothing fits even where an agent that shrank
 * is overcommitted (free below zero).
 */
function hasFree(accounts: Accounts, agent: AgentId, shapes: Amounts, shape: number, times: number): boolean {
  const a = agent * accountWidth + free
  const s = shape * scalarCount
  for (let k = 0; k < scalarCount; k++) {
    const request = shapes[s + k]
    if (request > 0 && request * times > accounts[a + k]) return false
  }
  return true
}

function largestShare(held: Float64Array, row: number, total: Float64Array): number {
  let share = 0
  const h = row * scalarCount
  for (let k = 0; k < scalarCount; k++) {
    const amount = held[h + k]
    if (amount > 0) {
      const fraction = amount / total[k]
      if (fraction > share) share = fraction
    }
  }
  return share
}
