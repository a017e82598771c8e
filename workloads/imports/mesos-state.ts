/**
 * A Mesos cluster as its master tells it: `/state` (agents, frameworks, tasks), `/slaves` (agents) and `/roles`
 * (weights), each alone or together. JSON; cpus in cores, mem and disk in MiB
 * (https://mesos.apache.org/documentation/latest/endpoints/). An agent that is not active takes part in nothing and
 * is left out. Of a framework's tasks those are read that hold resources; completed ones are history.
 */
import { type AgentAttributes, AgentTableBuilder, JobTableBuilder, type RoleId } from "../../sim/index.ts"
import { CardNotes } from "../traces/card-notes.ts"
import { jsonRecordsUnder } from "../traces/json-under.ts"
import type { JsonObject } from "../traces/json-values.ts"
import { nameAndNumber } from "../traces/labels.ts"
import { withinLimits } from "../traces/settle-jobs.ts"
import { provenance, type ReadSettings, type TraceFormat, type TraceImport } from "../traces/trace-format.ts"
import { addResident, snapshotAssumption, snapshotHorizon, thousandthsIn } from "./snapshot.ts"

export const mesosState: TraceFormat = {
  name: "mesos-state",
  about: "Your Mesos cluster: what its master answers to /state, /slaves and /roles",
  citation: "Apache Mesos, endpoints /state, /slaves and /roles of the master.",
  licence: "the data are yours",
  recognise: (lines) => {
    const text = lines.join("\n")
    if (!/^\s*\{/.test(text)) return false
    const isState = /"activated_slaves"\s*:|"elected_time"\s*:/.test(text)
    const isSlaves = /"slaves"\s*:\s*\[/.test(text)
    const isRoles = /^\s*\{\s*"roles"\s*:\s*\[/.test(text)
    return isState || isSlaves || isRoles
  },
  read: readMesos,
}

const holding = new Set(["TASK_STAGING", "TASK_STARTING", "TASK_RUNNING", "TASK_KILLING"])
const records = [
  "slaves.*",
  "recovered_slaves.*",
  "frameworks.*",
  "frameworks.*.tasks.*",
  "frameworks.*.completed_tasks.*",
  "completed_frameworks.*",
  "orphan_tasks.*",
  "unregistered_frameworks.*",
  "roles.*",
]

interface Task {
  readonly name: string
  readonly framework: string
  readonly role: string
  readonly amounts: readonly [number, number, number, number]
}

interface FrameworkInfo {
  readonly name: string
  readonly roles: readonly string[]
}

async function readMesos(paths: readonly string[], settings: ReadSettings): Promise<TraceImport> {
  const notes = new CardNotes(settings)
  const agents = new AgentTableBuilder()
  const tasks: Task[] = []
  const frameworks = new Map<string, FrameworkInfo>()
  const weights = new Map<string, number>()
  const counts = { agents: 0, inactive: 0, terminal: 0, completed: 0 }
  await jsonRecordsUnder(paths, records, take, settings, notes)
  const jobs = withinLimits(buildJobs(tasks, frameworks, weights, notes), settings, notes)
  if (jobs.jobCount > 0)
    notes.assumptions.push(
      snapshotAssumption,
      "a task is a job of its own; a framework per framework and role",
    )
  if (weights.size > 0) notes.assumptions.push(`the weights of ${weights.size} roles, from /roles`)
  if (counts.inactive > 0) notes.dropped.push(`${counts.inactive} agents that are not active`)
  if (counts.terminal > 0) notes.dropped.push(`${counts.terminal} tasks that hold nothing any more`)
  if (counts.completed > 0) notes.dropped.push(`${counts.completed} completed tasks and frameworks: history`)
  notes.dropped.push(
    "reservations, volumes, ports, executors' own resources: not read",
    "slave_id: where a task runs now; it is placed anew",
  )
  const workload = {
    name: mesosState.name,
    provenance: provenance(mesosState),
    jobs,
    ...(agents.count === 0 ? {} : { agents: agents.build("agent-") }),
    horizon: snapshotHorizon,
  }
  const kind = jobs.jobCount === 0 ? "inventory" : "workload"
  const card = notes.card({
    format: mesosState.name,
    kind,
    paths,
    rows: kind === "workload" ? tasks.length : counts.agents + weights.size,
    machineRows: counts.agents,
    workload,
  })
  return { workload, card }

  function take(record: JsonObject, pattern: string): void {
    if (pattern === "slaves.*") takeAgent(record)
    else if (pattern === "frameworks.*.tasks.*") takeTask(record)
    else if (pattern === "frameworks.*") frameworks.set(record.text("id"), frameworkOf(record))
    else if (pattern === "roles.*") takeRole(record)
    else counts.completed++
  }

  function takeAgent(agent: JsonObject): void {
    const resources = agent.object("resources")
    const capacity = amountsOf(resources)
    const name = agent.text("hostname", agent.text("id"))
    const attributes = attributesOf(agent.object("attributes"))
    counts.agents++
    if (!agent.boolean("active", true)) {
      counts.inactive++
      return
    }
    const { label = agents.count } = nameAndNumber(agent.text("id"))
    agents.agent(capacity, label)
    agents.describe({ name, attributes })
  }

  function takeTask(task: JsonObject): void {
    const taken = {
      name: task.text("name", task.text("id")),
      framework: task.text("framework_id"),
      role: task.text("role", ""),
      amounts: amountsOf(task.object("resources")),
    }
    if (holding.has(task.text("state"))) tasks.push(taken)
    else counts.terminal++
  }

  function takeRole(role: JsonObject): void {
    const weight = role.number("weight", 1)
    if (!(weight > 0 && weight <= 1e6))
      throw role.refuse("weight", "a weight must be above 0, at most 1,000,000")
    weights.set(role.text("name"), weight)
  }
}

function amountsOf(resources: JsonObject): [number, number, number, number] {
  const amount = (name: string) => thousandthsIn(resources, name)
  return [amount("cpus"), amount("mem"), amount("disk"), amount("gpus")]
}

/** Text attributes as they are, scalars as their number. */
function attributesOf(attributes: JsonObject): AgentAttributes {
  const entries: [string, string][] = []
  for (const [name, { value }] of attributes.members)
    if (typeof value === "string" || typeof value === "number") entries.push([name, String(value)])
  return Object.fromEntries(entries)
}

function frameworkOf(framework: JsonObject): FrameworkInfo {
  const roles = framework.texts("roles")
  return {
    name: framework.text("name", framework.text("id")),
    roles: roles.length > 0 ? roles : [framework.text("role", "*")],
  }
}

function buildJobs(
  tasks: readonly Task[],
  frameworks: ReadonlyMap<string, FrameworkInfo>,
  weights: ReadonlyMap<string, number>,
  notes: CardNotes,
) {
  const builder = new JobTableBuilder()
  const roleOf = (name: string): RoleId => builder.role(name, weights.get(name) ?? 1)
  // Roles without a task count where there are tasks to share with; a list of roles alone asks for nothing.
  if (tasks.length > 0) for (const name of weights.keys()) roleOf(name)
  let strays = 0
  for (const [label, { name, framework, role, amounts }] of tasks.entries()) {
    const owner = frameworks.get(framework)
    if (owner === undefined) strays++
    const roleName = role === "" ? (owner?.roles[0] ?? "*") : role
    const frameworkName = `${owner?.name ?? framework}/${roleName}`
    addResident(builder, {
      framework: builder.framework(frameworkName, roleOf(roleName), "greedy"),
      label,
      name,
      count: 1,
      shape: builder.shape(...amounts),
    })
  }
  if (strays > 0)
    notes.assumptions.push(
      `${strays} tasks of frameworks that are not listed keep their framework's id as name`,
    )
  return builder.build("task-")
}
