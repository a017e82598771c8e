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

/** What happened to a machine; capacities in thousandths, 0 for a REMOVE. */
export interface MachineEvent {
  readonly time: number
  readonly id: number
  readonly event: "add" | "remove" | "update"
  readonly cpus: number
  readonly mem: number
  readonly platform: string
}

/**
 * Machines up to `horizon` (µs; without one, all); later events are left out and counted, as are events that change
 * nothing.
 */
export async function readMachines(
  paths: readonly string[],
  horizon: number | undefined,
  settings: ReadSettings,
  notes: CardNotes,
): Promise<GoogleMachines> {
  const book = new GoogleMachineBook(horizon)
  const within = (row: Row, column: number, range: CellRange) =>
    notes.within(row, machineEventsDialect, column, range)
  const take = (row: Row) => {
    const time = within(row, 0, book.timeRange())
    const [id, code] = [within(row, 1, idRange), within(row, 2, eventRange)]
    const event = (["add", "remove", "update"] as const)[code]
    if (event !== "remove" && (row.isEmpty(4) || row.isEmpty(5)))
      return notes.skip("machine row without capacity", row)
    const cpus = event === "remove" ? 0 : cpuThousandths(within(row, 4, shareRange))
    const mem = event === "remove" ? 0 : memThousandths(within(row, 5, shareRange))
    book.take({ time, id, event, cpus, mem, platform: row.text(3) })
  }
  const rows = await readByteRows(paths, machineEventsDialect, take, rowsUnder(settings, notes))
  return { agents: book.build(notes), rows, lastTime: book.lastTime }
}

/** The machines while their events pass by, in order of time. */
export class GoogleMachineBook {
  lastTime = 0
  readonly #horizon: number
  readonly #machines = new Map<number, Machine>()
  readonly #builder = new AgentTableBuilder()
  readonly #counts = { late: 0, redundant: 0 }

  constructor(horizon = Number.POSITIVE_INFINITY) {
    this.#horizon = horizon
  }

  timeRange(): CellRange {
    return {
      least: this.lastTime,
      most: Number.MAX_SAFE_INTEGER,
      expected: "times must ascend",
      fix: `The row before is at ${this.lastTime}: sort the file.`,
    }
  }

  take({ time, id, event, cpus, mem, platform }: MachineEvent): void {
    this.lastTime = time
    const known = this.#machines.get(id)
    if (time > this.#horizon) this.#counts.late++
    else if (event === "remove") this.#remove(time, known)
    else if (known === undefined && event === "add") this.#add({ time, id, event, cpus, mem, platform })
    else {
      const changesNothing = known?.isUp === true && known.cpus === cpus && known.mem === mem
      if (known === undefined || changesNothing || (event === "update" && !known.isUp))
        this.#counts.redundant++
      else {
        this.#builder.change(time, known.agent, known.isUp ? agentResized : agentJoins, [cpus, mem])
        Object.assign(known, { isUp: true, cpus, mem })
      }
    }
  }

  build(notes: CardNotes): AgentTable {
    const { late, redundant } = this.#counts
    if (late > 0) notes.dropped.push(`${late} machine events after the last task event`)
    if (redundant > 0) notes.dropped.push(`${redundant} machine events that change nothing`)
    return this.#builder.build("machine-")
  }

  #add({ time, id, cpus, mem, platform }: MachineEvent): void {
    const agent = this.#builder.agent([cpus, mem], id, time === 0)
    if (platform !== "") this.#builder.describe({ attributes: { platform } })
    this.#machines.set(id, { agent, isUp: true, cpus, mem })
    if (time > 0) this.#builder.change(time, agent, agentJoins, [cpus, mem])
  }

  #remove(time: number, known: Machine | undefined): void {
    if (known?.isUp !== true) {
      this.#counts.redundant++
      return
    }
    known.isUp = false
    this.#builder.change(time, known.agent, agentLost, [])
  }
}

/** True if these lines can be machine_events. */
export function hasMachineCells(lines: readonly string[]): boolean {
  return (
    lines.length > 0 &&
    lines.slice(0, 20).every((line) => /^\d+,\d+,[012],[^,]*,[\d.eE+-]*,[\d.eE+-]*$/.test(line))
  )
}
