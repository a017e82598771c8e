/** Clusters as people have them today: what their own masters and tools print, read like traces. */
import type { TraceFormat } from "../traces/trace-format.ts"
import { kubernetes } from "./kubernetes.ts"
import { marathonApps } from "./marathon-apps.ts"
import { mesosState } from "./mesos-state.ts"
import { priceSheet } from "./price-sheet.ts"
import { slurmJobs } from "./slurm-jobs.ts"
import { slurmNodes } from "./slurm-nodes.ts"

export const importFormats: readonly TraceFormat[] = [
  mesosState,
  marathonApps,
  kubernetes,
  slurmJobs,
  slurmNodes,
  priceSheet,
]
