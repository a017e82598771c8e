/**
 * The containers that applications wait for, by leaf and by what they ask: of those that ask the same, one node holds
 * any or none, so a heartbeat looks at each kind once and not at each task.
 */
import {
  type AgentId,
  assert,
  type Demand,
  type JobId,
  type PlacementBoard,
  type TaskId,
} from "../../../sim/index.ts"
import { Heap } from "../heap.ts"
import { addWaiting, type App, isAllowed, type Queue } from "./queues.ts"

/** Tasks of one leaf that ask the same. */
export interface Row {
  readonly leaf: Queue
  readonly demand: Demand
  /** Where a job may have only so many tasks on an agent, its tasks are a row of their own. */
  readonly job: JobId
  /** The next application first; an entry whose key is no more the application's is passed over. */
  heap: Heap<Entry>
  readonly tasks: Map<App, Heap<TaskId>>
}

interface Entry {
  readonly app: App
  readonly key: number
}

export interface Next {
  readonly app: App
  readonly row: Row
  readonly key: number
  readonly task: TaskId
}

export class AppRows {
  readonly #board: PlacementBoard
  readonly #keyOf: (app: App) => number
  readonly #rows = new Map<Queue, Map<string, Row>>()
  readonly #rowsOfApp = new Map<App, Set<Row>>()

  constructor(board: PlacementBoard, keyOf: (app: App) => number) {
    this.#board = board
    this.#keyOf = keyOf
  }

  /** The row that the task opens, if it is the first of its row. */
  add(app: App, task: TaskId): Row | undefined {
    const demand = this.#board.demandOf(task)
    addWaiting(app, demand.amounts, +1)
    const { row, isNew } = this.#rowOf(app, demand)
    let tasks = row.tasks.get(app)
    if (tasks === undefined) {
      row.tasks.set(app, (tasks = new Heap<TaskId>((a, b) => a - b)))
      this.usageChanged(app)
      this.#rowsOf(app).add(row)
      row.heap.push({ app, key: app.key })
    }
    tasks.push(task)
    return isNew ? row : undefined
  }

  /** Takes the first task of its row and application out. True if that closes the row. */
  take({ app, row }: Next): boolean {
    addWaiting(app, row.demand.amounts, -1)
    const tasks = row.tasks.get(app)
    tasks?.pop()
    if (tasks !== undefined && tasks.size > 0) return false
    row.tasks.delete(app)
    const ofApp = this.#rowsOf(app)
    ofApp.delete(row)
    if (ofApp.size === 0) this.#rowsOfApp.delete(app)
    if (row.tasks.size > 0) return false
    this.#rows.get(row.leaf)?.delete(nameOf(row.demand, row.job))
    return true
  }

  /** To be called after what the application uses has changed. */
  usageChanged(app: App): void {
    const key = this.#keyOf(app)
    if (key === app.key) return
    app.key = key
    for (const row of this.#rowsOfApp.get(app) ?? [])
      if (row.heap.size > 2 * row.tasks.size + 16) this.#refill(row)
      else row.heap.push({ app, key })
  }

  /** To be called after the cluster has become larger or smaller: shares of it are others. */
  refill(): void {
    for (const app of this.#rowsOfApp.keys()) app.key = this.#keyOf(app)
    for (const rows of this.#rows.values()) for (const row of rows.values()) this.#refill(row)
  }

  /** What the leaf would start on the agent; undefined if nothing of it fits there. */
  next(leaf: Queue, agent: AgentId): Next | undefined {
    let best: Next | undefined
    for (const row of this.#rows.get(leaf)?.values() ?? []) {
      if (!this.fits(row, agent) || !isAllowed(leaf, row.demand.amounts)) continue
      const next = this.#headOf(row)
      if (best === undefined || isBefore(next, best)) best = next
    }
    return best
  }

  fits({ demand, job }: Row, agent: AgentId): boolean {
    if (!this.#board.canHold(demand, agent)) return false
    return job < 0 || this.#board.tasksOfJob(job, agent) < this.#board.mostOfJob(demand)
  }

  #headOf(row: Row): Next {
    for (;;) {
      const entry = row.heap.peek()
      assert(entry !== undefined, `queue ${row.leaf.path} has lost applications that wait`)
      const { app, key } = entry
      const task = row.tasks.get(app)?.peek()
      if (task !== undefined && key === app.key) return { app, row, key, task }
      row.heap.pop()
    }
  }

  #refill(row: Row): void {
    row.heap = new Heap<Entry>(byKey)
    for (const app of row.tasks.keys()) row.heap.push({ app, key: app.key })
  }

  #rowOf(app: App, demand: Demand): { readonly row: Row; readonly isNew: boolean } {
    const { leaf } = app
    let rows = this.#rows.get(leaf)
    if (rows === undefined) this.#rows.set(leaf, (rows = new Map<string, Row>()))
    const job = this.#board.mostOfJob(demand) === Infinity ? -1 : app.job
    const name = nameOf(demand, job)
    const found = rows.get(name)
    if (found !== undefined) return { row: found, isNew: false }
    const row: Row = { leaf, demand, job, heap: new Heap<Entry>(byKey), tasks: new Map<App, Heap<TaskId>>() }
    rows.set(name, row)
    return { row, isNew: true }
  }

  #rowsOf(app: App): Set<Row> {
    let rows = this.#rowsOfApp.get(app)
    if (rows === undefined) this.#rowsOfApp.set(app, (rows = new Set<Row>()))
    return rows
  }
}

function nameOf({ type }: Demand, job: JobId): string {
  return `${type}/${job}`
}

function byKey(a: Entry, b: Entry): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : a.app.job - b.app.job
}

function isBefore(a: Next, b: Next): boolean {
  return (byKey(a, b) || a.task - b.task) < 0
}
