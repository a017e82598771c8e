/** Role by role and user by user: whether the right ones ask for the right things. */
import { tasksBegin, tasksEnd, type Workload } from "../../../sim/index.ts"
import { ksDistance } from "./distances.ts"
import { both, type GoodnessCard, type Pair, type RoleGoodness } from "./goodness-card.ts"
import { jobColumns } from "./job-columns.ts"
import { ascending } from "./quantiles.ts"

interface RoleColumns {
  jobs: number
  tasks: number
  work: number
  readonly taskCounts: number[]
  readonly seconds: number[]
}

export function rolesOf(pair: Pair<Workload>): RoleGoodness[] {
  const tables = both(pair, perRole)
  const totals = both(tables, (table) => {
    const sum = (of: (columns: RoleColumns) => number) =>
      [...table.values()].reduce((total, columns) => total + of(columns), 0) || 1
    return { jobs: sum(({ jobs }) => jobs), tasks: sum(({ tasks }) => tasks), work: sum(({ work }) => work) }
  })
  return pair.original.jobs.roles.map(({ name }) => {
    const own = both(tables, (table) => table.get(name) ?? noRole())
    const share = (of: "jobs" | "tasks" | "work") => ({
      original: own.original[of] / totals.original[of],
      generated: own.generated[of] / totals.generated[of],
    })
    const distance = (of: "taskCounts" | "seconds") => {
      const sorted = both(own, (columns) => Float64Array.from(columns[of]).sort(ascending))
      if (sorted.original.length === 0 || sorted.generated.length === 0) return null
      return ksDistance(sorted.original, sorted.generated)
    }
    return {
      role: name,
      jobs: both(own, ({ jobs }) => jobs),
      jobShare: share("jobs"),
      taskShare: share("tasks"),
      workShare: share("work"),
      tasksKs: distance("taskCounts"),
      secondsKs: distance("seconds"),
    }
  })
}

const noRole = (): RoleColumns => ({ jobs: 0, tasks: 0, work: 0, taskCounts: [], seconds: [] })

function perRole({ jobs }: Workload): Map<string, RoleColumns> {
  const { seconds, work } = jobColumns(jobs)
  const table = new Map<string, RoleColumns>()
  for (let job = 0; job < jobs.jobCount; job++) {
    const { name } = jobs.roles[jobs.frameworks[jobs.jobFramework[job]].role]
    const columns = table.get(name) ?? noRole()
    table.set(name, columns)
    const tasks = tasksEnd(jobs, job) - tasksBegin(jobs, job)
    columns.jobs++
    columns.tasks += tasks
    columns.work += work[job]
    columns.taskCounts.push(tasks)
    if (!Number.isNaN(seconds[job])) columns.seconds.push(seconds[job])
  }
  return table
}

export function usersOf(pair: Pair<Workload>): GoodnessCard["users"] {
  const counts = both(pair, ({ jobs }) => {
    const own = new Float64Array(jobs.frameworks.length)
    for (const framework of jobs.jobFramework) own[framework]++
    return own.filter((count) => count > 0).sort((a, b) => b - a)
  })
  const share = (most: number) =>
    both(counts, (own) => {
      const total = own.reduce((sum, count) => sum + count, 0)
      return own.subarray(0, most).reduce((sum, count) => sum + count, 0) / total
    })
  return { count: both(counts, ({ length }) => length), largest: share(1), ten: share(10) }
}
