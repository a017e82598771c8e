/**
 * The bad policies that need a thread of their own (loops, bombs) in one experiment, between two good ones:
 * `npm run -s bad-policies`. Each must fail its own trial with
 * its own message, and the good ones' outcomes must be the same bytes as in an experiment without the bad ones.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Experiment, gridOf, type Outcome, runTrials } from "../../lab/index.ts"
import { badPolicies } from "./all.ts"
import { loadBad, smallWorkload } from "./world.ts"

const chosen = badPolicies.filter(({ needsThread }) => needsThread === true)
const stallSeconds = 3
const mostMemoryMiB = 400

const folder = mkdtempSync(join(tmpdir(), "mesoscope-bad-"))
try {
  const scripts = []
  for (const bad of chosen) scripts.push(await loadBad(folder, bad))
  const [first, ...others] = await outcomesOf(["mesos/drf", ...scripts, "batch/fcfs"])
  const last = others.pop()
  const alone = await outcomesOf(["mesos/drf", "batch/fcfs"])
  const wrong = chosen.flatMap(({ name, expected }, i) => {
    const said = messageOf(others[i])
    return expected.test(said) ? [] : [`${name}: ${said}`]
  })
  if (JSON.stringify([first, last]) !== JSON.stringify(alone))
    wrong.push("the good policies are not the same")
  for (const line of wrong) console.log(line)
  console.log(`${chosen.length} bad policies, ${wrong.length} not as expected`)
  if (wrong.length > 0) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true })
}

function outcomesOf(policies: Experiment["policies"]): Promise<Outcome[]> {
  const points = gridOf({ policies, seeds: [4], agents: "trace", load: "trace" })
  return runTrials(points, { source: { kind: "read", workload: smallWorkload }, stallSeconds, mostMemoryMiB })
}

function messageOf(outcome: Outcome): string {
  return outcome.kind === "failed" ? outcome.error : "ended as if it were good"
}
