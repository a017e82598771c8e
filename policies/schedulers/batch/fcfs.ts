import {
  type ControlPlane,
  type ControlPlaneFactory,
  outcomeLost,
  type StageId,
  type TaskId,
  type World,
} from "../../../sim/index.ts"

/**
 * A batch system with one queue, first come first served, and first fit: the task at the head starts on the first
 * agent, in order of id, that has room, and while it has to wait all behind it wait. Stages marked as gangs start whole.
 * Decisions take no time. Tasks lost with an agent go to the end of the queue.
 */
export const fcfs: ControlPlaneFactory = (world) => new FirstComeFirstServed(world)

class FirstComeFirstServed implements ControlPlane {
  readonly name = "batch/fcfs"
  readonly #world: World
  /** Each entry starts whole: one task, or all tasks of a gang. */
  readonly #queue: (readonly TaskId[])[] = []
  #head = 0

  constructor(world: World) {
    this.#world = world
  }

  stageReady(stage: StageId): void {
    const { jobs, view } = this.#world
    const tasks: TaskId[] = []
    for (let task = jobs.stageFirstTask[stage]; task < jobs.stageFirstTask[stage + 1]; task++)
      if (view.isWaiting(task)) tasks.push(task)
    if (jobs.stageGang[stage] === 1) {
      if (tasks.length > 0) this.#queue.push(tasks)
    } else for (const task of tasks) this.#queue.push([task])
    this.#dispatch()
  }

  taskEnded(task: TaskId, outcome: number): void {
    if (outcome === outcomeLost) this.#queue.push([task])
    else this.#dispatch()
  }

  agentChanged(): void {
    this.#dispatch()
  }

  /** Starts entries from the head of the queue as long as they fit. */
  #dispatch(): void {
    while (this.#head < this.#queue.length && this.#start(this.#queue[this.#head])) this.#head++
    if (this.#head > 1000 && this.#head * 2 > this.#queue.length) {
      this.#queue.splice(0, this.#head)
      this.#head = 0
    }
  }

  #start(tasks: readonly TaskId[]): boolean {
    const agents = this.#world.view.firstFitAll(tasks)
    if (agents === undefined) return false
    for (const [i, task] of tasks.entries()) this.#world.launch(task, agents[i])
    return true
  }
}
