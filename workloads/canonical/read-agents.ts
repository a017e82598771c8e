/** The tables of machines and of what happens to them. */
import { agentJoins, agentLost, agentResized, type AgentTable, AgentTableBuilder } from "../../sim/index.ts"
import type { CardNotes } from "../traces/card-notes.ts"
import { type NamedRow, readNamedRows } from "../traces/named-rows.ts"
import type { ReadSettings } from "../traces/trace-format.ts"
import { amounts, flag, id, micros, oneOf, text, whole, wholeRange } from "./read-cells.ts"
import { agentEventNames, attributePrefix } from "./schema.ts"
import { readTableRows } from "./table-rows.ts"

interface AgentFiles {
  readonly agents: readonly string[]
  readonly events: readonly string[]
  /** The attribute columns that the headers of `agents` tell. */
  readonly attributes: readonly string[]
  readonly prefix: string
}

interface Change {
  readonly time: number
  readonly agent: number
  readonly change: number
  readonly capacity: Float64Array
}

/** Throws TraceError. `rows` counts those of both tables. */
export async function readAgents(
  files: AgentFiles,
  settings: ReadSettings,
  notes: CardNotes,
): Promise<{ agents: AgentTable; rows: number }> {
  const builder = new AgentTableBuilder()
  const places = new Map<string, number>()
  const rows = await readNamedRows(
    files.agents,
    { needed: ["agent", "cpus"], source: readTableRows },
    takeAgent,
    settings,
    notes,
  )
  const changes: Change[] = []
  const eventRows = await readNamedRows(
    files.events,
    { needed: ["time_s", "agent", "event"], source: readTableRows },
    takeEvent,
    settings,
    notes,
  )
  changes.sort((a, b) => a.time - b.time)
  for (const { time, agent, change, capacity } of changes) builder.change(time, agent, change, capacity)
  return { agents: builder.build(files.prefix), rows: rows + eventRows }

  function takeAgent(row: NamedRow): void {
    const own = id(row, "agent")
    if (places.has(own.text)) {
      notes.duplicates++
      throw row.error("agent", "a machine is told once; what happens to it stands in agent_events")
    }
    const capacity = amounts(row, true)
    const isUp = flag(row, "up_at_start", 1) === 1
    const label = whole(row, "label", wholeRange, own.number ?? builder.count)
    const name = text(row, "name") ?? (own.number === undefined ? own.text : undefined)
    const attributes = attributesOf(row, files.attributes)
    places.set(own.text, builder.agent(capacity, label, isUp))
    builder.describe({ name, ...(attributes === undefined ? {} : { attributes }) })
  }

  function takeEvent(row: NamedRow): void {
    const time = micros(row, "time_s")
    const agent = places.get(id(row, "agent").text)
    if (agent === undefined) throw row.error("agent", "an event is about a row of agents")
    // In the order of agentEventNames.
    const change = [agentLost, agentJoins, agentResized][oneOf(row, "event", agentEventNames)]
    changes.push({ time, agent, change, capacity: amounts(row, change !== agentLost) })
  }
}

function attributesOf(row: NamedRow, columns: readonly string[]): Record<string, string> | undefined {
  const told = columns.flatMap((column) => {
    const value = text(row, column)
    return value === undefined ? [] : [[column.slice(attributePrefix.length), value] as const]
  })
  return told.length === 0 ? undefined : Object.fromEntries(told)
}
