/**
 * The machines of an extended SWF log, `NAME.swf.machines` (Alea, the Czech metacentre's logs): id, name, nodes, cores
 * per node, relative speed, KiB of memory per node, between blanks. An inventory; swf.ts takes it from beside its log.
 */
import { AgentTableBuilder } from "../../sim/index.ts"
import { CardNotes } from "./card-notes.ts"
import { inventory } from "./inventory.ts"
import { readMachineList } from "./swf-machines.ts"
import type { ReadSettings, TraceFormat, TraceImport } from "./trace-format.ts"

export const swfMachineList: TraceFormat = {
  name: "swf-machines",
  about: "The clusters of an extended SWF log: nodes, cores, speed and memory; machines, no workload",
  citation:
    "Klusáček, Rudová: Alea 2, job scheduling simulator, SIMUTools 2010; Parallel Workloads Archive, extended logs.",
  licence: "no formal licence: acknowledge the archive and whoever provided the log",
  recognise: (lines) => {
    const clusters = lines.filter((line) => line.trim() !== "").slice(0, 20)
    const isCluster = (line: string) =>
      /^\s*\d+\s+[A-Za-z]\S*\s+\d+\s+\d+\s+\d+(?:\.\d+)?\s+-?\d+\s*$/.test(line)
    return clusters.length > 0 && clusters.every(isCluster)
  },
  read: readList,
}

async function readList(paths: readonly string[], settings: ReadSettings): Promise<TraceImport> {
  const notes = new CardNotes(settings)
  const builder = new AgentTableBuilder()
  let rows = 0
  for (const path of paths) rows += await readMachineList(path, builder, settings, notes)
  return inventory(swfMachineList, paths, rows, builder.build("node-"), notes)
}
