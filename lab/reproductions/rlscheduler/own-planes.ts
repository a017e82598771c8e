/**
 * The same sequences through Mesoscope's own batch planes: the queue is looked through anew at every arrival and every end,
 * waits are what they are, backfilling is EASY, and utilisation is measured up to the last end.
 */
import {
  arrivalOrder,
  batch,
  easyBackfilling,
  f1Order,
  type OrderFactory,
  shortestFirst,
  strictBackfilling,
  unicepOrder,
  wfp3Order,
} from "../../../policies/index.ts"
import {
  AgentTableBuilder,
  amounts,
  createSimulation,
  endsFinished,
  JobTableBuilder,
  seconds,
  thousandthsPerUnit,
} from "../../../sim/index.ts"
import type { Machine, SequenceResult } from "./environment.ts"
import type { LoggedJob } from "./jobs.ts"
import type { HeuristicName } from "./published.ts"

const orders: Readonly<Record<HeuristicName, OrderFactory>> = {
  fcfs: arrivalOrder,
  wfp3: wfp3Order,
  unicep: unicepOrder,
  sjf: shortestFirst,
  f1: f1Order,
}

/** Runs jobs[first] up to, not including, jobs[end]. Nodes are alike, so the machine is one agent and a job one task. */
export function runThroughOwnPlane(
  jobs: readonly LoggedJob[],
  first: number,
  end: number,
  machine: Machine,
  { heuristic, backfills }: { readonly heuristic: HeuristicName; readonly backfills: boolean },
): SequenceResult {
  const sequence = jobs.slice(first, end)
  const agents = new AgentTableBuilder()
  agents.agent(amounts({ cpus: machine.nodes }), 0)
  const plane = batch({
    name: `batch/${heuristic}`,
    order: orders[heuristic],
    backfilling: backfills ? easyBackfilling : strictBackfilling,
  })
  const simulation = createSimulation({ jobs: tableOf(sequence), agents: agents.build(), plane, seed: 0 })
  simulation.run()
  const { jobs: table, tasks } = simulation.view
  let slowdowns = 0
  let processorSeconds = 0
  let lastEndS = 0
  for (const [task, label] of table.jobLabel.entries()) {
    const { submitS, runS, processors } = sequence[label]
    const startS = tasks.firstStart[task] / seconds(1)
    slowdowns += Math.max(1, (startS - submitS + runS) / Math.max(runS, 10))
    processorSeconds += runS * processors
    lastEndS = Math.max(lastEndS, startS + runS)
  }
  const elapsedS = lastEndS - sequence[0].submitS
  return {
    boundedSlowdown: slowdowns / sequence.length,
    utilisation: processorSeconds / (elapsedS * machine.processors),
  }
}

function tableOf(sequence: readonly LoggedJob[]) {
  const builder = new JobTableBuilder()
  const framework = builder.framework("users", builder.role("users"))
  for (const [label, { submitS, runS, requestS, nodes }] of sequence.entries()) {
    builder.job({ arrival: seconds(submitS), framework, label, estimate: seconds(Math.max(requestS, 0)) })
    builder.stage()
    builder.task(builder.shape(nodes * thousandthsPerUnit, 0), seconds(runS), endsFinished, 0)
  }
  return builder.build()
}
