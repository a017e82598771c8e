/**
 * `npm run swarm -- [--runs 2000] [--from 0] [--policy P]`: random worlds under random policies of the catalogue, each with
 * a random placement where it takes one. After every event all is recounted, Little's law holds at the end, every task is
 * in one state, and the same world again gives the same digest. Prints each failure with the command that makes it again.
 */
import { parseArgs } from "node:util"
import { canPlace, placementCatalogue, policyCatalogue, resolvePolicy } from "../../policies/index.ts"
import { createRandom, createSimulation, seconds } from "../../sim/index.ts"
import { checkedRun } from "../../sim/testing/index.ts"
import { frameworkNamed } from "../../workloads/index.ts"
import { worldOf } from "./world.ts"

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "2000" },
    from: { type: "string", default: "0" },
    policy: { type: "string" },
  },
})
const [runs, from] = [values.runs, values.from].map(Number)
if (![runs, from].every((number) => Number.isSafeInteger(number) && number >= 0)) {
  process.stderr.write("runs and from are whole numbers.\n")
  process.exit(2)
}

/** Policies with settings that change what happens to the world, tried beside those without. */
const withSettings = [
  "kubernetes(autoscaler=on,min_nodes=0,provision=3s,unneeded=20s)",
  "kubernetes(backoff_limit=3)",
  "mesos/drf(agent_order=best-fit)",
]

/** Frameworks that retry for ever keep a run going; nothing of interest happens after this. */
const until = seconds(600)

let failed = 0
let events = 0
const tried = new Map<string, number>()
for (let number = from; number < from + runs; number++) {
  const policy = values.policy ?? policyOf(number)
  tried.set(policy, (tried.get(policy) ?? 0) + 1)
  try {
    events += check(number, policy)
  } catch (error) {
    failed++
    const { features } = worldOf(number)
    process.stdout.write(
      `world ${number} (${features.join(", ")}) under ${policy}: ${String(error)}\n  npm run swarm -- --from ${number} --runs 1 --policy '${policy}'\n`,
    )
  }
}
process.stdout.write(
  `${runs - failed} of ${runs} random worlds hold, ${failed} do not; ${tried.size} policies, ${events} events, each recounted\n`,
)
process.exitCode = failed > 0 ? 3 : 0

function policyOf(number: number): string {
  const stream = createRandom(number).stream("swarm/policy")
  const drawn = stream.integer(policyCatalogue.length + withSettings.length)
  if (drawn >= policyCatalogue.length) return withSettings[drawn - policyCatalogue.length]
  const policy = policyCatalogue[drawn]
  const placements = placementCatalogue.filter((placement) => canPlace(policy, placement))
  if (placements.length === 0 || stream.integer(2) === 0) return policy.name
  return `${policy.name}+${placements[stream.integer(placements.length)].name}`
}

/** The number of events. Throws what is wrong. */
function check(number: number, policy: string): number {
  const { jobs: drawn, agents } = worldOf(number)
  const frameworks = drawn.frameworks.map((framework) => ({
    ...framework,
    behaviour: drawn.stageGang.includes(1) ? "gang" : "greedy",
  }))
  const scenario = {
    jobs: { ...drawn, frameworks },
    agents,
    plane: resolvePolicy(policy).make({ frameworks: frameworkNamed }),
    seed: number,
    until,
  }
  const first = checkedRun(scenario)
  const again = createSimulation(scenario)
  again.run()
  if (first.digest() !== again.digest())
    throw new Error(`two runs differ: ${first.digest()} and ${again.digest()}`)
  return first.eventsHandled
}
