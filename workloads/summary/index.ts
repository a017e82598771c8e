/** What a person wants to know of a workload first, as small tables. */
import type { Workload } from "../../sim/index.ts"
import type { SummaryTable } from "../traces/trace-format.ts"
import { arrivalTable, dayTable } from "./arrivals.ts"
import { machineTable, outcomeTable, ownerTable, priorityTable } from "./counts.ts"
import { percentileTable, requestTable } from "./percentiles.ts"
import { usageTables } from "./usage.ts"

export { requestTable } from "./percentiles.ts"

/** Only the tables for which the workload has something to tell. */
export function summaryTables(workload: Workload): SummaryTable[] {
  const { jobs, agents } = workload
  const ofJobs =
    jobs.jobCount === 0
      ? []
      : [
          arrivalTable(jobs),
          dayTable(jobs),
          percentileTable(jobs),
          outcomeTable(jobs),
          priorityTable(jobs),
          ownerTable(workload, "role"),
          ownerTable(workload, "user"),
          ...usageTables(workload),
        ]
  const ofMachines = agents === undefined || agents.count === 0 ? [] : [machineTable(agents)]
  const ofBoth =
    ofJobs.length === 0 || agents === undefined || agents.count === 0 ? [] : [requestTable(jobs, agents)]
  return [...ofJobs, ...ofMachines, ...ofBoth].filter((table) => table !== undefined)
}
