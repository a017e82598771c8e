/** A log as RLScheduler reads it, which is not as we read one elsewhere. Source: DIR-LAB/deep-batch-scheduler, job.py. */
import { basename } from "node:path"
import type { Request } from "../../../policies/index.ts"
import { readByteRows, readHeaderLine, swfDialect, TraceError } from "../../../workloads/index.ts"

export interface LoggedJob extends Request {
  readonly runS: number
  readonly nodes: number
}

export interface JobLog {
  readonly name: string
  /** In the order of the jobs' numbers. */
  readonly jobs: readonly LoggedJob[]
  readonly nodes: number
  readonly processors: number
  /** Requests of nothing, by which theirs would divide. */
  readonly requestsMended: number
}

/** Throws TraceError where a row is broken or the header names no machine. */
export async function readJobLog(path: string): Promise<JobLog> {
  const header = new Map<string, string>()
  const numbered: { readonly id: number; readonly row: RawJob }[] = []
  await readByteRows(
    [path],
    swfDialect,
    (row) => {
      const [id, submitS, runS] = [row.integer(0), row.integer(1), row.integer(3)]
      const processors = Math.max(row.integer(4), row.integer(7))
      numbered.push({ id, row: { submitS, runS, processors, requestedS: row.integer(8) } })
    },
    { onComment: (text) => readHeaderLine(text, header) },
  )
  const nodes = count(header.get("MaxNodes"))
  if (nodes === 0)
    throw new TraceError({
      file: path,
      found: 'the header has no line "; MaxNodes: …"',
      expected: "RLScheduler takes the machine from there",
      fix: "Add the line with the number of nodes.",
    })
  const processors = count(header.get("MaxProcs")) || nodes
  numbered.sort((a, b) => a.id - b.id)
  const rows = numbered.map(({ row }) => row).filter(({ runS }) => runS !== 0)
  return {
    name: basename(path).replace(/\.(?:gz|zst)$/, ""),
    jobs: rows.map((row) => jobOf(row, processors / nodes)),
    nodes,
    processors,
    requestsMended: rows.filter((row) => requestOf(row) === 0).length,
  }
}

interface RawJob {
  readonly submitS: number
  readonly runS: number
  readonly requestedS: number
  readonly processors: number
}

/** A job that ran for less than nothing counts as one of ten seconds, but its missing request stays what it was. */
function jobOf(row: RawJob, processorsPerNode: number): LoggedJob {
  const { submitS, runS, processors } = row
  return {
    submitS,
    runS: runS < 0 ? 10 : runS,
    requestS: requestOf(row) || 1,
    processors,
    nodes: Math.ceil(processors / processorsPerNode),
  }
}

const requestOf = ({ requestedS, runS }: RawJob) => (requestedS === -1 ? runS : requestedS)

const count = (text: string | undefined) => Number(/^\d{1,9}/.exec(text ?? "")?.[0] ?? 0)
