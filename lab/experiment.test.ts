/** Experiments in worker threads: the same whoever was quick, and one bad policy spoils nobody else's results. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { tiny } from "../sim/testing/index.ts"
import { type Experiment, gridOf, type Outcome, resultsOf, type WorkloadSource } from "./experiment.ts"
import { runTrials, workerCount } from "./pool.ts"
import { loadPolicyFile, type PolicyScript } from "./user-policy/index.ts"

const source: WorkloadSource = {
  kind: "read",
  workload: {
    name: "tiny",
    provenance: "made up",
    ...tiny({
      agents: 3,
      cpus: 4,
      mem: 1024,
      behaviour: "greedy",
      weights: { a: 3 },
      jobs: Array.from({ length: 60 }, (_, i) => ({
        at: i,
        framework: i % 3 === 0 ? "a" : "b",
        tasks: 1 + (i % 4),
        lasts: 5 + (i % 7),
        cpus: 1,
        mem: 128,
      })),
    }),
  },
}

const experiment: Experiment = {
  policies: ["mesos/drf", "mesos/weighted", "mesos/random"],
  seeds: [4, 5, 6],
  agents: "trace",
  load: 0.9,
}

const texts = {
  question: "Who waits?",
  command: "npx mesoscope compare …",
  version: "0.0.0",
  repeat: (policy: string, seed: number) => `npx mesoscope replay --policy ${policy} --seed ${seed}`,
}

const resultsFrom = (outcomes: readonly Outcome[], asked = experiment) =>
  resultsOf(asked, outcomes, { name: "tiny", provenance: "made up", card: [] }, texts)

async function run(asked = experiment, jobs?: number, stallSeconds?: number, cores?: number) {
  return resultsFrom(await runTrials(gridOf(asked), { source, jobs, stallSeconds, cores }), asked)
}

test("one, two and four workers, and a second time, give the same bytes", async () => {
  const onFourCores = async (jobs: number) => JSON.stringify(await run(experiment, jobs, undefined, 4))
  const first = await onFourCores(1)
  for (const jobs of [2, 4, 4]) expect(await onFourCores(jobs)).toBe(first)
})

test("rows stand in the order of the grid, and pictures are of the first seed", async () => {
  const results = await run()
  expect(results.trials.map(({ policy, seed }) => `${policy} ${seed}`)).toEqual(
    ["mesos/drf", "mesos/weighted", "mesos/random"].flatMap((policy) =>
      [4, 5, 6].map((seed) => `${policy} ${seed}`),
    ),
  )
  expect(new Set(results.trials.slice(0, 3).map(({ digest }) => digest)).size).toBe(3)
  expect(new Set(results.series.map(({ seed }) => seed))).toEqual(new Set([4]))
  expect(results.workload).toMatchObject({ agents: 3, offered_load: expect.closeTo(0.9, 1) as number })
  expect(results.comparisons.some(({ policy, role }) => policy === "mesos/random" && role === "b")).toBe(true)
})

test("there are never more workers than cores, trials or jobs", () => {
  expect(workerCount(3, 1000, 8)).toBe(3)
  expect(workerCount(1000, 5, 8)).toBe(5)
  expect(workerCount(1000, 1000, 8)).toBe(8)
  expect(workerCount(0, 1000, 8)).toBe(1)
})

test("progress goes from nothing to all", async () => {
  const fractions: number[] = []
  const asked = { ...experiment, policies: ["mesos/drf"], seeds: [1] }
  await runTrials(gridOf(asked), { source, onProgress: ({ fraction }) => void fractions.push(fraction) })
  expect(fractions.at(-1)).toBe(1)
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b))
})

let folder = ""
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mesoscope-bad-"))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A policy whose run of allocation does this. */
async function bad(name: string, body: string): Promise<PolicyScript> {
  const path = join(folder, `${name}.ts`)
  writeFileSync(
    path,
    `export const ${name} = () => ({
      name: "${name}",
      *allocate({ frameworks, now }: { frameworks: { eligible(agent: number): number[] }; now: number }, agents: Iterable<number>) {
        for (const agent of agents) {
          const [framework] = frameworks.eligible(agent)
          if (framework === undefined) continue
          ${body}
        }
      },
    })`,
  )
  return loadPolicyFile(path)
}

test("policies that throw, over-offer, loop, yield nonsense or read the clock fail their own trials only", async () => {
  const scripts = [
    await bad("throws", `if (now > 20e6) throw new RangeError("no idea"); yield { agent, framework }`),
    await bad("overOffers", "yield { agent, framework }; yield { agent, framework }"),
    await bad("loops", "yield { agent, framework }; while (now > 10e6);"),
    await bad("neverAnswers", "for (;;) yield* []"),
    await bad("nonsense", `yield "agent 7"`),
    await bad("readsTheClock", "yield { agent, framework: Date.now() > 0 ? framework : 0 }"),
    await bad("quits", "process.exit(0)"),
    await bad("fillsMemory", "const all: unknown[] = []; for (;;) all.push(new Array(1e5).fill(agent))"),
  ]
  const seeds = [4]
  const asked = { ...experiment, policies: ["mesos/drf", ...scripts, "mesos/weighted"], seeds }
  const { trials, roles, comparisons } = await run(asked, 2, 3)
  const alone = await run({ ...experiment, policies: ["mesos/drf", "mesos/weighted"], seeds }, 1)
  const wellBehaved = trials.filter(({ error }) => error === null)
  expect(JSON.stringify(wellBehaved)).toBe(JSON.stringify(alone.trials))
  expect(JSON.stringify(roles)).toBe(JSON.stringify(alone.roles))
  expect(JSON.stringify(comparisons)).toBe(JSON.stringify(alone.comparisons))
  const failed = trials.filter(({ error }) => error !== null)
  const shortName = (path: string) => /(\w+)\.ts$/.exec(path)?.[1] ?? ""
  expect(failed.map(({ policy }) => shortName(policy))).toEqual(scripts.map(({ name }) => shortName(name)))
  const errors = Object.fromEntries(failed.map(({ policy, error }) => [shortName(policy), error]))
  expect(errors["throws"]).toMatch(
    /throws\.ts" failed: RangeError: no idea, at .*throws\.ts:7:\d+ \(t = 2[1-9] s, seed 4/,
  )
  expect(errors["overOffers"]).toMatch(/seed 4, mesos\/overOffers/)
  expect(errors["loops"]).toMatch(/^nothing happened for 3 s of the clock.* loops or never answers$/)
  expect(errors["neverAnswers"]).toMatch(/^nothing happened for 3 s of the clock/)
  expect(errors["nonsense"]).toMatch(/proposes "agent 7"; wanted is .* seed 4/)
  expect(errors["readsTheClock"]).toMatch(/reads the clock \(Date\)/)
  expect(errors["quits"]).toMatch(/reaches for the process it runs in \(process\)/)
  expect(errors["fillsMemory"]).toMatch(/out of memory|nothing happened/)
  for (const { seed, repeat, policy, digest } of failed)
    expect([seed, repeat, digest]).toEqual([4, texts.repeat(policy, 4), null])
}, 240_000)
