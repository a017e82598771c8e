/** What every import must be, whatever it was made from. */
import type { readTrace } from "../../workloads/index.ts"

type Import = Awaited<ReturnType<typeof readTrace>>

/** What is wrong with it; undefined where nothing is. */
export function whatIsInvalid({ workload, card }: Import): string | undefined {
  const { jobs, agents, horizon = 0 } = workload
  const columns: [string, ArrayLike<number>, number][] = [
    ["jobArrival", jobs.jobArrival, jobs.jobCount],
    ["taskDuration", jobs.taskDuration, jobs.taskCount],
    ["taskShape", jobs.taskShape, jobs.taskCount],
    ["shapes", jobs.shapes, jobs.shapes.length],
    ["capacity", agents?.capacity ?? [], agents?.capacity.length ?? 0],
    ["usage", workload.usage?.cpus ?? [], workload.usage?.sampleCount ?? 0],
    ["horizon", [horizon], 1],
    ["card", [card.rows, card.machineRows, card.jobs, card.tasks, card.agents, card.duplicates], 6],
  ]
  for (const [name, column, count] of columns) {
    if (column.length < count) return `INVALID: ${name} has ${column.length} of ${count} rows`
    for (let i = 0; i < count; i++)
      if (!(Number.isSafeInteger(column[i]) && column[i] >= 0)) return `INVALID: ${name} holds ${column[i]}`
  }
  for (let job = 1; job < jobs.jobCount; job++)
    if (jobs.jobArrival[job] < jobs.jobArrival[job - 1]) return "INVALID: arrivals descend"
  if (!(card.spanS >= 0)) return `INVALID: the span is ${card.spanS}`
  return undefined
}
