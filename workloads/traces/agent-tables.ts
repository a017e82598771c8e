/** Machines of several tables as one. */
import { type AgentTable, AgentTableBuilder, scalarCount } from "../../sim/index.ts"

/** In order of the tables; equal times of changes in that order, too. */
export function joinAgents(tables: readonly AgentTable[]): AgentTable {
  const builder = new AgentTableBuilder()
  const firsts = tables.map((table) => {
    const first = builder.count
    for (let agent = 0; agent < table.count; agent++) {
      builder.agent(rowOf(table.capacity, agent), table.label[agent], table.upAtStart[agent] === 1)
      const name = table.names?.[agent]
      const attributes = table.attributeSets[table.attributes?.[agent] ?? 0]
      builder.describe({ name: name === "" ? undefined : name, attributes })
    }
    return first
  })
  const changes = tables.flatMap(({ changes: own }, i) =>
    Array.from({ length: own.count }, (_, row) => ({ own, row, first: firsts[i] })),
  )
  changes.sort((a, b) => a.own.time[a.row] - b.own.time[b.row])
  for (const { own, row, first } of changes)
    builder.change(own.time[row], own.agent[row] + first, own.change[row], rowOf(own.capacity, row))
  const prefixes = new Set(tables.map(({ labelPrefix }) => labelPrefix))
  return builder.build(prefixes.size === 1 ? tables[0].labelPrefix : "agent-")
}

const rowOf = (table: Float64Array, row: number) => table.subarray(row * scalarCount, (row + 1) * scalarCount)
