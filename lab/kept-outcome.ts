/** What became of a trial as plain JSON that takes little room: the names of columns once for each table. */
import type { Outcome } from "./experiment.ts"
import type { TrialRows } from "./probes/index.ts"

type Cell = string | number | null

interface Packed {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}

type KeptRows = { readonly [Name in keyof TrialRows]: Packed }

const tableNames = [
  "trial",
  "roles",
  "waits",
  "series",
  "agents",
  "queue",
] as const satisfies (keyof TrialRows)[]

export function kept(outcome: Outcome): object {
  if (outcome.kind === "failed") return outcome
  const rows = tableNames.map((name) => [name, pack([outcome.rows[name]].flat())])
  return { kind: outcome.kind, facts: outcome.facts, rows: Object.fromEntries(rows) as KeptRows }
}

/** What `kept` made of it. */
export function restored(value: unknown): Outcome {
  const outcome = value as Outcome
  if (outcome.kind === "failed") return outcome
  const packed = outcome.rows as unknown as KeptRows
  const rows = tableNames.map((name) => {
    const table = unpack(packed[name])
    return [name, name === "trial" ? table[0] : table]
  })
  return { ...outcome, rows: Object.fromEntries(rows) as unknown as TrialRows }
}

function pack(rows: readonly object[]): Packed {
  const columns = rows.length === 0 ? [] : Object.keys(rows[0])
  return { columns, rows: rows.map((row) => columns.map((column) => Reflect.get(row, column) as Cell)) }
}

function unpack({ columns, rows }: Packed): object[] {
  return rows.map((row) => Object.fromEntries(columns.map((column, c) => [column, row[c]])))
}
