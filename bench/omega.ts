import { existsSync } from "node:fs"
import {
  cellOf,
  jobTable,
  publishedArchitectures,
  readJobList,
  runOnce,
} from "../lab/reproductions/omega/index.ts"
import { type AgentTable, createSimulation, type JobTable, seconds } from "../sim/index.ts"
import { omegaJobs } from "./data.ts"
import { type Bench, type BenchOptions, cpuSeconds, interleaved, type Measured } from "./harness.ts"

/**
 * The five architectures of the Omega paper over one day of 18,571 jobs with 885,516 tasks, as `reproduce
 * omega-eurosys13` runs them, statistics included. Events are arrivals, ends of tasks one by one, and the schedulers'
 * own; nothing is sampled, where the published simulator counts an event for every second.
 */
export const omegaBench: Bench = {
  name: "omega",
  about:
    "the Omega paper's architectures: events per CPU-second, against what its simulator was measured to do",
  run,
}

const hours = 24
const size = { cpus: 4, memGiB: 16 }
const end = seconds(hours * 3600)
const sweep = { tJob: seconds(1) }

/** Millions of events per CPU-second of google/cluster-scheduler-simulator on a machine of this kind, the best of its runs. */
const published = { monolithic: 0.93, omega: 0.83, mesos_10k: 0.01 }

async function run({ repetitions }: BenchOptions): Promise<Measured> {
  if (!existsSync(omegaJobs))
    return {
      metrics: {},
      ratios: {},
      remarks: [`not measured: there is no ${omegaJobs}; set MESOSCOPE_DATA`],
    }
  const jobs = jobTable(await readJobList(omegaJobs), hours)
  const cells = { small: cellOf(1000, size), large: cellOf(10_000, size) }
  const [single, multi, mesos, fine, coarse] = publishedArchitectures
  const speed = (architecture: typeof single, agents: AgentTable) => () => {
    let events = 0
    const cpu = cpuSeconds(
      () => (events = runOnce(architecture, sweep, { jobs, agents, end }, 1).events ?? 0),
    )
    return events / cpu / 1e6
  }
  const { checked, ...bare } = interleaved(
    {
      mono_single: speed(single, cells.small),
      mono_multi: speed(multi, cells.small),
      omega_fit_inc: speed(fine, cells.small),
      omega_seq_aon: speed(coarse, cells.small),
      mesos_omega13: speed(mesos, cells.small),
      mesos_omega13_10k: speed(mesos, cells.large),
      checked: () => speedInWorld(jobs, cells.small),
    },
    repetitions,
  )
  const metrics = Object.fromEntries(
    Object.entries(bare).map(([name, spread]) => [`${name}_mevents_per_cpu_s`, spread]),
  )
  return {
    metrics: {
      jobs: jobs.jobCount,
      tasks: jobs.taskCount,
      ...metrics,
      checked_world_mevents_per_cpu_s: checked,
    },
    ratios: {
      monolithic_vs_published:
        Math.min(bare.mono_single.median, bare.mono_multi.median) / published.monolithic,
      omega_vs_published: Math.min(bare.omega_fit_inc.median, bare.omega_seq_aon.median) / published.omega,
      mesos_10k_vs_published: bare.mesos_omega13_10k.median / published.mesos_10k,
      bare_cell_vs_checked_world: bare.omega_fit_inc.median / checked.median,
    },
    remarks: [
      "published: their best figures as measured once on a machine of this kind, not in this run",
      "checked world: the same Omega on the same jobs in the simulation, every move asserted and hashed",
    ],
  }
}

function speedInWorld(jobs: JobTable, agents: AgentTable): number {
  const plane = publishedArchitectures[3].plane(sweep, {})
  const simulation = createSimulation({ jobs, agents, plane, seed: 1, until: end })
  const cpu = cpuSeconds(() => simulation.run())
  return simulation.eventsHandled / cpu / 1e6
}
