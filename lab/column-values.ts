/** A column of the results, seed by seed: what thresholds and stopping rules look at. */
import type { ResultColumn } from "./experiment-file/index.ts"
import type { RoleRow, TrialRow } from "./results/index.ts"

export interface ResultRows {
  readonly trials: readonly Omit<TrialRow, "error" | "repeat">[]
  readonly roles: readonly RoleRow[]
}

/** Of one policy, by seed; trials without a value are left out. */
export function valuesOf(
  { trials, roles }: ResultRows,
  policy: string,
  column: ResultColumn,
): Map<number, number> {
  const rows: readonly { readonly policy: string; readonly seed: number }[] =
    column.role === undefined ? trials : roles.filter(({ role }) => role === column.role)
  const values = new Map<number, number>()
  for (const row of rows) {
    const value: unknown = Reflect.get(row, column.name)
    if (row.policy === policy && typeof value === "number") values.set(row.seed, value)
  }
  return values
}
