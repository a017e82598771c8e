/** A workload as canonical tables: only columns that tell something are made. */
import {
  agentJoins,
  agentLost,
  agentResized,
  type AgentTable,
  endsFailed,
  type JobTable,
  never,
  scalarCount,
  scalarNames,
  type UsageTable,
  type Workload,
} from "../../sim/index.ts"
import type { MeasuredTable } from "../traces/trace-format.ts"
import { constraintText } from "./constraint-text.ts"
import { agentEventNames, attributePrefix, outcomeNames } from "./schema.ts"
import { type CanonicalTable, emptyCell, type TableColumn } from "./table.ts"

/** The tables that say what `workload` says; none for what it has not. */
export function canonicalTables({ jobs, agents, usage }: Workload): CanonicalTable[] {
  const tables: CanonicalTable[] = []
  if (agents !== undefined) tables.push(agentsTable(agents))
  if (agents !== undefined && agents.changes.count > 0) tables.push(agentEventsTable(agents))
  if (jobs.jobCount > 0) tables.push(jobsTable(jobs), tasksTable(jobs))
  if (usage !== undefined) tables.push(usageTable(usage))
  return tables
}

function agentsTable(agents: AgentTable): CanonicalTable {
  const { capacity, upAtStart, label, names, attributes, attributeSets } = agents
  const keys = [...new Set(attributeSets.flatMap((set) => Object.keys(set)))].sort()
  return {
    name: "agents",
    rowCount: agents.count,
    columns: [
      whole("agent", (row) => row),
      ...amountColumns(capacity, (row) => row),
      whole("up_at_start", (row) => upAtStart[row]),
      whole("label", (row) => label[row]),
      ...(names === undefined
        ? []
        : [textColumn("name", names, (row) => (names[row] === "" ? emptyCell : row))]),
      ...keys.map((key) => attributeColumn(key, attributeSets, attributes)),
    ],
  }
}

function attributeColumn(
  key: string,
  sets: AgentTable["attributeSets"],
  attributes: Int32Array | undefined,
): TableColumn {
  const texts = sets.map((set) => set[key] ?? "")
  const at = (row: number) => attributes?.[row] ?? 0
  return textColumn(attributePrefix + key, texts, (row) =>
    sets[at(row)][key] === undefined ? emptyCell : at(row),
  )
}

function agentEventsTable({ changes }: AgentTable): CanonicalTable {
  // In the order of agentEventNames.
  const kinds = [agentLost, agentJoins, agentResized]
  return {
    name: "agent_events",
    rowCount: changes.count,
    columns: [
      micros("time_s", (row) => changes.time[row]),
      whole("agent", (row) => changes.agent[row]),
      textColumn("event", agentEventNames, (row) => kinds.indexOf(changes.change[row])),
      ...amountColumns(changes.capacity, (row) => row),
    ],
  }
}

function jobsTable(jobs: JobTable): CanonicalTable {
  const { frameworks, jobFramework, jobUser, jobName, jobEstimate, names } = jobs
  const named = (name: string, column: Int32Array | undefined) =>
    column === undefined ? [] : [textColumn(name, names, (row) => column[row])]
  return {
    name: "jobs",
    rowCount: jobs.jobCount,
    columns: [
      whole("job", (row) => row),
      micros("arrival_s", (row) => jobs.jobArrival[row]),
      textColumn(
        "role",
        jobs.roles.map((role) => role.name),
        (row) => frameworks[jobFramework[row]].role,
      ),
      textColumn(
        "framework",
        frameworks.map((framework) => framework.name),
        (row) => jobFramework[row],
      ),
      ...named("user", jobUser),
      ...(jobEstimate === undefined ? [] : [micros("estimate_s", (row) => jobEstimate[row], true)]),
      whole("label", (row) => jobs.jobLabel[row]),
      ...named("name", jobName),
    ],
  }
}

