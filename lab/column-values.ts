/** A column of the results, seed by seed: what thresholds and stopping rules look at. */
import type { ResultColumn } from "./experiment-file/index.ts"
import type { RoleRow, TrialRow } from "./results/index.ts"

export interface ResultRows {
  readonly trials: readonly Omit<TrialRow, "error" | "repeat">[]
  readonly roles: readonly RoleRow[]
}

/** Of one policy, by seed; trials without a value are left out. */
export function valuesOf(results: ResultRows, policy: string, column: ResultColumn): Map<number, number> {
  const rows = rowsOf(results, column)
  const values = new Map<number, number>()
  for (const row of rows) {
    const value: unknown = Reflect.get(row, column.name)
    if (row.policy === policy && typeof value === "number") values.set(row.seed, value)
  }
  return values
}

/** Where this is null and the value is not, so many tasks still wait at the end that the true value is longer. */
const allowing: Readonly<Record<string, string>> = {
  wait_p50_s: "wait_p50_km_s",
  wait_p95_s: "wait_p95_km_s",
}

/** True if in some run of the policy the value is only a lower bound, for the run ended too early. */
export function isLowerBound(results: ResultRows, policy: string, column: ResultColumn): boolean {
  const [name, other] = [column.name, allowing[column.name]]
  const rows = rowsOf(results, column)
  return (
    other !== undefined &&
    rows.some(
      (row) => row.policy === policy && Reflect.get(row, name) !== null && Reflect.get(row, other) === null,
    )
  )
}

function rowsOf(
  { trials, roles }: ResultRows,
  { role }: ResultColumn,
): readonly { readonly policy: string; readonly seed: number }[] {
  return role === undefined ? trials : roles.filter((row) => row.role === role)
}
