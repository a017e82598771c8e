/**
 * Downey's model of moldable parallel jobs: "A parallel workload model and its implications for processor allocation", HPDC
 * 1997, and "A model for speedup of parallel programs", UC Berkeley CSD-97-933.
 *
 * Checked against the page of the Parallel Workloads Archive on it: the average parallelism is log-uniform, the time summed
 * over all processors is log-uniform, arrivals are Poisson, and a speedup function of average parallelism A and variance in
 * parallelism turns the one into run times. The speedup function is from memory of the report. The page gives no ranges,
 * and the paper was not at hand: the settings' defaults are ours. Its nights, which the page mentions, are left out.
 */
import { createRandom, exp, log, microsPerSecond, type RandomStream } from "../../../sim/index.ts"
import { exponential } from "../laws.ts"
import { amount, count, type SyntheticModel } from "./model.ts"
import { type RigidJob, rigidWorkload } from "./rigid-jobs.ts"

export const downey97: SyntheticModel = {
  name: "downey-97",
  about: "Downey's parallel jobs: work and parallelism log-uniform, run times by his speedup function",
  source: "Downey: A parallel workload model and its implications for processor allocation, HPDC 1997.",
  settings: {
    jobs: count("jobs", 10_000),
    nodes: count("processors of the machine", 256, 100_000),
    gap_s: amount("mean seconds between arrivals", 600),
    least_s: amount("shortest total run time of a job, s, over all its processors", 10),
    most_s: amount("longest total run time, s", 1_000_000),
    variance: { ...amount("variance in parallelism, 0 for linear speedup up to A", 1, 1000), least: 0 },
  },
  make(values, seed) {
    const provenance = `Synthetic, seed ${seed}. ${downey97.source}`
    return rigidWorkload({ name: downey97.name, provenance, nodes: values["nodes"] }, jobs(values, seed))
  },
  quickened: (values, times) => ({ ...values, gap_s: values["gap_s"] / times }),
}

function* jobs(
  {
    jobs: most,
    nodes,
    gap_s: gap,
    least_s: least,
    most_s: longest,
    variance,
  }: Readonly<Record<string, number>>,
  seed: number,
): Generator<RigidJob> {
  const random = createRandom(seed)
  const [gaps, widths, works] = ["arrivals", "parallelism", "work"].map((what) =>
    random.stream(`downey/${what}`),
  )
  const nextGap = exponential(gap)
  let at = 0
  for (let job = 0; job < most; job++) {
    at += Math.round(nextGap.draw(gaps) * microsPerSecond)
    const parallelism = logUniform(1, nodes, widths)
    const processors = Math.min(nodes, Math.max(1, Math.round(parallelism)))
    const seconds =
      logUniform(least, Math.max(least, longest), works) / speedup(processors, parallelism, variance)
    yield {
      arrival: at,
      role: "jobs",
      processors,
      duration: Math.max(1, Math.round(seconds * microsPerSecond)),
    }
  }
}

function logUniform(low: number, high: number, stream: RandomStream): number {
  return exp(log(low) + (log(high) - log(low)) * stream.next())
}

/** How much quicker than on one a job of average parallelism `a` runs on `n` processors. */
export function speedup(n: number, a: number, variance: number): number {
  if (variance <= 1) {
    if (n <= a) return (a * n) / (a + (variance / 2) * (n - 1))
    if (n <= 2 * a - 1) return (a * n) / (variance * (a - 1 / 2) + n * (1 - variance / 2))
    return a
  }
  if (n >= a + a * variance - variance) return a
  return (n * a * (variance + 1)) / (variance * (n + a - 1) + a)
}
