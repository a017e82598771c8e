/**
 * Random scenarios of many agents and frameworks, decided by the fast allocator and its slow twin, for minutes or hours:
 * `npm run -s agreement -- [AGENTS FRAMEWORKS TURNS SEEDS FIRST]`. Prints the first difference and stops.
 */
import { mix32 } from "../../sim/index.ts"
import { difference } from "./agreement.ts"
import type { Turn } from "./walk.ts"

const [agents = 60, frameworks = 30, turns = 300, seeds = 20, first = 1] = process.argv.slice(2).map(Number)

/** First all that there is to be, then whatever happens; agents and frameworks come and go then too. */
function* turnsOf(seed: number): Iterable<Turn> {
  const addAgent = 0
  const addFramework = 10
  const choice = (i: number, which: number) => (mix32(seed, i, which) >>> 0) % 10_000
  for (let i = 0; i < agents + frameworks + turns; i++) {
    const what = i < agents ? addAgent : i < agents + frameworks ? addFramework : choice(i, 0) % 100
    yield [what, choice(i, 1), choice(i, 2), choice(i, 3), choice(i, 4)]
  }
}

for (let seed = first; seed < first + seeds; seed++) {
  const found = difference(turnsOf(seed), (mix32(seed, 0, 9) >>> 0) % 4096)
  if (found !== undefined) {
    console.log(`seed ${seed} differs:\n${found}`)
    process.exitCode = 1
    break
  }
  console.log(`seed ${seed} agrees`)
}