function tasksTable(jobs: JobTable): CanonicalTable {
  const { stageJob, taskStage, taskDuration, taskEnds, taskPriority, taskConstraints, taskWait } = jobs
  const jobOf = (task: number) => stageJob[taskStage[task]]
  const optional = (name: string, column: Int32Array | Uint8Array | undefined) =>
    column === undefined ? [] : [whole(name, (row) => column[row], true)]
  return {
    name: "tasks",
    rowCount: jobs.taskCount,
    columns: [
      whole("job", jobOf),
      ...amountColumns(jobs.shapes, (row) => jobs.taskShape[row]),
      micros("duration_s", (row) => (taskDuration[row] === never ? emptyCell : taskDuration[row]), true),
      whole("task", (row) => jobs.taskLabel[row]),
      whole("stage", (row) => taskStage[row] - jobs.jobFirstStage[jobOf(row)]),
      whole("gang", (row) => jobs.stageGang[taskStage[row]]),
      textColumn("outcome", outcomeNames, (row) => (taskEnds[row] === endsFailed ? 1 : 0)),
      ...(taskPriority === undefined ? [] : [priorityColumn(taskPriority)]),
      ...optional("class", jobs.taskClass),
      ...(taskConstraints === undefined
        ? []
        : [
            textColumn("constraints", jobs.constraints.map(constraintText), (row) =>
              taskConstraints[row] === 0 ? emptyCell : taskConstraints[row],
            ),
          ]),
      ...optional("evictions", jobs.taskEvictions),
      ...(taskWait === undefined ? [] : [micros("wait_s", (row) => taskWait[row], true)]),
      ...optional("curve", jobs.taskCurve),
    ],
  }
}

/** A number column cannot hold what is below zero. */
function priorityColumn(priority: Int32Array): TableColumn {
  return priority.every((value) => value >= 0)
    ? whole("priority", (row) => priority[row])
    : { kind: "real", name: "priority", about: "", at: (row) => priority[row] }
}

function usageTable(usage: UsageTable): CanonicalTable {
  const curve = new Int32Array(usage.sampleCount)
  for (let c = 0; c < usage.curveCount; c++)
    curve.fill(c, usage.curveFirstSample[c], usage.curveFirstSample[c + 1])
  return {
    name: "usage",
    rowCount: usage.sampleCount,
    columns: [
      whole("curve", (row) => curve[row]),
      micros("time_s", (row) => usage.time[row]),
      thousandths("cpus", (row) => usage.cpus[row]),
      thousandths("mem_mib", (row) => usage.mem[row]),
    ],
  }
}

const unitSuffix = ["", "_mib", "_mib", ""] as const

function amountColumns(table: Float64Array, rowOf: (row: number) => number): TableColumn[] {
  return scalarNames.map((name, k) =>
    thousandths(`${name}${unitSuffix[k]}`, (row) => table[rowOf(row) * scalarCount + k]),
  )
}

type At = (row: number) => number

// What each column is stands in schema.ts; the writers do not need it.
const whole = (name: string, at: At, mayMiss = false): TableColumn => number(name, 0, at, mayMiss)
const thousandths = (name: string, at: At): TableColumn => number(name, 3, at, false)
const micros = (name: string, at: At, mayMiss = false): TableColumn => number(name, 6, at, mayMiss)

function number(name: string, decimals: 0 | 3 | 6, at: At, mayMiss: boolean): TableColumn {
  return { kind: "number", name, about: "", decimals, at, mayMiss }
}

function textColumn(name: string, texts: readonly string[], at: At): TableColumn {
  return { kind: "text", name, about: "", texts, at: (row) => (texts[at(row)] === "" ? emptyCell : at(row)) }
}

/** The rows of a file that is no workload. */
export function measuredTable(measured: MeasuredTable): CanonicalTable {
  const columns = Object.entries(measured)
  return {
    name: "measured",
    rowCount: Math.max(0, ...columns.map(([, values]) => values.length)),
    columns: columns.map(([name, values]) =>
      values instanceof Float64Array
        ? { kind: "real", name, about: "", at: (row) => values[row] }
        : textColumn(name, values, (row) => row),
    ),
  }
}
