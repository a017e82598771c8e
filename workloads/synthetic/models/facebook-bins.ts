/**
 * The jobs of the benchmark in Zaharia et al., "Delay scheduling", EuroSys 2010, Table 1: sizes of Facebook's Hadoop jobs in
 * October 2009 in nine bins, a hundred jobs in all, which arrive by a Poisson law, every 14 s on average.
 *
 * The table and the mean gap are from memory: the text of the paper was not at hand. The counts stand for 39, 16, 14, 9, 6,
 * 6, 4, 4 and 3 % of Facebook's jobs. How long a map lasts is not in the table: 23 s is the median map or reduce task that
 * Hindman et al. (Mesos, NSDI 2011) tell of Facebook, from memory too.
 */
import {
  AgentTableBuilder,
  amounts,
  createRandom,
  endsFinished,
  JobTableBuilder,
  microsPerSecond,
} from "../../../sim/index.ts"
import { exponential } from "../laws.ts"
import { amount, count, type SyntheticModel } from "./model.ts"

/** Maps of a job, and how many of a hundred jobs have so many. */
const bins = [
  { maps: 1, jobs: 38 },
  { maps: 2, jobs: 16 },
  { maps: 10, jobs: 14 },
  { maps: 50, jobs: 8 },
  { maps: 100, jobs: 6 },
  { maps: 200, jobs: 6 },
  { maps: 400, jobs: 4 },
  { maps: 800, jobs: 4 },
  { maps: 4800, jobs: 4 },
] as const

const pools = 4

export const facebookBins: SyntheticModel = {
  name: "facebook-bins",
  about: "the benchmark of delay scheduling: job sizes of Facebook in nine bins, map stages only",
  source: "Zaharia et al.: Delay scheduling, EuroSys 2010, Table 1.",
  settings: {
    jobs: count("jobs; each hundred has the table's counts in an order of its own", 100, 100_000),
    gap_s: amount("mean seconds between jobs", 14),
    map_s: amount("seconds a map lasts", 23),
  },
  make({ jobs, gap_s: gap, map_s: mapSeconds }, seed) {
    const random = createRandom(seed)
    const [gaps, order, owners] = ["gaps", "order", "pools"].map((what) =>
      random.stream(`facebook-bins/${what}`),
    )
    const nextGap = exponential(gap)
    const builder = new JobTableBuilder()
    const shape = builder.shape(1000, 1024 * 1000)
    const duration = Math.max(1, Math.round(mapSeconds * microsPerSecond))
    let deck: number[] = []
    let arrival = 0
    for (let label = 0; label < jobs; label++) {
      arrival += Math.round(nextGap.draw(gaps) * microsPerSecond)
      if (deck.length === 0)
        deck = bins.flatMap(({ maps, jobs: copies }) => Array.from({ length: copies }, () => maps))
      const [maps] = deck.splice(order.integer(deck.length), 1)
      const pool = `pool-${owners.integer(pools)}`
      builder.job({ arrival, framework: builder.framework(pool, builder.role(pool)), label })
      builder.stage()
      for (let task = 0; task < maps; task++) builder.task(shape, duration, endsFinished, task)
    }
    const agents = new AgentTableBuilder()
    for (let node = 0; node < 100; node++) agents.agent(amounts({ cpus: 4, mem: 16 * 1024 }), node)
    const provenance = `Synthetic, seed ${seed}. ${facebookBins.source}`
    return { name: facebookBins.name, provenance, jobs: builder.build("job-"), agents: agents.build() }
  },
}
