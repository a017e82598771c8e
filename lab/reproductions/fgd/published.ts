/** The published means and deviations: `expected/fgd.csv`, recomputed from the artifact's own tables. */
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { parse } from "csv-parse/sync"
import { ReproductionError } from "../contract.ts"

/** Percent of the GPUs, at a percent of them asked for. */
export interface PublishedLevel {
  readonly workload: string
  /** "06-FGD" */
  readonly policy: string
  readonly arrived: number
  readonly mean: number
  /** Over 10 seeds. */
  readonly deviation: number
}

/** Empty where the file is not there. */
export async function publishedLevels(data: string): Promise<readonly PublishedLevel[]> {
  const file = join(data, "expected", "fgd.csv")
  const text = await readFile(file, "utf8").catch(() => undefined)
  if (text === undefined) return []
  const rows: readonly Readonly<Record<string, string>>[] = parse(text, { columns: true, comment: "#" })
  return rows.map((row, i) => {
    const number = (column: string) => {
      const value = Number(row[column])
      if (row[column] === undefined || row[column] === "" || !Number.isFinite(value))
        throw new ReproductionError(`${file}: ${column} of row ${i + 1} is no number; fetch the file again.`)
      return value
    }
    return {
      workload: row["workload"],
      policy: row["policy"],
      arrived: number("arrived_pct"),
      mean: number("alloc_pct_mean"),
      deviation: number("alloc_pct_sd"),
    }
  })
}
