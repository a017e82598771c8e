/** Clusters as they were published: how many machines of which size. Counts are facts; no row of a trace is here. */
import { type AgentTable, AgentTableBuilder, amounts } from "../../sim/index.ts"

export interface MachineMix {
  readonly name: string
  readonly source: string
  readonly make: () => AgentTable
}

interface Machine {
  readonly count: number
  readonly cpus: number
  readonly memMib: number
  readonly gpus?: number
  readonly model?: string
}

/**
 * Google's cell at the start of the trace, 12,477 machines, as fractions of the largest, which is taken as 64 cores and
 * 256 GiB like by the reader of the trace.
 */
const google: readonly Machine[] = (
  [
    [6672, 0.5, 0.4995],
    [3835, 0.5, 0.2493],
    [992, 0.5, 0.749],
    [788, 1, 1],
    [123, 0.25, 0.2498],
    [54, 0.5, 0.1241],
    [5, 0.5, 0.03085],
    [4, 0.5, 0.9678],
    [3, 1, 0.5],
    [1, 0.5, 0.06158],
  ] as const
).map(([count, cpus, mem]) => ({ count, cpus: 64 * cpus, memMib: 256 * 1024 * mem }))

/** Alibaba's GPU nodes of 2023. */
const openb: readonly Machine[] = (
  [
    [549, 96, 393_216, 8, "G2"],
    [387, 104, 524_288, 2, "T4"],
    [107, 16, 122_880, 2, "P100"],
    [39, 128, 786_432, 8, "G3"],
    [28, 32, 131_072, 4, "V100M16"],
    [22, 64, 262_144, 2, "P100"],
    [21, 96, 786_432, 8, "V100M32"],
    [19, 8, 32_768, 1, "V100M16"],
    [17, 96, 393_216, 4, "T4"],
    [9, 48, 376_832, 4, "V100M32"],
    [7, 64, 262_144, 8, "V100M16"],
    [3, 8, 61_440, 1, "P100"],
    [2, 8, 61_440, 2, "P100"],
    [2, 128, 1_048_576, 1, "A10"],
    [1, 82, 344_064, 8, "V100M16"],
  ] as const
).map(([count, cpus, memMib, gpus, model]) => ({ count, cpus, memMib, gpus, model }))

export const machineMixes: readonly MachineMix[] = [
  {
    name: "google-2011",
    source:
      "Wilkes, Reiss, Hellerstein: Google cluster-usage traces v2, 2011 (CC-BY 4.0), machine_events at time 0",
    make: () => machines(google),
  },
  {
    name: "openb-2023",
    source: "Weng et al., USENIX ATC 2023; Alibaba cluster-trace-gpu-v2023, openb_node_list_gpu_node",
    make: () => machines(openb),
  },
]

function machines(mix: readonly Machine[]): AgentTable {
  const builder = new AgentTableBuilder()
  for (const { count, cpus, memMib, gpus = 0, model } of mix) {
    const capacity = amounts({ cpus, mem: memMib, gpus })
    for (let i = 0; i < count; i++) {
      builder.agent(capacity, builder.count)
      if (model !== undefined) builder.describe({ attributes: { gpu_model: model } })
    }
  }
  return builder.build()
}
