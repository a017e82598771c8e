/**
 * The canonical form of a trace: five tables whose columns are named and typed here once. The reader, the writer, the
 * JSON Schemas in docs/trace-schema and the tables of docs/trace-format.md all follow this list.
 */

/**
 * `id`: a whole number or a text that names a row. `seconds`: up to 6 decimals. `amount`: up to 3 decimals. `whole`: a
 * whole number. `flag`: 0 or 1. `text`: any text, or one of `oneOf`.
 */
type CanonicalType = "id" | "seconds" | "amount" | "whole" | "flag" | "text"

export interface CanonicalColumn {
  readonly name: string
  readonly type: CanonicalType
  readonly about: string
  /** The table must have the column, and a row its cell. Absent: what an empty cell or a missing column stands for. */
  readonly otherwise?: string
  readonly oneOf?: readonly string[]
}

export interface CanonicalTableSchema {
  readonly name: CanonicalTableName
  readonly about: string
  readonly columns: readonly CanonicalColumn[]
}

export const canonicalTableNames = ["agents", "agent_events", "jobs", "tasks", "usage"] as const
export type CanonicalTableName = (typeof canonicalTableNames)[number]

/** A column of this prefix in `agents` is an attribute: "attribute_rack" is the attribute "rack". */
export const attributePrefix = "attribute_"

export const agentEventNames = ["lost", "joins", "resized"] as const
export const outcomeNames = ["finished", "failed"] as const

const column = (
  name: string,
  type: CanonicalType,
  about: string,
  otherwise?: string,
  oneOf?: readonly string[],
): CanonicalColumn => ({
  name,
  type,
  about,
  ...(otherwise === undefined ? {} : { otherwise }),
  ...(oneOf === undefined ? {} : { oneOf }),
})

const amounts = (what: string) => [
  column("mem_mib", "amount", `memory ${what}, in MiB`, "0"),
  column("disk_mib", "amount", `disk ${what}, in MiB`, "0"),
  column("gpus", "amount", `GPUs ${what}, in devices`, "0"),
]

const agents: CanonicalTableSchema = {
  name: "agents",
  about: "The machines, one row each. Without it a replay needs --agents.",
  columns: [
    column("agent", "id", "names the machine; agent_events refers to it"),
    column("cpus", "amount", "cores it has"),
    ...amounts("it has"),
    column("up_at_start", "flag", "1 if it is there from the start, 0 if an event lets it join", "1"),
    column(
      "label",
      "whole",
      "the number by which the trace calls it; equal for copies of one machine",
      "agent, where that is a number; else its row, from 0",
    ),
    column("name", "text", "what the trace calls it, where that is no number", "agent, where that is a text"),
    column(
      `${attributePrefix}…`,
      "text",
      "any attribute, such as attribute_rack or attribute_model",
      "not told",
    ),
  ],
}

const agentEvents: CanonicalTableSchema = {
  name: "agent_events",
  about: "What happens to machines, in any order; equal times in the order of the rows.",
  columns: [
    column("time_s", "seconds", "when, from the start of the trace"),
    column("agent", "id", "a row of agents"),
    column(
      "event",
      "text",
      "lost with its tasks, joins (again), or has another size",
      undefined,
      agentEventNames,
    ),
    column("cpus", "amount", "cores it has from then on; not for lost", "0"),
    ...amounts("it has from then on"),
  ],
}

const jobs: CanonicalTableSchema = {
  name: "jobs",
  about: "Who asks and when, one row per job, in any order.",
  columns: [
    column(
      "job",
      "id",
      "names the job; tasks refers to it",
      "its row, from 0, where there is no table of tasks",
    ),
    column("arrival_s", "seconds", "submitted, from the start of the trace"),
    column("role", "text", "the role that it counts for", 'the user; else "default"'),
    column("framework", "text", "the framework that submits it", "the role"),
    column("user", "text", "whose job it is", "not told"),
    column("estimate_s", "seconds", "how long its user said that it would run", "not told"),
    column(
      "label",
      "whole",
      "the number by which the trace calls it; jobs with one label are kept or left out together",
      "job, where that is a number; else its row, from 0",
    ),
    column("name", "text", "what the trace calls it, where that is no number", "job, where that is a text"),
  ],
}

