/** What waits in a batch queue: a task, or a gang that starts whole. */
import {
  type Amounts,
  type JobId,
  type JobTable,
  type Micros,
  microsPerSecond,
  scalarCount,
  type StageId,
  type TaskId,
  thousandthsPerUnit,
  type World,
} from "../../../../sim/index.ts"
import type { Request } from "../order/scores.ts"

export interface Entry {
  /** Counted in the order in which entries came into the queue; decides between equals. */
  readonly number: number
  readonly job: JobId
  readonly tasks: readonly TaskId[]
  /** Of all its tasks together, in thousandths. */
  readonly need: Amounts
  /** How long it is expected to run: what its user said, else how long it will run. Above 0. */
  readonly estimate: Micros
  readonly readyAt: Micros
  readonly request: Request
  /** Written by the queue; the least is first. */
  score: number
  isWaiting: boolean
}

/** A sum with the clock stays exact: what is longer counts as a hundred years. */
const longest: Micros = 100 * 365 * 86_400 * microsPerSecond

/** Makes entries, and knows for every task how long it was expected to run. */
export class Entries {
  readonly #world: World
  readonly #jobs: JobTable
  /** µs by stage, for gangs: the longest of its tasks. */
  readonly #gangEstimate: Float64Array
  #made = 0

  constructor(world: World) {
    this.#world = world
    this.#jobs = world.jobs
    this.#gangEstimate = new Float64Array(world.jobs.stageCount)
  }

  /** A gang is one entry, other tasks one each. Tasks that can be placed nowhere are left out. */
  ofStage(stage: StageId): Entry[] {
    const { view } = this.#world
    const tasks: TaskId[] = []
    for (let task = this.#jobs.stageFirstTask[stage]; task < this.#jobs.stageFirstTask[stage + 1]; task++)
      if (view.isWaiting(task)) tasks.push(task)
    if (this.#jobs.stageGang[stage] === 0) return tasks.map((task) => this.of([task]))
    if (tasks.length === 0) return []
    let gangEstimate = 0
    for (const task of tasks) gangEstimate = Math.max(gangEstimate, this.#jobs.taskDuration[task])
    this.#gangEstimate[stage] = gangEstimate
    return [this.of(tasks)]
  }

  /** At least one task, all of one stage. */
  of(tasks: readonly TaskId[]): Entry {
    const stage = this.#jobs.taskStage[tasks[0]]
    const need = this.#needOf(tasks)
    const estimate = this.estimateOf(tasks[0])
    const readyAt = this.#world.view.tasks.stageReadyAt[stage]
    return {
      number: this.#made++,
      job: this.#jobs.stageJob[stage],
      tasks,
      need,
      estimate,
      readyAt,
      request: {
        submitS: readyAt / microsPerSecond,
        requestS: estimate / microsPerSecond,
        processors: Math.max(1, need[0] / thousandthsPerUnit),
      },
      score: 0,
      isWaiting: true,
    }
  }

  estimateOf(task: TaskId): Micros {
    const stage = this.#jobs.taskStage[task]
    const told = this.#jobs.jobEstimate?.[this.#jobs.stageJob[stage]] ?? -1
    const real = this.#jobs.stageGang[stage] === 1 ? this.#gangEstimate[stage] : this.#jobs.taskDuration[task]
    return Math.min(Math.max(told > 0 ? told : real, 1), longest)
  }

  #needOf(tasks: readonly TaskId[]): Amounts {
    const { shapes, taskShape } = this.#jobs
    const need = new Float64Array(scalarCount)
    for (const task of tasks)
      for (let k = 0; k < scalarCount; k++) need[k] += shapes[taskShape[task] * scalarCount + k]
    return need
  }
}
