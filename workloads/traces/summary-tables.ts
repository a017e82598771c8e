/** Counts and the tables that show them. */
import type { SummaryTable } from "./trace-format.ts"

export function add<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

/** Greatest count first, equal counts in order of first sight. */
export function descending<Key>(counts: ReadonlyMap<Key, number>): [Key, number][] {
  return [...counts].sort((a, b) => b[1] - a[1])
}

/** Counts of whole numbers, ascending by number; −1 is what the trace does not tell. */
export function countsTable(title: string, of: string, counts: ReadonlyMap<number, number>): SummaryTable {
  const ascending = [...counts].sort((a, b) => a[0] - b[0])
  return {
    title,
    columns: [of, "count"],
    rows: ascending.map(([value, count]) => [value < 0 ? "untold" : value, count]),
  }
}
