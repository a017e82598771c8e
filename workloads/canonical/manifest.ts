/**
 * trace.json, beside the tables: what is no column. Everything in it has a default, so a folder of tables without it is
 * a trace, too.
 */
import { type FrameworkSpec, microsPerSecond, type Role } from "../../sim/index.ts"
import { frameworkCatalogue } from "../frameworks/catalogue.ts"
import { partBytes, partName } from "../traces/parts.ts"
import { TraceError } from "../traces/trace-error.ts"
import type { TraceImport, TraceKind } from "../traces/trace-format.ts"

const manifestFormat = "mesoscope trace 1"
export const manifestName = "trace.json"

const mostBytes = 8 << 20

const traceKinds: readonly TraceKind[] = ["workload", "inventory", "throughput matrix", "run times", "usage"]

export interface Manifest {
  readonly name: string
  readonly provenance: string
  /** "workload", or what the file is instead. */
  readonly kind: TraceKind
  /** Seconds after which the trace observes nothing; null where everything ends by itself; absent: not told. */
  readonly horizon_s?: number | null | undefined
  readonly job_prefix: string
  readonly agent_prefix: string
  /** In the order in which policies see them. */
  readonly roles: readonly Role[]
  readonly frameworks: readonly { readonly name: string; readonly role: string; readonly behaviour: string }[]
  /** The columns of `measured` and what is in them, where the file asks for nothing. */
  readonly measured: ReadonlyMap<string, "number" | "text">
}

/** What is written for an import; `reshape` says how it was reshaped on the way, in the notation of --reshape. */
export function manifestOf({ workload, card, measured }: TraceImport, reshape?: string): object {
  const { jobs, agents, horizon } = workload
  const roleName = ({ role }: FrameworkSpec) => jobs.roles[role].name
  return {
    format: manifestFormat,
    name: workload.name,
    provenance: workload.provenance,
    kind: card.kind,
    horizon_s: horizon === undefined ? null : horizon / microsPerSecond,
    job_prefix: jobs.jobLabelPrefix,
    agent_prefix: agents?.labelPrefix ?? "agent-",
    roles: jobs.roles,
    frameworks: jobs.frameworks.map((one) => ({
      name: one.name,
      role: roleName(one),
      behaviour: one.behaviour,
    })),
    ...(measured === undefined
      ? {}
      : {
          measured: Object.fromEntries(
            Object.entries(measured).map(([name, values]) => [name, typeOf(values)]),
          ),
        }),
    ...(reshape === undefined ? {} : { reshape }),
  }
}

export const defaultManifest: Manifest = {
  name: "canonical",
  provenance: "",
  kind: "workload",
  job_prefix: "job-",
  agent_prefix: "agent-",
  roles: [],
  frameworks: [],
  measured: new Map(),
}

const typeOf = (values: Float64Array | readonly string[]) => (Array.isArray(values) ? "text" : "number")

/** True if these are the first lines of a trace.json. */
export function isManifest(lines: readonly string[]): boolean {
  return /^\s*\{/.test(lines[0] ?? "") && lines.slice(0, 3).join("").includes(`"${manifestFormat}"`)
}

/** Throws TraceError for what is no JSON, or holds other things than it should. */
export async function readManifest(path: string): Promise<Manifest> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of partBytes(path)) {
    length += chunk.length
    if (length > mostBytes) throw wrong(path, "the file is larger than 8 MiB", "a manifest is short")
    chunks.push(Buffer.from(chunk))
  }
  let document: unknown
  try {
    document = JSON.parse(Buffer.concat(chunks).toString("utf8"))
  } catch (error) {
    throw wrong(path, `this is no JSON (${(error as Error).message})`, "a manifest is a JSON object")
  }
  const fields = fieldsOf(document, path, "the document")
  const horizon = fields.get("horizon_s")
  const text = (name: string, otherwise: string) =>
    fields.get(name) === undefined ? otherwise : textOf(fields.get(name), path, name)
  return {
    name: text("name", defaultManifest.name),
    provenance: text("provenance", ""),
    kind: kindOf(fields.get("kind"), path),
    horizon_s: horizon === undefined || horizon === null ? horizon : numberOf(horizon, path, "horizon_s"),
    job_prefix: text("job_prefix", defaultManifest.job_prefix),
    agent_prefix: text("agent_prefix", defaultManifest.agent_prefix),
    roles: listOf(fields.get("roles"), path, "roles").map((entry) => {
      const role = fieldsOf(entry, path, "a role")
      const name = textOf(role.get("name"), path, "the name of a role")
      return { name, weight: weightOf(role.get("weight"), path) }
    }),
    frameworks: listOf(fields.get("frameworks"), path, "frameworks").map((entry) => {
      const framework = fieldsOf(entry, path, "a framework")
      return {
        name: textOf(framework.get("name"), path, "the name of a framework"),
        role: textOf(framework.get("role"), path, "the role of a framework"),
        behaviour: behaviourOf(framework.get("behaviour"), path),
      }
    }),
    measured: new Map(
      [...fieldsOf(fields.get("measured") ?? {}, path, "measured")].map(([name, type]) => {
        if (type === "number" || type === "text") return [name, type]
        throw wrong(
          path,
          `the column ${quoted(name)} is of type ${quoted(type)}`,
          "a column is number or text",
        )
      }),
    ),
  }
}

/** A map, so that a field called __proto__ is a field like others. */
function fieldsOf(value: unknown, path: string, what: string): Map<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw wrong(path, `${what} is ${quoted(value)}`, `${what} is an object`)
  return new Map(Object.entries(value))
}

function listOf(value: unknown, path: string, what: string): unknown[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw wrong(path, `${what} is ${quoted(value)}`, `${what} is a list`)
  return value
}

function textOf(value: unknown, path: string, what: string): string {
  if (typeof value !== "string") throw wrong(path, `${what} is ${quoted(value)}`, `${what} is a text`)
  return value
}

function numberOf(value: unknown, path: string, what: string): number {
  if (typeof value !== "number" || !(value >= 0 && value <= 9e9))
    throw wrong(path, `${what} is ${quoted(value)}`, `${what} is a number, 0 to 9e9`)
  return value
}

function kindOf(value: unknown, path: string): TraceKind {
  const kind = traceKinds.find((one) => one === (value ?? defaultManifest.kind))
  if (kind === undefined) throw wrong(path, `kind is ${quoted(value)}`, `known are ${traceKinds.join(", ")}`)
  return kind
}

function weightOf(value: unknown, path: string): number {
  const weight = value === undefined ? 1 : numberOf(value, path, "the weight of a role")
  if (weight === 0) throw wrong(path, "the weight of a role is 0", "a weight is above 0")
  return weight
}

function behaviourOf(value: unknown, path: string): string {
  const names = frameworkCatalogue.map(({ name }) => name)
  const behaviour = value === undefined ? names[0] : textOf(value, path, "the behaviour of a framework")
  if (!names.includes(behaviour))
    throw wrong(path, `the behaviour of a framework is ${quoted(behaviour)}`, `known are ${names.join(", ")}`)
  return behaviour
}

const quoted = (value: unknown) => (JSON.stringify(value) ?? "missing").slice(0, 60)

function wrong(path: string, found: string, expected: string): TraceError {
  return new TraceError({
    file: partName(path),
    found,
    expected,
    fix: "Mend it, or remove it: a trace needs none.",
    isFinal: true,
  })
}
