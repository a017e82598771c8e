/**
 * The order among the tasks of a job by their names, as Alibaba's trace of 2018 tells it: "M5_3_4" is task 5 and waits
 * for tasks 3 and 4; "M1" and a name of another form wait for nothing. What a name waits for has a lower number.
 */
import { numberFromText } from "./numbers.ts"
import type { StagedJobs } from "./staged-jobs.ts"

interface Waiting {
  readonly group: number
  readonly number: number
  readonly waitsFor: readonly number[]
}

export class TaskOrder {
  readonly #byJob = new Map<number, Waiting[]>()

  /** A row of the job with that name, which is that group of the staged jobs. */
  add(job: number, group: number, name: string): void {
    const [, digits, rest = ""] = /^[A-Za-z]+(\d{1,9})((?:_\d{1,9})*)(?:_|$)/.exec(name) ?? []
    if (digits === undefined) return
    const waiting = {
      group,
      number: numberFromText(digits),
      waitsFor: rest.split("_").filter(Boolean).map(numberFromText),
    }
    const others = this.#byJob.get(job)
    if (others === undefined) this.#byJob.set(job, [waiting])
    else others.push(waiting)
  }

  /** A group is one deeper than the deepest that it waits for. */
  tellDepths(staged: StagedJobs): void {
    for (const tasks of this.#byJob.values()) {
      const depths = new Map<number, number>()
      for (const { group, number, waitsFor } of tasks.sort(
        (a, b) => a.number - b.number || a.group - b.group,
      )) {
        const depth = waitsFor.reduce((deepest, other) => Math.max(deepest, (depths.get(other) ?? -1) + 1), 0)
        depths.set(number, Math.max(depth, depths.get(number) ?? 0))
        staged.setDepth(group, depth)
      }
    }
  }
}
