/**
 * What runs in many a Kubernetes cluster, made by its own controllers: Deployments whose replicas follow their users' requests
 * per second by a HorizontalPodAutoscaler, and CronJobs that all start at the full hour. The controllers are Kubernetes';
 * the load is invented: of each service a mean drawn from a lognormal law (sigma 1), a wave of a day that all
 * share, and a factor that is drawn anew for every minute.
 */
import {
  AgentTableBuilder,
  amounts,
  createRandom,
  JobTableBuilder,
  type Micros,
  microsPerSecond,
  type Random,
  seconds,
} from "../../../sim/index.ts"
import { dailyWave } from "../arrivals.ts"
import { addCronJob } from "../controllers/cron-job.ts"
import { addDeployment } from "../controllers/deployment.ts"
import { exponential, lognormal, uniform } from "../laws.ts"
import { amount, count, fraction, type ModelValues, type SyntheticModel, wholeFromZero } from "./model.ts"

const mib = 1024
const minute = 60 * microsPerSecond

export const kubernetesApps: SyntheticModel = {
  name: "kubernetes-apps",
  about: "Deployments under a HorizontalPodAutoscaler, and CronJobs that start together",
  source: "kubernetes/kubernetes, pkg/controller/podautoscaler and cronjob; the load is invented.",
  settings: {
    hours: amount("hours of it", 24, 1000),
    machines: count("machines", 60, 100_000),
    machine_cpus: amount("CPUs of a machine", 16, 10_000),
    machine_gib: amount("GiB of a machine", 64, 100_000),
    services: wholeFromZero("Deployments", 40, 10_000),
    rps: amount("mean requests per second of a service", 1000, 1e9),
    target_rps: amount("requests per second that a pod should get", 100, 1e9),
    least_replicas: count("least replicas of a service", 2, 10_000),
    most_replicas: count("most replicas of a service", 200, 10_000),
    swing: fraction("how far the load swings around its mean in a day, as a part of it", 0.6),
    noise: fraction("how far a minute's load is off, as a part of it", 0.2),
    pod_cpus: amount("CPUs that a pod of a service asks for", 1, 10_000),
    pod_gib: amount("GiB that a pod of a service asks for", 2, 100_000),
    cron_jobs: wholeFromZero("CronJobs", 20, 10_000),
    every_m: amount("minutes from one run of a CronJob to the next", 60, 1e6),
    offset_m: wholeFromZero("minutes over which their schedules are spread", 0, 1_000_000),
    cron_pods: count("pods of a run, of 1 CPU and 2 GiB each", 10, 10_000),
    cron_s: amount("mean seconds of such a pod, exponential", 300),
  },
  make(values, seed) {
    const random = createRandom(seed)
    const builder = new JobTableBuilder()
    const horizon = seconds(values["hours"] * 3600)
    addServices(builder, values, random, horizon)
    addCronJobs(builder, values, random, horizon)
    const agents = new AgentTableBuilder()
    const size = amounts({ cpus: values["machine_cpus"], mem: values["machine_gib"] * mib })
    for (let i = 0; i < values["machines"]; i++) agents.agent(size, i)
    const provenance = `Synthetic, seed ${seed}. ${kubernetesApps.source}`
    const { name } = kubernetesApps
    return { name, provenance, jobs: builder.build("job-"), agents: agents.build(), horizon }
  },
}

function addServices(builder: JobTableBuilder, values: ModelValues, random: Random, horizon: Micros): void {
  const { services, rps, target_rps: target, swing, noise, pod_cpus: cpus, pod_gib: gib } = values
  const framework = builder.framework("services", builder.role("services"))
  const [c, m] = amounts({ cpus, mem: gib * mib })
  const shape = builder.shape(c, m)
  const sizes = random.stream("kubernetes-apps/services")
  const ofMean = lognormal(-0.5, 1)
  const off = uniform(1 - noise, 1 + noise)
  for (let service = 0; service < services; service++) {
    const mean = rps * ofMean.draw(sizes)
    const minutes = random.stream(`kubernetes-apps/service-${service}`)
    const factors = Float64Array.from({ length: Math.ceil(horizon / minute) }, () => off.draw(minutes))
    const autoscaler = {
      target,
      leastReplicas: values["least_replicas"],
      mostReplicas: Math.max(values["least_replicas"], values["most_replicas"]),
    }
    const load = (now: Micros) => mean * (1 + swing * dailyWave(now)) * factors[Math.floor(now / minute)]
    addDeployment(builder, { name: `service-${service}`, framework, shape, autoscaler, load }, horizon)
  }
}

function addCronJobs(builder: JobTableBuilder, values: ModelValues, random: Random, horizon: Micros): void {
  const framework = builder.framework("cron", builder.role("cron"))
  const shape = builder.shape(1000, 2 * mib * 1000)
  const lasts = exponential(values["cron_s"])
  const offsets = random.stream("kubernetes-apps/offsets")
  for (let job = 0; job < values["cron_jobs"]; job++) {
    const stream = random.stream(`kubernetes-apps/cron-${job}`)
    addCronJob(
      builder,
      {
        name: `cron-${job}`,
        framework,
        shape,
        pods: values["cron_pods"],
        every: Math.max(1, Math.round(values["every_m"] * minute)),
        first: offsets.integer(values["offset_m"] + 1) * minute,
        runs: () => seconds(lasts.draw(stream)),
      },
      horizon,
    )
  }
}
