/**
 * Marathon's applications, as it answers to `/v2/apps`: id ("/prod/db"), instances, cpus (cores), mem and disk (MiB),
 * gpus, constraints (https://mesosphere.github.io/marathon/docs/rest-api.html). An application is a job of as many
 * tasks as it has instances. Machines are Mesos' matter: import /state for them.
 */
import { type Constraint, JobTableBuilder } from "../../sim/index.ts"
import { CardNotes } from "../traces/card-notes.ts"
import { countRange } from "../traces/cell-ranges.ts"
import { jsonRecordsUnder } from "../traces/json-under.ts"
import type { JsonObject } from "../traces/json-values.ts"
import { withinLimits } from "../traces/settle-jobs.ts"
import { TaskBudget } from "../traces/task-budget.ts"
import { provenance, type ReadSettings, type TraceFormat, type TraceImport } from "../traces/trace-format.ts"
import { constraintOf } from "./marathon-constraints.ts"
import { addResident, snapshotAssumption, snapshotHorizon, thousandthsIn } from "./snapshot.ts"

export const marathonApps: TraceFormat = {
  name: "marathon-apps",
  about: "Your Marathon: the applications that it answers to /v2/apps",
  citation: "Marathon, REST API, /v2/apps.",
  licence: "the data are yours",
  recognise: (lines) => /^\s*\{\s*"apps"\s*:\s*\[/.test(lines.join("\n")),
  read: readApps,
}

async function readApps(paths: readonly string[], settings: ReadSettings): Promise<TraceImport> {
  const notes = new CardNotes(settings)
  const builder = new JobTableBuilder()
  const unmatched = new Map<string, number>()
  let apps = 0
  const budget = new TaskBudget()
  let stopped = 0
  const rows = await jsonRecordsUnder(paths, ["apps.*"], take, settings, notes)
  const jobs = withinLimits(builder.build("app-"), settings, notes)
  notes.assumptions.push(
    snapshotAssumption,
    "an application is a job of one task per instance; its role is Marathon's, else the first part of its id",
    "the file names no machines: import Mesos' /state for them, or give --agents NxSHAPE",
  )
  for (const [operator, count] of unmatched)
    notes.dropped.push(`${count} constraints ${operator}: they have no counterpart here`)
  if (stopped > 0) notes.dropped.push(`${stopped} applications without instances`)
  notes.dropped.push("ports, volumes, health checks, back-off, upgrade strategy: not modelled")
  const workload = {
    name: marathonApps.name,
    provenance: provenance(marathonApps),
    jobs,
    horizon: snapshotHorizon,
  }
  return { workload, card: notes.card({ format: marathonApps.name, paths, rows, workload }) }

  function take(app: JsonObject): void {
    const id = app.text("id")
    const count = instancesOf(app)
    const amount = (key: string) => thousandthsIn(app, key)
    const shape = builder.shape(amount("cpus"), amount("mem"), amount("disk"), amount("gpus"))
    const constraints = constraintsOf(app, unmatched)
    const role = app.text("role", /^\/?([^/]+)\//.exec(id)?.[1] ?? "*")
    if (count === 0) {
      stopped++
      return
    }
    budget.take(count, app)
    const framework = builder.framework(
      role === "*" ? "marathon" : `marathon/${role}`,
      builder.role(role),
      "greedy",
    )
    addResident(
      builder,
      { framework, label: apps++, name: id, count, shape },
      { constraints: builder.constraints(constraints) },
    )
  }
}

function instancesOf(app: JsonObject): number {
  const count = app.number("instances", 1)
  if (!Number.isInteger(count) || count < countRange.least || count > countRange.most)
    throw app.refuse("instances", countRange.expected)
  return count
}

/** Those that have a counterpart; the others are counted by operator. */
function constraintsOf(app: JsonObject, unmatched: Map<string, number>): readonly Constraint[] {
  const found: Constraint[] = []
  for (const parts of app.list("constraints")) {
    if (!Array.isArray(parts) || !parts.every((part) => typeof part === "string") || parts.length < 2)
      throw app.refuse("constraints", 'a constraint is a list of texts, as ["hostname", "UNIQUE"]')
    const words = parts as readonly string[]
    const constraint = constraintOf(words)
    if (constraint !== undefined) found.push(constraint)
    else if (unmatched.has(words[1]) || unmatched.size < 20)
      unmatched.set(words[1], (unmatched.get(words[1]) ?? 0) + 1)
  }
  return found
}
