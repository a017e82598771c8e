/**
 * How many tasks would be running if nobody ever waited, as the tasks of a workload find it when they arrive: a number of
 * the workload alone. A run whose arrivals came in thicker clumps than usual, by chance, shows it here; where the law of this
 * number is known (M/G/∞ has a Poisson law, whatever the durations: Mirasol, Operations Research 11, 1963) it tells how
 * much of the run's waits was luck.
 */
import { type JobTable, type Micros } from "../../sim/index.ts"

export interface CrowdWatch {
  /** Of tasks. */
  readonly levels: readonly number[]
  /** µs: tasks that arrive before are not asked. */
  readonly from: Micros
}

/** Level by level the share of tasks that would find so many or more running; 0 where none is asked. */
export function crowdsOf(jobs: JobTable, { levels, from }: CrowdWatch): number[] {
  const arrival = (task: number) => jobs.jobArrival[jobs.stageJob[jobs.taskStage[task]]]
  const ends = Float64Array.from(
    { length: jobs.taskCount },
    (_, task) => arrival(task) + jobs.taskDuration[task],
  ).sort()
  const found = levels.map(() => 0)
  let asked = 0
  let gone = 0
  for (let task = 0; task < jobs.taskCount; task++) {
    const now = arrival(task)
    while (gone < ends.length && ends[gone] <= now) gone++
    if (now < from) continue
    asked++
    for (const [i, level] of levels.entries()) if (task - gone >= level) found[i]++
  }
  return found.map((count) => (asked === 0 ? 0 : count / asked))
}
