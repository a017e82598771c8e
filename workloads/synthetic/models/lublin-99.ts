/**
 * Lublin and Feitelson's model of rigid parallel jobs: "The workload on parallel supercomputers: modeling the characteristics
 * of rigid jobs", J. Parallel and Distributed Computing 63 (2003), after Lublin's thesis of 1999.
 *
 * All parameters were checked against the constants of a port of the authors' program m_lublin99.c (GridSim 5,
 * WorkloadLublin99.java), which prints both sets: the whole sample's, and those of interactive and batch jobs apart. The
 * paper itself was not at hand. In the program what is left of a half hour is kept from one arrival to the next; the port
 * forgets it, we keep it. lublin_256.swf of the Parallel Workloads Archive is this model with 256 nodes: see the test.
 */
import { exp, log, microsPerSecond, pow, createRandom, type RandomStream } from "../../../sim/index.ts"
import { gammaCdf, gammaLaw } from "../gamma-law.ts"
import { count, type SyntheticModel } from "./model.ts"
import { type RigidJob, rigidWorkload } from "./rigid-jobs.ts"

interface JobType {
  readonly role: string
  /** Chances of a serial job, and of a parallel one on a power of two of nodes. */
  readonly serial: number
  readonly powerOfTwo: number
  /** log2 of the nodes is uniform from `low` to `high` − `middle` with chance `firstPart`, else from there to `high`. */
  readonly low: number
  /** Below log2 of all nodes. */
  readonly below: number
  readonly middle: number
  readonly firstPart: number
  /** log of the run time, s, is gamma (shape, scale) with chance slope × nodes + offset, else the other gamma. */
  readonly short: readonly [number, number]
  readonly long: readonly [number, number]
  readonly slope: number
  readonly offset: number
  /** log of the gap at the rush hour, s, is gamma; the second stretches it over all hours of the day. */
  readonly gap: readonly [number, number]
  readonly allHours: number
  /** The half hour of the day that a job arrives in is gamma, beginning at 5:00. */
  readonly halfHour: readonly [number, number]
}

const whole: JobType = {
  role: "jobs",
  serial: 0.244,
  powerOfTwo: 0.576,
  low: 0.8,
  below: 0,
  middle: 2.5,
  firstPart: 0.86,
  short: [4.2, 0.94],
  long: [312, 0.03],
  slope: -0.0054,
  offset: 0.78,
  gap: [10.2303, 0.4871],
  allHours: 1.0225,
  halfHour: [8.1737, 3.9631],
}

const interactive: JobType = {
  role: "interactive",
  serial: 0.1541,
  powerOfTwo: 0.625,
  low: 1,
  below: 1.5,
  middle: 2.5,
  firstPart: 0.705,
  short: [3.8351, 0.6605],
  long: [7.073, 0.6856],
  slope: -0.0118,
  offset: 0.9156,
  gap: [6.551, 0.6621],
  allHours: 0.9797,
  halfHour: [8.9186, 3.668],
}

const batch: JobType = {
  role: "batch",
  serial: 0.2927,
  powerOfTwo: 0.6686,
  low: 1.2,
  below: 0,
  middle: 2,
  firstPart: 0.875,
  short: [6.57, 0.823],
  long: [639.1, 0.0156],
  slope: -0.003,
  offset: 0.6986,
  gap: [6.0415, 0.8531],
  allHours: 1.0519,
  halfHour: [6.1271, 5.274],
}

const source =
  "Lublin, Feitelson: The workload on parallel supercomputers: modeling the characteristics of rigid jobs, JPDC 63 (2003)."

const settings = { jobs: count("jobs", 10_000), nodes: count("processors of the machine", 256, 100_000) }

export const lublin99: SyntheticModel = {
  name: "lublin-99",
  about: "Lublin and Feitelson's rigid parallel jobs, the parameters of the whole sample",
  source,
  settings,
  make: ({ jobs, nodes }, seed) => make("lublin-99", [whole], jobs, nodes, seed),
}

export const lublin99Types: SyntheticModel = {
  name: "lublin-99-types",
  about: "the same with interactive and batch jobs, a role each, by parameters of their own",
  source,
  settings,
  make: ({ jobs, nodes }, seed) => make("lublin-99-types", [interactive, batch], jobs, nodes, seed),
}

