/**
 * Finds the tasks of a trace by (job id, number within the job). Most traces number the tasks of a job from 0 on, so
 * each job has a row of a pool that is as long as it needs: 4 to 16 bytes a task, and neighbours lie side by side.
 * Numbers far beyond the count of a job's tasks go through a hash.
 */
import { SlotIndex } from "./slot-index.ts"

/** A row may be so many times longer than the job has tasks, beside the first few. */
const sparsest = 4
const fewTasks = 16

export class TaskIndex {
  /** Tasks known. */
  count = 0
  readonly #jobs = new SlotIndex()
  #lastId = -1
  #lastJob = -1
  /** Of each job: where its row begins in the pool, how long it is, how many tasks the job has. */
  #begin = new Int32Array(1024)
  #length = new Int32Array(1024)
  #tasks = new Int32Array(1024)
  /** Task + 1; 0 where there is none. */
  #pool = new Int32Array(4096)
  #poolEnd = 0
  readonly #far = new SlotIndex()
  readonly #farTask: number[] = []

  get jobCount(): number {
    return this.#jobs.count
  }

  /** The row of the job, from 0 in order of first sight; new if it equals the old `jobCount`. */
  job(id: number): number {
    if (id === this.#lastId) return this.#lastJob
    const job = this.#jobs.slot(id, 0)
    if (job >= this.#begin.length) {
      this.#begin = widened(this.#begin, job)
      this.#length = widened(this.#length, job)
      this.#tasks = widened(this.#tasks, job)
    }
    this.#lastId = id
    this.#lastJob = job
    return job
  }

  /** The task's row, −1 where it is unknown. */
  find(id: number, number: number): number {
    const job = id === this.#lastId ? this.#lastJob : this.#known(id)
    if (job < 0) return -1
    const task = number < this.#length[job] ? this.#pool[this.#begin[job] + number] : 0
    return task !== 0 || this.#far.count === 0 ? task - 1 : this.#farAway(job, number)
  }

  /** The row of a task that `find` does not know, from 0 in order of adding. `number` is 0 to 2^31 − 1. */
  add(job: number, number: number): number {
    const task = this.count++
    const tasks = ++this.#tasks[job]
    if (number < this.#length[job] || this.#lengthened(job, number, tasks))
      this.#pool[this.#begin[job] + number] = task + 1
    else this.#farTask[this.#far.slot(job, number)] = task
    return task
  }

  #known(id: number): number {
    const job = this.#jobs.find(id, 0)
    if (job >= 0) {
      this.#lastId = id
      this.#lastJob = job
    }
    return job
  }

  #farAway(job: number, number: number): number {
    const far = this.#far.find(job, number)
    return far < 0 ? -1 : this.#farTask[far]
  }

  /** Moves the job's row to the end of the pool, twice as long; false where that would waste too much. */
  #lengthened(job: number, number: number, tasks: number): boolean {
    if (number >= fewTasks + sparsest * tasks) return false
    const old = this.#length[job]
    const length = Math.max(number + 1, old * 2)
    const begin = this.#poolEnd
    this.#poolEnd += length
    if (this.#poolEnd > this.#pool.length) this.#pool = widened(this.#pool, this.#poolEnd)
    this.#pool.copyWithin(begin, this.#begin[job], this.#begin[job] + old)
    this.#begin[job] = begin
    this.#length[job] = length
    return true
  }
}

function widened(column: Int32Array<ArrayBuffer>, needed: number): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(Math.max(column.length * 2, needed + 1))
  wider.set(column)
  return wider
}
