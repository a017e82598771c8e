/**
 * The tables of an experiment: which columns each has, and the rows behind them as a Table. The rows are the truth; CSV and
 * Parquet are views of it.
 */
import type { ExperimentResults } from "./experiment-results.ts"
import { cellOf, packRows, type PackedTable, unpackRows } from "./packed.ts"
import { type Column, missing, type Table } from "./table.ts"

/** `text` and `whole` may be null; a `real` null is "has no value", and a `number` one is NaN (no interval). */
type Kind = "text" | "whole" | "real" | "number"

type Rows = {
  [Name in keyof ExperimentResults]: ExperimentResults[Name] extends readonly (infer Row)[]
    ? Row extends object
      ? Name
      : never
    : never
}[keyof ExperimentResults]

export type ExperimentTableName = Rows

type ColumnsOf<Name extends Rows> = { readonly [Field in keyof ExperimentResults[Name][number]]: Kind }

const key = { policy: "text", seed: "whole" } as const

/** In the order of the files; the compiler keeps the columns in step with experiment-results.ts. */
const columnsOf: { readonly [Name in Rows]: ColumnsOf<Name> } = {
  trials: {
    ...key,
    digest: "text",
    error: "text",
    repeat: "text",
    tasks: "whole",
    finished: "whole",
    failed: "whole",
    running: "whole",
    waiting: "whole",
    unplaceable: "whole",
    not_arrived: "whole",
    wait_mean_s: "real",
    wait_p50_s: "real",
    wait_p95_s: "real",
    wait_p50_km_s: "real",
    wait_p95_km_s: "real",
    censored: "whole",
    allocated_cpus: "real",
    allocated_mem: "real",
    allocated_gpus: "real",
    offered_cpus: "real",
    jain: "real",
    share_deviation: "real",
    starvation_s: "real",
    offers: "whole",
    offers_accepted: "whole",
    events: "whole",
  },
  roles: {
    ...key,
    role: "text",
    weight: "real",
    share: "real",
    entitlement: "real",
    under_service: "real",
    over_service: "real",
    guarantee: "real",
    limit: "real",
    reserved: "real",
    headroom: "real",
    idle_reserved: "real",
    wait_mean_s: "real",
    wait_p95_s: "real",
    wait_p95_km_s: "real",
    censored: "whole",
    starvation_s: "real",
    tasks: "whole",
    finished: "whole",
  },
  series: {
    ...key,
    role: "text",
    time_s: "real",
    cpus: "real",
    mem_mib: "real",
    capacity_cpus: "real",
    capacity_mem_mib: "real",
    offered_cpus: "real",
    offered_mem_mib: "real",
    share: "real",
    entitlement: "real",
  },
  waits: { ...key, quantile: "real", wait_s: "real", wait_km_s: "real", censored_share: "real" },
  agents: { ...key, band: "whole", agents: "whole", time_s: "real", used: "real" },
  queue: { ...key, time_s: "real", reason: "text", tasks: "real", cpus: "real" },
  comparisons: {
    metric: "text",
    role: "text",
    policy: "text",
    baseline: "text",
    n: "whole",
    mean: "real",
    baseline_mean: "real",
    difference: "real",
    lo: "number",
    hi: "number",
    bootstrap_lo: "number",
    bootstrap_hi: "number",
    zone: "real",
    variance_reduction: "number",
    family: "whole",
    p_differs: "real",
    p_equal: "real",
    verdict: "text",
    better: "text",
    unit: "text",
  },
}

export const experimentTableNames = Object.keys(columnsOf) as ExperimentTableName[]

export function packed(results: ExperimentResults, name: ExperimentTableName): PackedTable {
  return packRows(results[name], Object.keys(columnsOf[name]))
}

/** The same rows again, exactly. Throws an Error where it is not the table that it should be. */
export function unpacked(name: ExperimentTableName, table: PackedTable): object[] {
  const kinds = Object.entries<Kind>(columnsOf[name])
  if (JSON.stringify(table.columns) !== JSON.stringify(kinds.map(([column]) => column)))
    throw new Error(`the table ${name} has other columns than this version knows`)
  const numbers = kinds.flatMap(([column, kind]) => (kind === "number" ? [column] : []))
  // JSON has no NaN.
  return unpackRows(table).map((row) => ({
    ...row,
    ...Object.fromEntries(numbers.map((column) => [column, cellOf(row, column) ?? NaN])),
  }))
}

/** A table for CSV and Parquet. */
export function experimentTable(results: ExperimentResults, name: ExperimentTableName): Table {
  const rows = results[name] as readonly object[]
  const kinds: Record<string, Kind> = columnsOf[name]
  const columns = Object.entries(kinds).map(([column, kind]) => columnOf(rows, column, kind))
  return { name, rowCount: rows.length, columns }
}

function columnOf(rows: readonly object[], name: string, kind: Kind): Column {
  const about = ""
  if (kind === "whole") {
    const at = (row: number) => (cellOf(rows[row], name) as number | null) ?? missing
    return { kind: "number", name, about, decimals: 0, at, mayMiss: true }
  }
  if (kind !== "text")
    return { kind: "real", name, about, at: (row) => (cellOf(rows[row], name) as number | null) ?? NaN }
  const places = new Map<string, number>()
  for (const row of rows) {
    const text = cellOf(row, name)
    if (text !== null && !places.has(String(text))) places.set(String(text), places.size)
  }
  const at = (row: number) => places.get(String(cellOf(rows[row], name))) ?? missing
  return { kind: "text", name, about, texts: [...places.keys()], at }
}
