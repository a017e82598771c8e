/** What is asked of a cluster, and where it comes from. */
import type { AgentTable } from "../cluster/agents.ts"
import type { JobTable } from "../cluster/jobs.ts"
import type { UsageTable } from "../cluster/usage.ts"
import type { Micros } from "../kernel/units.ts"

export interface Workload {
  readonly name: string
  /** Whom to cite, under which licence. */
  readonly provenance: string
  readonly jobs: JobTable
  /** The machines that the trace brings along, if it does. */
  readonly agents?: AgentTable
  /** What its tasks used over time, where the trace tells; `jobs.taskCurve` has each task's row. */
  readonly usage?: UsageTable
  /** Where the trace stops observing: tasks without an end run past it. Absent: everything ends by itself. */
  readonly horizon?: Micros
}
