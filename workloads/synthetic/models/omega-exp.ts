/**
 * ExpExpExp, the generator of the Omega simulator (google/cluster-scheduler-simulator): exponential gaps, exponential counts
 * of tasks rounded up, one exponential duration for all tasks of a job, one request for all jobs. Batch and service.
 *
 * The laws were read in its source, the defaults are its set-up "loaded": 1,000 machines of 4 CPUs and 16 GB; batch every 5 s,
 * 50 tasks of 50 s; service every 60 s, 20 tasks of 2 h; each task 1 CPU and 2 GB. The numbers are drawn by us: its own
 * generator ignores its seed.
 */
import {
  AgentTableBuilder,
  amounts,
  createRandom,
  endsFinished,
  JobTableBuilder,
  microsPerSecond,
  type Random,
} from "../../../sim/index.ts"
import { exponential } from "../laws.ts"
import { amount, count, type SyntheticModel } from "./model.ts"

interface Class {
  readonly name: string
  readonly gap: number
  readonly tasks: number
  readonly seconds: number
}

const gib = 1024

export const omegaExp: SyntheticModel = {
  name: "omega-exp",
  about: "Omega's ExpExpExp: batch and service jobs, all laws exponential",
  source: "Schwarzkopf et al.: Omega, EuroSys 2013; google/cluster-scheduler-simulator b882f26.",
  settings: {
    hours: amount("hours of arrivals", 24, 10_000),
    machines: count("machines of 4 CPUs and 16 GiB", 1000, 1_000_000),
    batch_gap_s: amount("mean seconds between batch jobs", 5),
    batch_tasks: amount("mean tasks of a batch job, before rounding up", 50, 1e6),
    batch_s: amount("mean seconds of a batch job's tasks", 50),
    service_gap_s: amount("mean seconds between service jobs", 60),
    service_tasks: amount("mean tasks of a service job, before rounding up", 20, 1e6),
    service_s: amount("mean seconds of a service job's tasks", 7200),
  },
  make(values, seed) {
    const random = createRandom(seed)
    const builder = new JobTableBuilder()
    const classes = ["batch", "service"].map((name): Class => ({
      name,
      gap: values[`${name}_gap_s`],
      tasks: values[`${name}_tasks`],
      seconds: values[`${name}_s`],
    }))
    for (const one of classes) addJobs(builder, one, values["hours"] * 3600 * microsPerSecond, random)
    const agents = new AgentTableBuilder()
    for (let i = 0; i < values["machines"]; i++) agents.agent(amounts({ cpus: 4, mem: 16 * gib }), i)
    const provenance = `Synthetic, seed ${seed}. ${omegaExp.source}`
    return { name: omegaExp.name, provenance, jobs: builder.build("job-"), agents: agents.build() }
  },
  quickened: (values, times) => ({
    ...values,
    batch_gap_s: values["batch_gap_s"] / times,
    service_gap_s: values["service_gap_s"] / times,
  }),
}

function addJobs(builder: JobTableBuilder, one: Class, until: number, random: Random): void {
  const about = (what: string) => random.stream(`omega-exp/${one.name}/${what}`)
  const [gaps, counts, durations] = [about("gaps"), about("tasks"), about("durations")]
  const [gap, tasks, seconds] = [exponential(one.gap), exponential(one.tasks), exponential(one.seconds)]
  const framework = builder.framework(one.name, builder.role(one.name))
  const shape = builder.shape(1000, 2 * gib * 1000)
  const micros = (time: number) => Math.round(time * microsPerSecond)
  let label = 0
  for (let at = micros(gap.draw(gaps)); at < until; at += micros(gap.draw(gaps))) {
    builder.job({ arrival: at, framework, label: label++ })
    builder.stage()
    const duration = micros(seconds.draw(durations))
    const wanted = Math.max(1, Math.ceil(tasks.draw(counts)))
    for (let task = 0; task < wanted; task++) builder.task(shape, duration, endsFinished, task)
  }
}
