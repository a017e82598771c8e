/**
 * The tree of queues: role "eng/web" is queue web inside eng. A role's weight is its queue's; a queue that no role names
 * weighs 1. A role that has others inside it keeps its own jobs in a queue "." beside them, for only leaves hold
 * applications. An application is a job.
 */
import {
  assert,
  type JobId,
  type RoleId,
  type RoleSettings,
  type Role,
  type ScalarAmounts,
  scalarCount,
  scalarNames,
  type TaskId,
} from "../../../sim/index.ts"

export interface App {
  readonly job: JobId
  readonly leaf: Queue
  /** cpus, mem, disk, gpus in thousandths. */
  readonly used: Float64Array
  /** In the order of their starts. */
  readonly running: Set<TaskId>
  waiting: number
  /** Its place among the applications of its leaf (disciplines.ts). */
  key: number
}

export interface Queue {
  /** Such as "eng/web"; the root is "". */
  readonly path: string
  readonly parent: Queue | undefined
  readonly children: Queue[]
  /** Of equals the lower comes first: 0, 1, 2, … over the tree. */
  readonly order: number
  weight: number
  /** The part of the cluster that its weight and those above it come to, 0 to 1. */
  guaranteed: number
  /** What it is to have before others get more, and the most it may have; thousandths of each scalar. */
  least: Float64Array
  most: Float64Array
  /** Of all applications in and below it, in thousandths. */
  readonly used: Float64Array
  readonly wanted: Float64Array
  waiting: number
  readonly apps: Map<JobId, App>
}

export class QueueTree {
  readonly root: Queue
  readonly leaves: readonly Queue[]
  readonly #leafOfRole: readonly Queue[]
  readonly #byPath = new Map<string, Queue>()

  constructor(roles: readonly Role[], settings: RoleSettings) {
    this.root = this.#queue("", undefined)
    const queues = roles.map((role) => this.#descend(role, settings))
    this.#leafOfRole = queues.map((queue) =>
      queue.children.length === 0 ? queue : this.#queue(`${queue.path}/.`, queue),
    )
    this.leaves = [...this.#byPath.values()].filter(({ children }) => children.length === 0)
    guarantee(this.root, 1)
  }

  /** The application of the job, made if it is new. */
  app(job: JobId, role: RoleId): App {
    const leaf = this.#leafOfRole[role]
    let app = leaf.apps.get(job)
    if (app === undefined) {
      app = { job, leaf, used: new Float64Array(scalarCount), running: new Set<TaskId>(), waiting: 0, key: 0 }
      leaf.apps.set(job, app)
    }
    return app
  }

  #descend({ name, weight }: Role, settings: RoleSettings): Queue {
    let queue = this.root
    for (const part of name.split("/")) {
      const path = queue === this.root ? part : `${queue.path}/${part}`
      queue = this.#byPath.get(path) ?? this.#queue(path, queue)
    }
    const setting = settings[name]
    queue.weight = weight
    queue.least = amountsOf(setting?.guarantee, 0)
    queue.most = amountsOf(setting?.limit, Infinity)
    return queue
  }

  #queue(path: string, parent: Queue | undefined): Queue {
    const queue: Queue = {
      path,
      parent,
      children: [],
      order: this.#byPath.size,
      weight: 1,
      guaranteed: 1,
      least: amountsOf({}, 0),
      most: amountsOf({}, Infinity),
      used: new Float64Array(scalarCount),
      wanted: new Float64Array(scalarCount),
      waiting: 0,
      apps: new Map<JobId, App>(),
    }
    assert(!this.#byPath.has(path), `two queues are called ${path}`)
    this.#byPath.set(path, queue)
    parent?.children.push(queue)
    return queue
  }
}

/** `sign` +1: so much more is used and less wanted by everything from the leaf up; −1: it has ended. */
export function addUsed(app: App, amounts: Float64Array, sign: number): void {
  add(app.used, amounts, sign)
  for (let queue: Queue | undefined = app.leaf; queue !== undefined; queue = queue.parent)
    add(queue.used, amounts, sign)
}

export function addWaiting(app: App, amounts: Float64Array, sign: number): void {
  app.waiting += sign
  for (let queue: Queue | undefined = app.leaf; queue !== undefined; queue = queue.parent) {
    queue.waiting += sign
    add(queue.wanted, amounts, sign)
  }
}

/** Whether so much more keeps the leaf, and all above it, within what they may have. */
export function isAllowed(leaf: Queue, amounts: Float64Array): boolean {
  for (let queue: Queue | undefined = leaf; queue !== undefined; queue = queue.parent)
    for (let kind = 0; kind < scalarCount; kind++)
      if (amounts[kind] > 0 && queue.used[kind] + amounts[kind] > queue.most[kind]) return false
  return true
}

function guarantee(queue: Queue, part: number): void {
  queue.guaranteed = part
  const sum = queue.children.reduce((weights, { weight }) => weights + weight, 0)
  for (const child of queue.children) guarantee(child, (part * child.weight) / sum)
}

function add(to: Float64Array, amounts: Float64Array, sign: number): void {
  for (let kind = 0; kind < scalarCount; kind++) to[kind] += sign * amounts[kind]
}

function amountsOf(amounts: ScalarAmounts | undefined, otherwise: number): Float64Array {
  return Float64Array.from(scalarNames, (name) => amounts?.[name] ?? otherwise)
}
