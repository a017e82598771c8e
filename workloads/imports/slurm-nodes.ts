/**
 * Slurm's nodes as `scontrol show node` prints them, in paragraphs or one per line (`-o`): NodeName=…, CPUTot,
 * RealMemory and TmpDisk in MB (which Slurm counts as MiB), Gres=gpu:a100:8, State=IDLE+DRAIN.
 * https://slurm.schedmd.com/scontrol.html. Nodes that are down, drained or not there are left out.
 */
import { AgentTableBuilder, thousandthsPerUnit } from "../../sim/index.ts"
import { readByteRows } from "../traces/byte-rows.ts"
import { CardNotes } from "../traces/card-notes.ts"
import { amountRange, countRange } from "../traces/cell-ranges.ts"
import { inventory } from "../traces/inventory.ts"
import { nameAndNumber } from "../traces/labels.ts"
import { numberFromText } from "../traces/numbers.ts"
import { cellError, type Dialect, type Row } from "../traces/rows.ts"
import { type ReadSettings, rowsUnder, type TraceFormat, type TraceImport } from "../traces/trace-format.ts"

export const slurmNodes: TraceFormat = {
  name: "slurm-nodes",
  about: "Your Slurm cluster's machines: scontrol show node",
  citation: "Slurm, scontrol show node.",
  licence: "the data are yours",
  recognise: (lines) =>
    lines.some((line) => /^NodeName=\S+ /.test(line)) && lines.some((line) => /\bCPUTot=/.test(line)),
  read: readNodes,
}

const dialect: Dialect = { separator: "blanks", columns: [], fewestCells: 1 }

interface Node {
  readonly name: string
  cpus: number
  memMib: number
  diskMib: number
  gpus: number
  state: string
}

async function readNodes(paths: readonly string[], settings: ReadSettings): Promise<TraceImport> {
  const notes = new CardNotes(settings)
  const { nodes, builder } = await readSlurmNodes(paths, settings, notes)
  return inventory(slurmNodes, paths, nodes, builder.build("node-"), notes)
}

/** The nodes that are up, and how many there are in all. */
export async function readSlurmNodes(paths: readonly string[], settings: ReadSettings, notes: CardNotes) {
  const nodes: Node[] = []
  await readByteRows(paths, dialect, (row) => takeLine(row, nodes), rowsUnder(settings, notes))
  const builder = new AgentTableBuilder()
  let away = 0
  for (const { name, cpus, memMib, diskMib, gpus, state } of nodes) {
    if (/DOWN|DRAIN|FAIL|FUTURE|UNKNOWN|POWERED_DOWN|NOT_RESPONDING|\*/.test(state)) {
      away++
      continue
    }
    const { label = builder.count } = nameAndNumber(name)
    builder.agent(
      [cpus, memMib, diskMib, gpus].map((units) => units * thousandthsPerUnit),
      label,
    )
    builder.describe({ name })
  }
  if (away > 0) notes.dropped.push(`${away} nodes that are down, drained or do not answer`)
  notes.dropped.push("features, partitions, sockets, weights: not read")
  return { nodes: nodes.length, builder }
}

/** What a line tells of the node that was named last. */
function takeLine(row: Row, nodes: Node[]): void {
  for (let column = 0; column < row.cellCount; column++) {
    const [, key, value] = /^(\w+)=(.*)$/.exec(row.text(column)) ?? []
    if (key === undefined) continue
    if (key === "NodeName") nodes.push({ name: value, cpus: 0, memMib: 0, diskMib: 0, gpus: 0, state: "" })
    const node = nodes.at(-1)
    if (node === undefined) throw cellError(row, dialect, column, "a node begins with NodeName=")
    const amount = (most: number) => {
      const number = numberFromText(value)
      if (Number.isInteger(number) && number >= 0 && number <= most) return number
      throw cellError(row, dialect, column, `${key} must be a whole number, 0 to ${most}`)
    }
    if (key === "CPUTot") node.cpus = amount(countRange.most)
    else if (key === "RealMemory") node.memMib = amount(amountRange.most)
    else if (key === "TmpDisk") node.diskMib = amount(amountRange.most)
    else if (key === "Gres") node.gpus = gpusIn(value)
    else if (key === "State") node.state = value
  }
}

/** "gpu:a100:8(S:0-1),gpu:1" is nine. */
function gpusIn(gres: string): number {
  let count = 0
  for (const [, digits] of gres.matchAll(/(?:^|,)gpu(?::[\w.-]*[A-Za-z_][\w.-]*)?:(\d{1,6})(?=[(,]|$)/g))
    count += numberFromText(digits)
  return count
}
