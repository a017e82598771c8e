/** The machines of a log: from its header, from a `.machines` file beside it, or from what its providers say. */
import { type AgentTable, AgentTableBuilder } from "../../sim/index.ts"
import { readByteRows } from "./byte-rows.ts"
import { partName, storedSize } from "./parts.ts"
import type { CardNotes } from "./card-notes.ts"
import type { Dialect } from "./rows.ts"
import { TraceError } from "./trace-error.ts"
import type { ReadSettings } from "./trace-format.ts"

export interface SwfMachines {
  readonly agents: AgentTable
  readonly hasMemory: boolean
}

/** Logs that circulate without their header. Source: Parallel Workloads Archive, page of the log. */
const knownLogs = [{ log: "RICC-2010", nodes: 1024, processors: 8192 }]

/** Alea's list of clusters: id, name, nodes, cores per node, relative speed, KiB of memory per node. */
const machinesDialect: Dialect = {
  separator: "blanks",
  columns: ["id", "name", "nodes", "cores", "speed", "memory_kib"],
  fewestCells: 6,
}

/** "; MaxNodes: 338 (batch partition)" → MaxNodes is "338 (batch partition)". The first mention counts. */
export function readHeaderLine(text: string, header: Map<string, string>): void {
  const [, name, value] = /^;\s*([A-Za-z]+):\s*(.*?)\s*$/.exec(text) ?? []
  if (name !== undefined && !header.has(name)) header.set(name, value)
}

/** One agent per node. Undefined, with a note, where nothing tells the machines. */
export async function swfMachines(
  paths: readonly string[],
  header: ReadonlyMap<string, string>,
  settings: ReadSettings,
  notes: CardNotes,
): Promise<SwfMachines | undefined> {
  const list = settings.machines ?? (await siblingOf(paths))
  if (list !== undefined) return readMachineList(list, settings, notes)
  const known = knownLogs.find(({ log }) => paths.some((path) => path.includes(log)))
  const processors = count(header, "MaxProcs") ?? count(header, "MaxNodes") ?? known?.processors
  const nodes = count(header, "MaxNodes") ?? known?.nodes ?? processors
  if (nodes === undefined || processors === undefined || nodes < 1 || processors < nodes) {
    notes.assumptions.push("the log names no machines: give --agents NxSHAPE")
    return undefined
  }
  const builder = new AgentTableBuilder()
  const each = Math.floor(processors / nodes)
  const wider = processors - each * nodes
  for (let node = 0; node < nodes; node++) builder.agent([(node < wider ? each + 1 : each) * 1000], node)
  const shares = wider === 0 ? `${each}` : `${each} or ${each + 1}`
  const source =
    header.has("MaxProcs") || header.has("MaxNodes") ? "header" : "archive's page; the file has no header"
  notes.assumptions.push(`${nodes} nodes with ${shares} processors each (${source})`)
  return { agents: builder.build("node-"), hasMemory: false }
}

function count(header: ReadonlyMap<string, string>, name: string): number | undefined {
  const digits = /^\d{1,9}/.exec(header.get(name) ?? "")
  return digits === null ? undefined : Number(digits[0])
}

async function siblingOf(paths: readonly string[]): Promise<string | undefined> {
  if (paths.length !== 1 || paths[0] === "-") return undefined
  const sibling = `${paths[0].replace(/\.gz$/, "")}.machines`
  try {
    await storedSize([sibling])
    return sibling
  } catch (error) {
    if (error instanceof TraceError) return undefined
    throw error
  }
}

async function readMachineList(path: string, settings: ReadSettings, notes: CardNotes): Promise<SwfMachines> {
  const builder = new AgentTableBuilder()
  await readByteRows(
    [path],
    machinesDialect,
    (row) => {
      const [nodes, cores, memory] = [row.integer(2), row.integer(3), row.integer(5)]
      const mem = Math.floor((Math.max(0, memory) / 1024) * 1000)
      for (let node = 0; node < nodes; node++) builder.agent([cores * 1000, mem], builder.count)
    },
    settings,
  )
  notes.assumptions.push(`machines from ${partName(path)}; their speeds are taken as equal`)
  return { agents: builder.build("node-"), hasMemory: true }
}
