/** Parallel jobs that take whole shares of several nodes, as Slurm counts them. */
import { type JobTableBuilder, type Micros, type TaskDetails } from "../../sim/index.ts"

/** Thousandths of the whole job. */
export interface JobRequest {
  readonly cpus: number
  readonly mem: number
  readonly disk: number
  readonly gpus: number
}

/**
 * The tasks of the job that was added last: one per node, together or not at all. CPUs and GPUs are shared in whole
 * units, the first nodes taking one more where they do not divide; the rest evenly, rounded up.
 */
export function addSpreadGang(
  builder: JobTableBuilder,
  nodes: number,
  { cpus, mem, disk, gpus }: JobRequest,
  duration: Micros,
  ends: number,
  details?: TaskDetails,
): void {
  builder.stage({ gang: nodes > 1 })
  for (let i = 0; i < nodes; i++) {
    const shape = builder.shape(
      share(cpus, nodes, i),
      Math.ceil(mem / nodes),
      Math.ceil(disk / nodes),
      share(gpus, nodes, i),
    )
    builder.task(shape, duration, ends, i, details)
  }
}

/** Whole units where the amount is of whole units, else an even share. */
function share(amount: number, nodes: number, i: number): number {
  if (amount % 1000 !== 0) return Math.ceil(amount / nodes)
  const units = amount / 1000
  return (Math.floor(units / nodes) + (i < units % nodes ? 1 : 0)) * 1000
}
