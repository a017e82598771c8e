/**
 * The model of Jann et al., "Modeling of workload in MPPs", JSSPP 1997: jobs fall into classes by how many processors they
 * use, and in each class gaps and run times are hyper-Erlang laws of common order that meet the first three moments seen.
 *
 * The method was checked against the page of the Parallel Workloads Archive on it (322 nodes of the CTC SP2, 25 June to
 * 12 September 1996, 17,440 jobs, orders mostly 1 and up to 7). The paper's table of parameters was not at hand: these were
 * fitted by us, by that method, to the same weeks of the archive's log CTC-SP2-1996-3.1-cln (17,542 jobs, from 26 June on),
 * and a test does it again. Within a class the largest size has the share seen, the others are equally likely.
 */
import { createRandom, microsPerSecond, type RandomStream } from "../../../sim/index.ts"
import { type HyperErlang, hyperErlang } from "../hyper-erlang.ts"
import { count, type SyntheticModel } from "./model.ts"
import { type RigidJob, rigidWorkload } from "./rigid-jobs.ts"

export interface JannClass {
  /** Processors, from … to. */
  readonly from: number
  readonly to: number
  /** The share of jobs with the largest size. */
  readonly atMost: number
  /** Stage means in seconds. */
  readonly gap: HyperErlang
  readonly run: HyperErlang
}

const law = (order: number, p: number, first: number, second: number): HyperErlang => ({
  order,
  p,
  first,
  second,
})

export const jannClasses: readonly JannClass[] = [
  { from: 1, to: 1, atMost: 1, gap: law(1, 0.93064, 431.66, 6763.2), run: law(4, 0.60966, 145.96, 8419.9) },
  { from: 2, to: 2, atMost: 1, gap: law(1, 0.90458, 1122.4, 27707), run: law(8, 0.68952, 25.213, 5689.3) },
  { from: 3, to: 4, atMost: 0.84, gap: law(1, 0.87013, 744.92, 16108), run: law(5, 0.79114, 28.892, 7018.3) },
  { from: 5, to: 8, atMost: 0.609, gap: law(1, 0.78191, 601.08, 13967), run: law(2, 0.77639, 327.47, 10484) },
  {
    from: 9,
    to: 16,
    atMost: 0.631,
    gap: law(1, 0.89345, 1406.2, 14944),
    run: law(3, 0.68157, 36.473, 8883.5),
  },
  {
    from: 17,
    to: 32,
    atMost: 0.566,
    gap: law(1, 0.87626, 2626.7, 29711),
    run: law(3, 0.68118, 47.578, 9529.2),
  },
  {
    from: 33,
    to: 64,
    atMost: 0.601,
    gap: law(1, 0.55613, 621.59, 18062),
    run: law(3, 0.58231, 101.9, 9915.5),
  },
  {
    from: 65,
    to: 128,
    atMost: 0.635,
    gap: law(2, 0.49594, 1954.2, 30007),
    run: law(5, 0.68105, 7.0208, 8207.8),
  },
  {
    from: 129,
    to: 256,
    atMost: 0.204,
    gap: law(2, 0.82967, 3290.1, 173030),
    run: law(1, 0.64708, 120.52, 3413.9),
  },
  {
    from: 257,
    to: 322,
    atMost: 0.021,
    gap: law(1, 0.84651, 55065, 599510),
    run: law(6, 0.7853, 30.51, 6949.7),
  },
]

export const jann97: SyntheticModel = {
  name: "jann-97",
  about: "Jann's classes by processors with hyper-Erlang gaps and run times, refitted to the CTC SP2",
  source:
    "Jann et al.: Modeling of workload in MPPs, JSSPP 1997; fitted to CTC-SP2-1996-3.1-cln, Parallel Workloads Archive.",
  settings: { jobs: count("jobs", 10_000) },
  make({ jobs }, seed) {
    const provenance = `Synthetic, seed ${seed}. ${jann97.source}`
    return rigidWorkload({ name: jann97.name, provenance, nodes: 322 }, firstJobs(jobs, seed))
  },
}

function* firstJobs(most: number, seed: number): Generator<RigidJob> {
  const random = createRandom(seed)
  const classes = jannClasses.map((one) => jobsOf(one, (what) => random.stream(`jann/${one.to}/${what}`)))
  const heads = classes.map((jobs): RigidJob => jobs.next().value)
  for (let job = 0; job < most; job++) {
    const next = heads.reduce((best, { arrival }, i) => (arrival < heads[best].arrival ? i : best), 0)
    yield heads[next]
    heads[next] = classes[next].next().value
  }
}

function* jobsOf(
  { from, to, atMost, gap, run }: JannClass,
  about: (what: string) => RandomStream,
): Generator<RigidJob, never> {
  const [gaps, runs, sizes] = [about("gaps"), about("runs"), about("sizes")]
  const [gapLaw, runLaw] = [hyperErlang(gap), hyperErlang(run)]
  const micros = (seconds: number) => Math.round(seconds * microsPerSecond)
  let arrival = 0
  for (;;) {
    arrival += micros(gapLaw.draw(gaps))
    const isLargest = sizes.next() < atMost || from === to
    const processors = isLargest ? to : from + sizes.integer(to - from)
    yield { arrival, role: "jobs", processors, duration: Math.max(1, micros(runLaw.draw(runs))) }
  }
}
