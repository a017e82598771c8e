/** What became of a trial as plain JSON that takes little room: the names of columns once for each table. */
import type { Outcome } from "./experiment.ts"
import type { TrialRows } from "./probes/index.ts"
import { packRows, type PackedTable, unpackRows } from "./results/index.ts"

type KeptRows = { readonly [Name in keyof TrialRows]: PackedTable }

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
  const rows = tableNames.map((name) => [name, packRows([outcome.rows[name]].flat())])
  return { kind: outcome.kind, facts: outcome.facts, rows: Object.fromEntries(rows) as KeptRows }
}

/** What `kept` made of it. */
export function restored(value: unknown): Outcome {
  const outcome = value as Outcome
  if (outcome.kind === "failed") return outcome
  const packed = outcome.rows as unknown as KeptRows
  const rows = tableNames.map((name) => {
    const table = unpackRows(packed[name])
    return [name, name === "trial" ? table[0] : table]
  })
  return { ...outcome, rows: Object.fromEntries(rows) as unknown as TrialRows }
}
