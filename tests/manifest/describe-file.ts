/** What a file of the folder of traces is, in a row: kind, counts, and one checksum over all its columns. */
import { Digest } from "../../sim/index.ts"
import { readTrace, workloadChecksum } from "../../workloads/index.ts"
import { traceFile } from "../data.ts"

export const tableColumns = [
  "path",
  "format",
  "kind",
  "rows",
  "jobs",
  "tasks",
  "agents",
  "skipped",
  "checksum",
] as const

type Import = Awaited<ReturnType<typeof readTrace>>

/** Recognised without being told. Cells in the order of `tableColumns`. */
export async function describeFile(path: string): Promise<string[]> {
  const read = await readTrace({ paths: [traceFile(path)] })
  return [path, ...describeImport(read)]
}

/** The row without its path. */
function describeImport(read: Import): string[] {
  const { format, kind, rows, jobs, tasks, agents, skipped } = read.card
  const skippedRows = skipped.reduce((sum, { count }) => sum + count, 0)
  return [format, kind, ...[rows, jobs, tasks, agents, skippedRows].map(String), checksumOf(read)]
}

/** Over the workload's columns, or where nothing is asked of machines, over what was measured. */
function checksumOf({ workload, measured }: Import): string {
  if (measured === undefined) return workloadChecksum(workload)
  const digest = new Digest()
  for (const [name, column] of Object.entries(measured)) {
    digest.text(name)
    digest.number(column.length)
    for (const value of column) digest.text(String(value))
  }
  return digest.hex()
}
