/** A list of jobs as the published simulator ran them: id, workload, submit, tasks, duration, cpus, mem; s and GiB. */
import {
  type AgentTable,
  AgentTableBuilder,
  amounts,
  type JobTable,
  JobTableBuilder,
  seconds,
} from "../../../sim/index.ts"
import { readByteRows, TraceError } from "../../../workloads/index.ts"

/** The two workloads of the paper; each is a role with one framework. */
export const workloadNames = ["Batch", "Service"] as const
export const batch = 0
export const service = 1

export interface ListedJob {
  readonly id: number
  readonly workload: typeof batch | typeof service
  readonly submitS: number
  readonly tasks: number
  readonly durationS: number
  readonly cpus: number
  readonly memGiB: number
}

const columns = ["id", "workload", "submit", "tasks", "duration", "cpus", "mem"]
const mebibytesPerGibibyte = 1024

/** Throws TraceError for a cell that is none. */
export async function readJobList(path: string): Promise<readonly ListedJob[]> {
  const jobs: ListedJob[] = []
  await readByteRows([path], { separator: "comma", columns, fewestCells: columns.length }, (row) => {
    if (row.line === 1 && row.text(0) === columns[0]) return
    const refuse = (column: number, expected: string) => {
      throw new TraceError({
        file: row.file,
        line: row.line,
        columnNumber: column + 1,
        column: columns[column],
        found: row.text(column),
        expected,
        fix: "Fix the row or drop it.",
      })
    }
    const atLeast = (column: number, least: number, value: number) => {
      if (value < least) refuse(column, `it must be at least ${least}`)
      return value
    }
    const workload = workloadNames.findIndex((name) => name === row.text(1))
    if (workload < 0) refuse(1, `it must be ${workloadNames.join(" or ")}`)
    jobs.push({
      id: row.integer(0),
      workload: workload === batch ? batch : service,
      submitS: atLeast(2, 0, row.number(2)),
      tasks: atLeast(3, 1, row.integer(3)),
      durationS: atLeast(4, 0, row.number(4)),
      cpus: atLeast(5, 0, row.number(5)),
      memGiB: atLeast(6, 0, row.number(6)),
    })
  })
  return jobs
}

/**
 * The list as columns. With `batchTimes` batch jobs arrive so many times as often, by as many copies of their list, each
 * squeezed into its part of the `hours`.
 */
export function jobTable(list: readonly ListedJob[], hours: number, batchTimes = 1): JobTable {
  const builder = new JobTableBuilder()
  const frameworks = workloadNames.map((name) => builder.framework(name, builder.role(name)))
  for (const job of list) {
    const copies = job.workload === batch ? batchTimes : 1
    for (let copy = 0; copy < copies; copy++) {
      const submitS = (copy * hours * 3600 + job.submitS) / copies
      if (job.submitS > hours * 3600) break
      builder.job({ arrival: seconds(submitS), framework: frameworks[job.workload], label: job.id })
      builder.stage()
      const { cpus, mem } = amountsOf(job)
      const shape = builder.shape(cpus, mem)
      for (let task = 0; task < job.tasks; task++) builder.task(shape, seconds(job.durationS), 0, task)
    }
  }
  return builder.build()
}

/** Machines of one size, in cores and GiB. */
export function cellOf(
  machines: number,
  size: { readonly cpus: number; readonly memGiB: number },
): AgentTable {
  const builder = new AgentTableBuilder()
  const capacity = amounts({ cpus: size.cpus, mem: size.memGiB * mebibytesPerGibibyte })
  for (let machine = 0; machine < machines; machine++) builder.agent(capacity, machine)
  return builder.build()
}

function amountsOf({ cpus, memGiB }: ListedJob): { readonly cpus: number; readonly mem: number } {
  const [cpu, mem] = amounts({ cpus, mem: memGiB * mebibytesPerGibibyte })
  return { cpus: cpu, mem }
}
