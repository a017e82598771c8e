/** Who asks, how important it is, how it ends, on what machines: counts and shares. */
import {
  type AgentTable,
  endsFailed,
  type JobTable,
  never,
  scalarCount,
  scalarNames,
  thousandthsPerUnit,
  type Workload,
} from "../../sim/index.ts"
import type { SummaryTable } from "../traces/trace-format.ts"

const mostRows = 12

export function outcomeTable(jobs: JobTable): SummaryTable {
  const counts = { finished: 0, failed: 0, "outlives the trace": 0 }
  for (let task = 0; task < jobs.taskCount; task++)
    counts[
      jobs.taskDuration[task] === never
        ? "outlives the trace"
        : jobs.taskEnds[task] === endsFailed
          ? "failed"
          : "finished"
    ]++
  return {
    title: "How tasks end",
    columns: ["outcome", "tasks", "share_pct"],
    rows: Object.entries(counts).map(([name, count]) => [name, count, share(count, jobs.taskCount)]),
  }
}

export function priorityTable({ taskPriority, taskCount }: JobTable): SummaryTable | undefined {
  if (taskPriority === undefined) return undefined
  const counts = new Map<number, number>()
  for (const priority of taskPriority) counts.set(priority, (counts.get(priority) ?? 0) + 1)
  return {
    title: "Priorities",
    columns: ["priority", "tasks", "share_pct"],
    rows: [...counts]
      .sort(([a], [b]) => a - b)
      .map(([priority, count]) => [priority, count, share(count, taskCount)]),
    note: "As the trace numbers them; the higher, the more important.",
  }
}

/** Roles, or users where the trace tells them, with the most work first. */
export function ownerTable(workload: Workload, who: "role" | "user"): SummaryTable | undefined {
  const { jobs, horizon = never } = workload
  if (who === "user" && jobs.jobUser === undefined) return undefined
  const names = who === "role" ? jobs.roles.map(({ name }) => name) : [...jobs.names, "(not told)"]
  const ownerOf = (job: number) =>
    who === "role" ? jobs.frameworks[jobs.jobFramework[job]].role : (jobs.jobUser?.[job] ?? -1)
  const tally = names.map(() => ({ jobs: 0, tasks: 0, coreHours: 0 }))
  const entry = (job: number) => tally[ownerOf(job) < 0 ? names.length - 1 : ownerOf(job)]
  for (let job = 0; job < jobs.jobCount; job++) entry(job).jobs++
  for (let task = 0; task < jobs.taskCount; task++) {
    const job = jobs.stageJob[jobs.taskStage[task]]
    const time = Math.min(jobs.taskDuration[task], Math.max(0, horizon - jobs.jobArrival[job]))
    const own = entry(job)
    own.tasks++
    if (workload.horizon !== undefined || jobs.taskDuration[task] !== never)
      own.coreHours += (jobs.shapes[jobs.taskShape[task] * scalarCount] / thousandthsPerUnit) * (time / 3.6e9)
  }
  const all = tally.reduce((sum, { coreHours }) => sum + coreHours, 0)
  const rows = tally
    .map((own, i) => ({ ...own, name: names[i] }))
    .filter((own) => own.jobs > 0)
    .sort((a, b) => b.coreHours - a.coreHours || b.tasks - a.tasks || (a.name < b.name ? -1 : 1))
  return {
    title: who === "role" ? "Roles" : "Users",
    columns: [who, "jobs", "tasks", "core_hours", "share_pct"],
    rows: rows
      .slice(0, mostRows)
      .map((own) => [
        own.name,
        own.jobs,
        own.tasks,
        Math.round(own.coreHours * 10) / 10,
        share(own.coreHours, all),
      ]),
    note: `${rows.length} in all${rows.length > mostRows ? `; the ${mostRows} with the most core hours are shown` : ""}. Core hours until the trace ends.`,
  }
}

export function machineTable(agents: AgentTable): SummaryTable {
  const { capacity, upAtStart } = agents
  const kinds = scalarNames.flatMap((_, k) =>
    capacity.some((amount, at) => at % scalarCount === k && amount > 0) ? [k] : [],
  )
  const mixes = new Map<string, { amounts: number[]; count: number; atStart: number }>()
  for (let agent = 0; agent < agents.count; agent++) {
    const amounts = kinds.map((k) => capacity[agent * scalarCount + k] / thousandthsPerUnit)
    const key = amounts.join("/")
    const mix = mixes.get(key) ?? { amounts, count: 0, atStart: 0 }
    mix.count++
    mix.atStart += upAtStart[agent]
    mixes.set(key, mix)
  }
  const rows = [...mixes.values()].sort((a, b) => b.count - a.count || b.amounts[0] - a.amounts[0])
  return {
    title: "Machines",
    columns: [
      ...kinds.map((k) => `${scalarNames[k]}${["", "_mib", "_mib", ""][k]}`),
      "machines",
      "at_start",
      "share_pct",
    ],
    rows: rows
      .slice(0, mostRows)
      .map(({ amounts, count, atStart }) => [...amounts, count, atStart, share(count, agents.count)]),
    note: `${rows.length} ${rows.length === 1 ? "shape" : "shapes"}; ${agents.changes.count} changes of machines during the trace.`,
  }
}

/** Per cent to two decimals. */
const share = (part: number, whole: number) =>
  whole === 0 ? null : Math.round((10_000 * part) / whole) / 100
