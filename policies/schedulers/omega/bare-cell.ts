/**
 * The world of the published simulator: machines that never fail, jobs of one stage, and nothing recorded but what is
 * asked for. It has only the verbs that these schedulers need and checks nothing, for speed; a test has the same
 * schedulers decide alike in the checked world. Equal times: arrivals first, then events in the order of scheduling.
 */
import {
  type AgentTable,
  type ControlPlane,
  createRandom,
  cpus,
  type EventHandler,
  EventQueue,
  type JobTable,
  type Micros,
  never,
  outcomeFinished,
  scalarCount,
  type TaskId,
} from "../../../sim/index.ts"
import type { Site } from "./site.ts"

export interface BareRun {
  readonly jobs: JobTable
  readonly agents: AgentTable
  readonly plane: (site: Site) => ControlPlane
  readonly seed: number
  /** µs; nothing happens later. */
  readonly until: Micros
}

export interface BareResult {
  /** Arrivals, ends of tasks, and the schedulers' own events. */
  readonly events: number
  /** Mean share of all cpus that tasks held over the run, 0 to 1. */
  readonly utilisation: number
}

export function runBareCell(run: BareRun): BareResult {
  return new BareCell(run).run()
}

class BareCell implements Site {
  now: Micros = 0
  readonly jobs: JobTable
  readonly agents: AgentTable
  readonly random: Site["random"]
  readonly view: Site["view"]
  readonly #plane: ControlPlane
  readonly #until: Micros
  readonly #queue = new EventQueue()
  readonly #handlers: EventHandler[] = []
  readonly #hasStarted: Uint8Array
  readonly #taskEnds: number
  /** cpu thousandths × µs of tasks up to their end or the end of the run. */
  #cpuTime = 0
  #events = 0

  constructor({ jobs, agents, plane, seed, until }: BareRun) {
    this.jobs = jobs
    this.agents = agents
    this.random = createRandom(seed)
    this.#until = until
    this.#hasStarted = new Uint8Array(jobs.taskCount)
    this.view = {
      isUp: () => true,
      isWaiting: (task) => this.#hasStarted[task] === 0,
      capacity: (agent, kind) => agents.capacity[agent * scalarCount + kind],
      used: () => 0,
    }
    this.#taskEnds = this.declare("task ends", (task) => this.#plane.taskEnded(task, outcomeFinished))
    this.#plane = plane(this)
  }

  declare(_: string, handler: EventHandler): number {
    return this.#handlers.push(handler) - 1
  }

  at(time: Micros, kind: number, a: number, b: number): number {
    return this.#queue.push(time, kind, a, b)
  }

  launch(task: TaskId): void {
    const { shapes, taskShape, taskDuration } = this.jobs
    const end = this.now + taskDuration[task]
    this.#hasStarted[task] = 1
    this.#cpuTime += shapes[taskShape[task] * scalarCount + cpus] * (Math.min(end, this.#until) - this.now)
    if (end <= this.#until) this.#queue.push(end, this.#taskEnds, task, 0)
  }

  run(): BareResult {
    const { jobArrival, jobCount, jobFirstStage } = this.jobs
    const queue = this.#queue
    this.#plane.begin?.()
    for (let job = 0; ;) {
      const arrival = job < jobCount ? jobArrival[job] : never
      if (queue.pop(Math.min(arrival - 1, this.#until))) {
        this.now = queue.time
        this.#handlers[queue.kind](queue.a, queue.b)
      } else if (arrival <= this.#until) {
        this.now = arrival
        this.#plane.stageReady(jobFirstStage[job++])
      } else break
      this.#events++
    }
    return { events: this.#events, utilisation: this.#cpuTime / (this.#capacity() * this.#until) }
  }

  #capacity(): number {
    const { capacity, count } = this.agents
    let sum = 0
    for (let agent = 0; agent < count; agent++) sum += capacity[agent * scalarCount + cpus]
    return sum
  }
}
