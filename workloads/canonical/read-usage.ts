/** The table of usage: samples of one curve stand together, in order of time. */
import { type UsageTable, UsageTableBuilder } from "../../sim/index.ts"
import type { CardNotes } from "../traces/card-notes.ts"
import { readNamedRows } from "../traces/named-rows.ts"
import type { ReadSettings } from "../traces/trace-format.ts"
import { amounts, micros, whole, wholeRange } from "./read-cells.ts"
import { readTableRows } from "./table-rows.ts"

export interface Curves {
  readonly usage: UsageTable
  /** The row of each curve by its number in the table. */
  readonly rowOf: ReadonlyMap<number, number>
  readonly rows: number
}

/** Throws TraceError. */
export async function readUsage(
  paths: readonly string[],
  settings: ReadSettings,
  notes: CardNotes,
): Promise<Curves> {
  const builder = new UsageTableBuilder()
  const rowOf = new Map<number, number>()
  const latest = { curve: -1, time: 0 }
  const rows = await readNamedRows(
    paths,
    { needed: ["curve", "time_s"], source: readTableRows },
    (row) => {
      if (row.isEmpty("curve")) throw row.error("curve", "a sample belongs to a curve")
      const curve = whole(row, "curve", wholeRange, 0)
      const time = micros(row, "time_s")
      const [cpus, mem] = amounts(row, false)
      if (curve !== latest.curve) {
        if (rowOf.has(curve))
          throw row.error("curve", "the rows of a curve stand together", "Sort the table.")
        rowOf.set(curve, builder.curve())
      } else if (time < latest.time)
        throw row.error("time_s", `the row before is at ${latest.time / 1e6} s`, "Sort the table.")
      Object.assign(latest, { curve, time })
      builder.sample(time, cpus, mem)
    },
    settings,
    notes,
  )
  return { usage: builder.build(), rowOf, rows }
}