const tasks: CanonicalTableSchema = {
  name: "tasks",
  about:
    "What is asked, one row per task. Without this table each row of jobs holds these columns too, and `tasks`, the count of equal tasks (1).",
  columns: [
    column("job", "id", "a row of jobs"),
    column("cpus", "amount", "cores requested"),
    column("duration_s", "seconds", "how long it runs", "it outlives the trace"),
    ...amounts("requested"),
    column("task", "whole", "the trace's number of the task in its job", "its place in the job, from 0"),
    column(
      "stage",
      "whole",
      "stages of a job run one after the other, the lowest first; a number that no task has is no stage",
      "0",
    ),
    column("gang", "flag", "1 if all tasks of its stage start together or not at all", "0"),
    column("outcome", "text", "how it ends when its time is over", outcomeNames[0], outcomeNames),
    column("priority", "whole", "the more important the higher; may be negative", "0"),
    column("class", "whole", "the trace's scheduling class, 0 to 255", "0"),
    column("constraints", "text", "where it may run, see below", "anywhere"),
    column("evictions", "whole", "how often the original cluster evicted it", "0"),
    column(
      "wait_s",
      "seconds",
      "how long it waited in the original cluster; never used in a run",
      "not told",
    ),
    column("curve", "whole", "the curve of usage that it follows", "not told"),
  ],
}

const usage: CanonicalTableSchema = {
  name: "usage",
  about: "What tasks really used: each curve is steps, its rows in order of time.",
  columns: [
    column("curve", "whole", "the curve; tasks refers to it"),
    column("time_s", "seconds", "since the task started"),
    column("cpus", "amount", "cores used from then on", "0"),
    column("mem_mib", "amount", "memory used from then on, in MiB", "0"),
  ],
}

export const canonicalSchemas: readonly CanonicalTableSchema[] = [agents, agentEvents, jobs, tasks, usage]

/** A cell may be empty, and the column missing, only where there is a value that this stands for. */
const isRequired = ({ name, otherwise }: CanonicalColumn) => otherwise === undefined || name === "duration_s"

/** JSON Schema (2020-12) of one row of a table, as `mesoscope trace convert` writes it and the reader takes it. */
export function jsonSchemaOf({ name, about, columns }: CanonicalTableSchema): object {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: `Mesoscope trace, a row of ${name}`,
    description: about,
    type: "object",
    properties: Object.fromEntries(
      columns.filter((one) => !one.name.endsWith("…")).map((one) => [one.name, propertyOf(one)]),
    ),
    ...(name === "agents"
      ? { patternProperties: { [`^${attributePrefix}.+`]: { type: ["string", "null"] } } }
      : {}),
    required: columns.filter(isRequired).map((one) => one.name),
  }
}

function propertyOf({ type, about, otherwise, oneOf, name }: CanonicalColumn): object {
  const description = otherwise === undefined ? about : `${about}. Empty: ${otherwise}.`
  const orNull = otherwise === undefined ? [] : ["null"]
  switch (type) {
    case "id":
      return { description, type: ["integer", "string", ...orNull], minimum: 0 }
    case "seconds":
      return { description, type: ["number", ...orNull], minimum: 0 }
    case "amount":
      return { description, type: ["number", ...orNull], minimum: 0, multipleOf: 0.001 }
    case "whole":
      return { description, type: ["integer", ...orNull], ...(name === "priority" ? {} : { minimum: 0 }) }
    case "flag":
      return { description, type: ["integer", ...orNull], enum: [0, 1, ...(orNull.length > 0 ? [null] : [])] }
    case "text":
      return {
        description,
        type: ["string", ...orNull],
        ...(oneOf === undefined ? {} : { enum: [...oneOf, ...(orNull.length > 0 ? [null] : [])] }),
      }
  }
}

/** The columns of a table as rows of Markdown, for docs/trace-format.md. */
export function markdownOf({ columns }: CanonicalTableSchema): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`
  return [
    line(["column", "type", "what it is", "where empty or missing"]),
    line(["---", "---", "---", "---"]),
    ...columns.map((one) =>
      line([
        `\`${one.name}\``,
        one.oneOf === undefined ? one.type : one.oneOf.map((text) => `\`${text}\``).join(", "),
        one.about,
        isRequired(one) && one.otherwise === undefined
          ? "**required**"
          : one.name === "duration_s"
            ? `${one.otherwise ?? ""}; the column is **required**`
            : (one.otherwise ?? ""),
      ]),
    ),
  ].join("\n")
}
