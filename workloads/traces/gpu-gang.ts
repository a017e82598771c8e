/** Jobs of GPU clusters whose traces tell devices and times, and neither CPUs nor memory. */
import { type JobTableBuilder, type Micros, type TaskDetails, thousandthsPerUnit } from "../../sim/index.ts"
import { hashNumbers } from "./hash.ts"

const poolCount = 4

export const gangAssumption =
  "a job is a gang of one-GPU tasks that start together, 1 CPU each (the trace tells neither CPUs nor memory); a job without GPUs is one task of 1 CPU"

export const poolAssumption =
  "4 pools by a hash of the job's number stand for the users, which the trace does not tell"

/** The tasks of the job that was added last. */
export function addGpuGang(
  builder: JobTableBuilder,
  gpuCount: number,
  duration: Micros,
  ends: number,
  details?: TaskDetails,
): void {
  builder.stage({ gang: true })
  const shape = builder.shape(thousandthsPerUnit, 0, 0, gpuCount === 0 ? 0 : thousandthsPerUnit)
  for (let i = 0; i < Math.max(1, gpuCount); i++) builder.task(shape, duration, ends, i, details)
}

/** The framework of a job in a trace that tells no users. */
export function poolOf(builder: JobTableBuilder, label: number): number {
  const pool = `pool-${hashNumbers(0, label, 0) % poolCount}`
  return builder.framework(pool, builder.role(pool), "gang")
}
