/**
 * Alibaba's GPU nodes for spot instances, 2026: model and number of GPUs, number of CPUs. CSV with a header. An
 * inventory: nothing is asked, and the trace tells no memory.
 */
import { AgentTableBuilder, thousandthsPerUnit } from "../../sim/index.ts"
import { CardNotes } from "./card-notes.ts"
import { idRange, countRange } from "./cell-ranges.ts"
import { inventory } from "./inventory.ts"
import { hasColumns } from "./headers.ts"
import { readNamedRows } from "./named-rows.ts"
import type { ReadSettings, TraceFormat, TraceImport } from "./trace-format.ts"

const columns = ["gpu_model", "gpu_capacity_num", "cpu_num", "node_name"]

export const alibabaSpot2026: TraceFormat = {
  name: "alibaba-spot-2026",
  about: "Alibaba's inventory of 4,278 GPU nodes of six models, 2026: machines, no workload",
  citation: "Alibaba cluster-trace-v2026-spot-gpu, node_info_df.csv, https://github.com/alibaba/clusterdata.",
  licence: "for research and study (Alibaba Group)",
  recognise: ([header]) => hasColumns(header, columns),
  read: readNodes,
}

async function readNodes(paths: readonly string[], settings: ReadSettings): Promise<TraceImport> {
  const notes = new CardNotes(settings)
  const builder = new AgentTableBuilder()
  const rows = await readNamedRows(
    paths,
    { needed: columns },
    (row) => {
      const cpus = row.number("cpu_num", countRange) * thousandthsPerUnit
      const gpus = row.number("gpu_capacity_num", countRange) * thousandthsPerUnit
      const label = row.number("node_name", idRange)
      if (!notes.isNew(label)) return
      builder.agent([cpus, 0, 0, gpus], label)
      builder.describe({ attributes: { model: row.text("gpu_model") } })
    },
    settings,
    notes,
  )
  notes.assumptions.push("memory and disk are 0: the inventory does not tell them")
  return inventory(alibabaSpot2026, paths, rows, builder.build("node-"), notes)
}
