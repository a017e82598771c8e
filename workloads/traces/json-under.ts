/** JSON records under the same rules as rows: counted, and what is wrong with one thrown or noted, as `onError` says. */
import type { CardNotes } from "./card-notes.ts"
import { readJsonRecords } from "./json-records.ts"
import type { Json, JsonObject } from "./json-values.ts"
import { visitRow } from "./rows.ts"
import { type ReadSettings, rowsUnder } from "./trace-format.ts"

/**
 * Visits the records of every part. Resolves to their count.
 * A visit reads all that it needs before it changes anything, so that a record is in or out as a whole.
 */
export async function jsonRecordsUnder(
  paths: readonly string[],
  records: readonly string[],
  visit: (record: JsonObject, pattern: string) => void,
  settings: ReadSettings,
  notes: CardNotes,
  rest?: (rest: Json) => void,
): Promise<number> {
  let count = 0
  const under = rowsUnder(settings, notes)
  for (const path of paths) {
    const left = await readJsonRecords(
      path,
      {
        records,
        visit: (record, pattern) => {
          count++
          visitRow(record, (taken) => visit(taken, pattern), under)
        },
      },
      settings,
    )
    rest?.(left)
  }
  return count
}
