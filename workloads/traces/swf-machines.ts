/** The machines of a log: from its header, from a `.machines` file beside it, or from what its providers say. */
import { numberFromText } from "./numbers.ts"
import { type AgentTable, AgentTableBuilder } from "../../sim/index.ts"
import { readByteRows } from "./byte-rows.ts"
import { partName } from "./parts.ts"
import type { CardNotes, CellRange } from "./card-notes.ts"
import { countRange } from "./cell-ranges.ts"
import { cellError, type Dialect } from "./rows.ts"
import { isFile } from "./siblings.ts"
import { type ReadSettings, rowsUnder } from "./trace-format.ts"

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

const mostNodes = 1_000_000

const memoryRange: CellRange = { least: -1, most: 1e12, expected: "memory must be −1 (unknown) to 1e12 KiB" }

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
  if (list !== undefined) {
    const builder = new AgentTableBuilder()
    await readMachineList(list, builder, settings, notes)
    return { agents: builder.build("node-"), hasMemory: true }
  }
  const known = knownLogs.find(({ log }) => paths.some((path) => path.includes(log)))
  const processors = count(header, "MaxProcs") ?? count(header, "MaxNodes") ?? known?.processors
  const nodes = count(header, "MaxNodes") ?? known?.nodes ?? processors
  if (
    nodes === undefined ||
    processors === undefined ||
    !(nodes >= 1 && nodes <= Math.min(processors, mostNodes))
  ) {
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
  return digits === null ? undefined : numberFromText(digits[0])
}

async function siblingOf(paths: readonly string[]): Promise<string | undefined> {
  if (paths.length !== 1 || paths[0] === "-") return undefined
  const sibling = `${paths[0].replace(/\.gz$/, "")}.machines`
  return (await isFile(sibling)) ? sibling : undefined
}

/** Fills `builder` with the nodes of a list; resolves to its rows. */
export async function readMachineList(
  path: string,
  builder: AgentTableBuilder,
  settings: ReadSettings,
  notes: CardNotes,
): Promise<number> {
  const rows = await readByteRows(
    [path],
    machinesDialect,
    (row) => {
      const nodes = notes.within(row, machinesDialect, 2, countRange)
      const cores = notes.within(row, machinesDialect, 3, countRange)
      const memory = notes.within(row, machinesDialect, 5, memoryRange)
      if (builder.count + nodes > mostNodes)
        throw cellError(row, machinesDialect, 2, "a cluster has at most 1,000,000 nodes")
      const mem = Math.floor((Math.max(0, memory) / 1024) * 1000)
      for (let node = 0; node < nodes; node++) builder.agent([cores * 1000, mem], builder.count)
    },
    rowsUnder(settings, notes),
  )
  notes.assumptions.push(`machines from ${partName(path)}; their speeds are taken as equal`)
  return rows
}
