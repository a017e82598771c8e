/**
 * Google's machine_events: who is there at time 0, and what is added, removed and resized later.
 * Columns: time, machine_id, event_type (0 ADD, 1 REMOVE, 2 UPDATE), platform_id, cpus, memory.
 */
import { agentJoins, agentLost, agentResized, type AgentTable, AgentTableBuilder } from "../../sim/index.ts"
import { readByteRows } from "./byte-rows.ts"
import { cpuThousandths, memThousandths } from "./google-tasks.ts"
import type { CardNotes } from "./card-notes.ts"
import { cellError, type Dialect, type Row } from "./rows.ts"
import { type ReadSettings, rowsUnder } from "./trace-format.ts"

const dialect: Dialect = {
  separator: "comma",
  columns: ["time", "machine_id", "event_type", "platform_id", "cpus", "memory"],
  fewestCells: 6,
}

const add = 0
const remove = 1
const update = 2

interface Machine {
  readonly agent: number
  isUp: boolean
  cpus: number
  mem: number
}

/** Machines up to `horizon` (µs); later events are left out and counted, as are events that change nothing. */
export async function readMachines(
  paths: readonly string[],
  horizon: number,
  settings: ReadSettings,
  notes: CardNotes,
): Promise<{ readonly agents: AgentTable; readonly rows: number }> {
  const machines = new Map<number, Machine>()
  const builder = new AgentTableBuilder()
  const counts = { late: 0, redundant: 0 }
  let last = 0
  const rows = await readByteRows(
    paths,
    dialect,
    (row) => {
      const time = row.integer(0)
      if (time < last)
        throw cellError(
          row,
          dialect,
          0,
          `times must ascend, and the row before is at ${last}`,
          "Sort the file.",
        )
      last = time
      take(row, time)
    },
    rowsUnder(settings, notes),
  )
  if (counts.late > 0) notes.dropped.push(`${counts.late} machine events after the last task event`)
  if (counts.redundant > 0) notes.dropped.push(`${counts.redundant} machine events that change nothing`)
  notes.dropped.push("platform_id: machines differ here by capacity only")
  return { agents: builder.build("machine-"), rows }

  function take(row: Row, time: number): void {
    const id = row.integer(1)
    const event = row.integer(2)
    if (event !== add && event !== remove && event !== update)
      throw cellError(row, dialect, 2, "an event type is 0 (ADD), 1 (REMOVE) or 2 (UPDATE)")
    if (event !== remove && (row.isEmpty(4) || row.isEmpty(5)))
      return notes.skip("machine row without capacity", row)
    if (time > horizon) {
      counts.late++
      return
    }
    const known = machines.get(id)
    if (event === remove) {
      if (known?.isUp !== true) {
        counts.redundant++
        return
      }
      known.isUp = false
      return builder.change(time, known.agent, agentLost, [])
    }
    const cpus = cpuThousandths(share(row, 4))
    const mem = memThousandths(share(row, 5))
    if (known === undefined && event === add) {
      const agent = builder.agent([cpus, mem], id, time === 0)
      machines.set(id, { agent, isUp: true, cpus, mem })
      if (time > 0) builder.change(time, agent, agentJoins, [cpus, mem])
      return
    }
    const changesNothing = known?.isUp === true && known.cpus === cpus && known.mem === mem
    if (known === undefined || changesNothing || (event === update && !known.isUp)) {
      counts.redundant++
      return
    }
    builder.change(time, known.agent, known.isUp ? agentResized : agentJoins, [cpus, mem])
    Object.assign(known, { isUp: true, cpus, mem })
  }
}

/** True if these lines can be machine_events. */
export function hasMachineCells(lines: readonly string[]): boolean {
  return (
    lines.length > 0 &&
    lines.slice(0, 20).every((line) => /^\d+,\d+,[012],[^,]*,[\d.eE+-]*,[\d.eE+-]*$/.test(line))
  )
}

function share(row: Row, column: number): number {
  const value = row.number(column)
  if (!(value >= 0 && value <= 1))
    throw cellError(row, dialect, column, "a capacity is a fraction of the largest machine, 0 to 1")
  return value
}
