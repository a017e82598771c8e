/**
 * Google's machine_events: who is there at time 0, and what is added, removed and resized later.
 * Columns: time, machine_id, event_type (0 ADD, 1 REMOVE, 2 UPDATE), platform_id, cpus, memory.
 */
import { agentJoins, agentLost, agentResized, type AgentTable, AgentTableBuilder } from "../../sim/index.ts"
import { readByteRows } from "./byte-rows.ts"
import { cpuThousandths, memThousandths } from "./google-tasks.ts"
import type { CardNotes, CellRange } from "./card-notes.ts"
import type { Dialect, Row } from "./rows.ts"
import { type ReadSettings, rowsUnder } from "./trace-format.ts"

export const machineEventsDialect: Dialect = {
  separator: "comma",
  columns: ["time", "machine_id", "event_type", "platform_id", "cpus", "memory"],
  fewestCells: 6,
}

const add = 0
const remove = 1
const update = 2

const idRange: CellRange = {
  least: 0,
  most: Number.MAX_SAFE_INTEGER,
  expected: "a machine id is a whole number, 0 or more",
}
const eventRange: CellRange = {
  least: 0,
  most: 2,
  expected: "an event type is 0 (ADD), 1 (REMOVE) or 2 (UPDATE)",
}
const shareRange: CellRange = {
  least: 0,
  most: 1,
  whole: false,
  expected: "a capacity is a fraction of the largest machine, 0 to 1",
}

interface Machine {
  readonly agent: number
  isUp: boolean
  cpus: number
  mem: number
}

export interface GoogleMachines {
  readonly agents: AgentTable
  readonly rows: number
  /** µs of the last event. */
  readonly lastTime: number
}

/**
 * Machines up to `horizon` (µs; without one, all); later events are left out and counted, as are events that change
 * nothing.
 */
export async function readMachines(
  paths: readonly string[],
  horizon = Number.POSITIVE_INFINITY,
  settings: ReadSettings,
  notes: CardNotes,
): Promise<GoogleMachines> {
  const machines = new Map<number, Machine>()
  const builder = new AgentTableBuilder()
  const counts = { late: 0, redundant: 0 }
  let last = 0
  const within = (row: Row, column: number, range: CellRange) =>
    notes.within(row, machineEventsDialect, column, range)
  const rows = await readByteRows(paths, machineEventsDialect, take, rowsUnder(settings, notes))
  if (counts.late > 0) notes.dropped.push(`${counts.late} machine events after the last task event`)
  if (counts.redundant > 0) notes.dropped.push(`${counts.redundant} machine events that change nothing`)
  return { agents: builder.build("machine-"), rows, lastTime: last }

  function take(row: Row): void {
    const time = within(row, 0, {
      least: last,
      most: Number.MAX_SAFE_INTEGER,
      expected: "times must ascend",
      fix: `The row before is at ${last}: sort the file.`,
    })
    const [id, event] = [within(row, 1, idRange), within(row, 2, eventRange)]
    if (event !== remove && (row.isEmpty(4) || row.isEmpty(5)))
      return notes.skip("machine row without capacity", row)
    const cpus = event === remove ? 0 : cpuThousandths(within(row, 4, shareRange))
    const mem = event === remove ? 0 : memThousandths(within(row, 5, shareRange))
    last = time
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
    if (known === undefined && event === add) {
      const agent = builder.agent([cpus, mem], id, time === 0)
      if (!row.isEmpty(3)) builder.describe({ attributes: { platform: row.text(3) } })
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
