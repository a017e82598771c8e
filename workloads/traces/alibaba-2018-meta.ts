/** Machines and containers of Alibaba's trace of 2018: tables that say at some times what state each is in. */
import {
  agentJoins,
  agentLost,
  type AgentTable,
  AgentTableBuilder,
  endsFinished,
  type JobTableBuilder,
  microsPerSecond,
  never,
} from "../../sim/index.ts"
import { hundredthsOfMemory, memPerHundredth } from "./alibaba-2018-batch.ts"
import { hundredthsRange, hundredthsToThousandths } from "./alibaba-units.ts"
import { readByteRows } from "./byte-rows.ts"
import type { CardNotes, CellRange } from "./card-notes.ts"
import { countRange, timeRange } from "./cell-ranges.ts"
import { nameAndNumber } from "./labels.ts"
import type { Dialect, Row } from "./rows.ts"
import type { JobDescription, StagedJobs } from "./staged-jobs.ts"
import { type ReadSettings, rowsUnder } from "./trace-format.ts"

export const machineRow = /^m_\d+,\d*,[^,]*,[^,]*,\d*,[\d.]*,[A-Z_]*$/
export const containerRow = /^c_\d+,m_\d+,\d*,app_[^,]*,[a-z]*,\d*,\d*,[\d.]*$/

const machinesDialect: Dialect = {
  separator: "comma",
  columns: [
    "machine_id",
    "time_stamp",
    "failure_domain_1",
    "failure_domain_2",
    "cpu_num",
    "mem_size",
    "status",
  ],
  fewestCells: 7,
}
const containersDialect: Dialect = {
  separator: "comma",
  columns: [
    "container_id",
    "machine_id",
    "time_stamp",
    "app_du",
    "status",
    "cpu_request",
    "cpu_limit",
    "mem_size",
  ],
  fewestCells: 8,
}
const second = timeRange(microsPerSecond)

/** A machine's first row tells its size; later ones only whether it is in use, which is the status USING. */
export async function readMachineMeta(
  paths: readonly string[],
  settings: ReadSettings,
  notes: CardNotes,
): Promise<{ readonly agents: AgentTable; readonly rows: number }> {
  const builder = new AgentTableBuilder()
  const machines = new Map<string, { readonly agent: number; readonly capacity: number[] }>()
  const changes: {
    readonly time: number
    readonly agent: number
    readonly isUp: boolean
    readonly capacity: number[]
  }[] = []
  const within = (row: Row, column: number, range: CellRange) =>
    notes.within(row, machinesDialect, column, range)
  const take = (row: Row) => {
    const time = row.isEmpty(1) ? 0 : Math.round(within(row, 1, second) * microsPerSecond)
    if (row.isEmpty(4) || row.isEmpty(5)) return notes.skip("machine row without capacity", row)
    const capacity = [
      within(row, 4, countRange) * 1000,
      Math.round(within(row, 5, hundredthsOfMemory) * memPerHundredth),
    ]
    const [name, isUp] = [row.text(0), row.text(6) === "USING"]
    const known = machines.get(name)
    if (known !== undefined) {
      changes.push({ time, isUp, ...known })
      return
    }
    const { label = builder.count } = nameAndNumber(name)
    const agent = builder.agent(capacity, label, isUp)
    builder.describe({ attributes: { failure_domain_1: row.text(2), failure_domain_2: row.text(3) } })
    machines.set(name, { agent, capacity })
  }
  const rows = await readByteRows(paths, machinesDialect, take, rowsUnder(settings, notes))
  for (const { time, agent, isUp, capacity } of changes.sort((a, b) => a.time - b.time))
    builder.change(time, agent, isUp ? agentJoins : agentLost, isUp ? capacity : [])
  return { agents: builder.build("m_"), rows }
}

interface Container {
  readonly first: Row["line"]
  readonly file: string
  readonly app: string
  readonly label: number
  readonly shape: number
  readonly began: number
  ended: number
}

/** A service's container is a job of one task, from its first row to one that says it stopped; most never do. */
export async function readContainers(
  paths: readonly string[],
  builder: JobTableBuilder,
  staged: StagedJobs,
  firstJob: number,
  settings: ReadSettings,
  notes: CardNotes,
): Promise<{ readonly jobs: readonly JobDescription[]; readonly rows: number }> {
  if (paths.length === 0) return { jobs: [], rows: 0 }
  const containers = new Map<string, Container>()
  const within = (row: Row, column: number, range: CellRange) =>
    notes.within(row, containersDialect, column, range)
  const take = (row: Row) => {
    const time = row.isEmpty(2) ? 0 : Math.round(within(row, 2, second) * microsPerSecond)
    const known = containers.get(row.text(0))
    if (known !== undefined) {
      if (row.text(4) === "stopped" && time >= known.began) known.ended = time
      return
    }
    if (row.isEmpty(5) || row.isEmpty(7)) return notes.skip("container without requests", row)
    const shape = builder.shape(
      hundredthsToThousandths(within(row, 5, hundredthsRange)),
      Math.round(within(row, 7, hundredthsOfMemory) * memPerHundredth),
    )
    const { label = containers.size } = nameAndNumber(row.text(0))
    const [app, file, first] = [row.text(3), row.file, row.line]
    containers.set(row.text(0), { app, label, shape, began: time, ended: never, file, first })
  }
  const rows = await readByteRows(paths, containersDialect, take, rowsUnder(settings, notes))
  const role = builder.role("services")
  const jobs = [...containers.entries()].map(([name, container], i) => {
    const { app, label, shape, began, ended, file, first } = container
    const duration = ended === never ? never : ended - began
    staged.add(
      { job: firstJob + i, arrival: began, depth: 0, count: 1, shape, duration, ends: endsFinished },
      { file, line: first },
    )
    return { framework: builder.framework(app, role), label, name }
  })
  notes.assumptions.push("a container is a job of one task in the role services; a framework per app_du")
  notes.dropped.push(
    "cpu_limit: what a container may burst to",
    "machine_id: where it ran is its own decision",
  )
  return { jobs, rows }
}
