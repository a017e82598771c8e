/**
 * The pods in the order of one run: the original ones shuffled, then copies of any of them until 1.3 times the cluster's
 * GPUs are asked for. Nobody ever leaves. Source: FGD's artifact, "tuning ratio".
 */
import {
  type AgentTable,
  gpus,
  type JobTable,
  never,
  type Random,
  scalarCount,
  selectJobs,
  tasksBegin,
  thousandthsPerUnit,
} from "../../../sim/index.ts"

const tuningRatio = 1.3

/** A pod a job, each arriving 1 µs after the one before, none ending. `pods` has a task a job. */
export function arrivals(pods: JobTable, agents: AgentTable, random: Random): JobTable {
  const stream = random.stream("fgd/arrivals")
  const originals = Array.from({ length: pods.jobCount }, (_, job) => job).sort(
    (a, b) => pods.jobLabel[a] - pods.jobLabel[b],
  )
  const sequence = [...originals]
  for (let last = sequence.length - 1; last > 0; last--) {
    const other = stream.integer(last + 1)
    const swapped = sequence[last]
    sequence[last] = sequence[other]
    sequence[other] = swapped
  }
  const target = tuningRatio * gpusOf(agents)
  let asked = sequence.reduce((sum, job) => sum + gpusOfPod(pods, job), 0)
  for (;;) {
    const clone = originals[stream.integer(originals.length)]
    // The artifact looks at one device of the pod here, whatever the number of its devices.
    if (asked + Math.min(gpusOfPod(pods, clone), thousandthsPerUnit) > target) break
    sequence.push(clone)
    asked += gpusOfPod(pods, clone)
  }
  const table = selectJobs(
    pods,
    Int32Array.from(sequence),
    Float64Array.from(sequence, (_, place) => place),
  )
  return { ...table, taskDuration: table.taskDuration.map(() => never) }
}

/** Thousandths of a device that the pod asks for, all its devices together. */
export function gpusOfPod(pods: JobTable, job: number): number {
  return pods.shapes[pods.taskShape[tasksBegin(pods, job)] * scalarCount + gpus]
}

/** Thousandths of a device that all agents have together. */
export function gpusOf({ count, capacity }: AgentTable): number {
  let sum = 0
  for (let agent = 0; agent < count; agent++) sum += capacity[agent * scalarCount + gpus]
  return sum
}
