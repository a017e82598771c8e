/** The worlds in which known policies are known to break a promise; docs/fairness-counterexamples.md tells them. */
import { parseWorld, type World } from "./world.ts"

export interface KnownWorld {
  /** Asset fairness of this is less than half of the machines would give; and so on. */
  readonly name: string
  readonly world: World
}

/**
 * One great machine, as on paper, so that nothing is lost where tasks do not fit the rest of many. The market's is of 500
 * where the paper has 100: with whole tasks a lie that pays a quarter more is seen only where there are enough of them.
 * Sources: Ghodsi et al., NSDI 2011, §6.1; Bhattacharya et al., SoCC 2013, §3.
 */
export const knownWorlds: readonly KnownWorld[] = [
  {
    name: "asset fairness against half of the machines",
    world: parseWorld("1x30cpus,30GiB: a=1cpus,3GiB; b=1cpus,1GiB"),
  },
  {
    name: "a market and a lie",
    world: parseWorld("1x500cpus,500GiB: a=16cpus,1GiB; b=1cpus,2GiB"),
  },
  {
    name: "a hierarchy and a sibling",
    world: parseWorld(
      "20x1cpus,1GiB+4x1cpus,1GiB,1gpus: b/trains=4x1cpus,1GiB,1gpus; a/serves=1cpus,1GiB@5s; b/serves=1cpus,1GiB@5s",
    ),
  },
]
