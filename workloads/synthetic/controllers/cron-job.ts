/**
 * A CronJob as jobs: one at every time of its schedule, whether or not the one before has ended (concurrencyPolicy Allow,
 * which is Kubernetes' default), and none made up for. Each is a Job of so many pods that run once.
 * Source: kubernetes.io/docs/concepts/workloads/controllers/cron-jobs.
 */
import {
  assert,
  endsFinished,
  type FrameworkId,
  type JobTableBuilder,
  type Micros,
} from "../../../sim/index.ts"

export interface CronJob {
  readonly name: string
  readonly framework: FrameworkId
  /** Row of the builder's shapes: what each pod asks for. */
  readonly shape: number
  readonly pods: number
  /** µs, above 0: its schedule is first, first + every, first + 2 every, … */
  readonly every: Micros
  readonly first: Micros
  /** µs that a pod runs; drawn anew for each. */
  readonly runs: () => Micros
}

/** Adds its runs up to, not including, `until`. */
export function addCronJob(builder: JobTableBuilder, job: CronJob, until: Micros): void {
  assert(job.every > 0, `a schedule of every ${job.every} µs`)
  for (let run = 0; job.first + run * job.every < until; run++) {
    const arrival = job.first + run * job.every
    builder.job({ arrival, framework: job.framework, label: run, name: job.name })
    builder.stage()
    for (let pod = 0; pod < job.pods; pod++) builder.task(job.shape, job.runs(), endsFinished, pod)
  }
}