function make(name: string, types: readonly JobType[], jobs: number, nodes: number, seed: number) {
  const provenance = `Synthetic, seed ${seed}. ${source}`
  return rigidWorkload({ name, provenance, nodes }, merged(types, jobs, nodes, seed))
}

/** The job that arrives first is next, whatever its type. */
function* merged(types: readonly JobType[], jobs: number, nodes: number, seed: number): Generator<RigidJob> {
  const random = createRandom(seed)
  const queues = types.map((type) =>
    jobsOf(type, nodes, (what) => random.stream(`lublin/${type.role}/${what}`)),
  )
  const heads = queues.map((queue): RigidJob => queue.next().value)
  for (let job = 0; job < jobs; job++) {
    const first = heads.reduce((best, { arrival }, i) => (arrival < heads[best].arrival ? i : best), 0)
    yield heads[first]
    heads[first] = queues[first].next().value
  }
}

/** Jobs of one type, in order of arrival, without end. */
function* jobsOf(
  type: JobType,
  nodes: number,
  about: (what: string) => RandomStream,
): Generator<RigidJob, never> {
  const arrivals = arrivalsOf(type, about("arrivals"))
  const [sizes, times] = [about("nodes"), about("run times")]
  for (;;) {
    const seconds = arrivals.next().value
    const processors = nodesOf(type, nodes, sizes)
    const duration = runSeconds(type, processors, times) * microsPerSecond
    yield { arrival: seconds * microsPerSecond, role: type.role, processors, duration }
  }
}

function nodesOf(
  { serial, powerOfTwo, low, below, middle, firstPart }: JobType,
  nodes: number,
  stream: RandomStream,
) {
  const high = Math.max(low, log(nodes) / log(2) - below)
  const turn = Math.max(low, high - middle)
  const kind = stream.next()
  const [from, to] = stream.next() <= firstPart ? [low, turn] : [turn, high]
  const exponent = from + (to - from) * stream.next()
  if (kind <= serial) return 1
  const whole2 = kind <= serial + powerOfTwo ? Math.floor(exponent + 0.5) : exponent
  return Math.min(nodes, Math.floor(pow(2, whole2) + 0.5))
}

/** exp(12) s are not quite two days; longer ones are drawn again. */
const longestLog = 12

function runSeconds({ short, long, slope, offset }: JobType, nodes: number, stream: RandomStream): number {
  const chance = Math.min(1, Math.max(0, slope * nodes + offset))
  const [brief, lengthy] = [gammaLaw(...short), gammaLaw(...long)]
  for (;;) {
    const logSeconds = (stream.next() <= chance ? brief : lengthy).draw(stream)
    if (logSeconds <= longestLog) return Math.floor(exp(logSeconds))
  }
}

const halfHours = 48
const secondsPerHalfHour = 1800
/** The day begins, as the gamma law sees it, with the half hour that is number 11 from midnight. */
const firstHalfHour = 11
/** exp(13) s are five days; longer gaps are drawn again. */
const longestLogGap = 13

/** Seconds from midnight of the first day: a gap is paid in points, of which busy half hours cost more to pass. */
function* arrivalsOf({ gap, allHours, halfHour }: JobType, stream: RandomStream): Generator<number, never> {
  const cost = costOfHalfHours(halfHour)
  const law = gammaLaw(gap[0] * allHours, gap[1])
  let [place, paid] = [0, 0]
  for (;;) {
    let logGap: number
    do logGap = law.draw(stream)
    while (logGap > longestLogGap)
    paid += exp(logGap) / secondsPerHalfHour
    while (paid > cost[place % halfHours]) paid -= cost[place++ % halfHours]
    yield Math.floor(secondsPerHalfHour * (place + paid / cost[place % halfHours]))
  }
}

function costOfHalfHours([shape, scale]: readonly [number, number]): number[] {
  const cost = Array.from({ length: halfHours }, () => 0)
  for (let i = firstHalfHour; i < firstHalfHour + halfHours; i++)
    cost[(i - 1) % halfHours] = gammaCdf(i + 0.5, shape, scale) - gammaCdf(i - 0.5, shape, scale)
  const mean = cost.reduce((sum, one) => sum + one, 0) / halfHours
  return cost.map((one) => one / mean)
}
