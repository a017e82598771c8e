/** Seeds that are added until a mean is known: how many, and that nothing but the outcomes decides it. */
import { expect, test } from "vitest"
import { createRandom } from "../sim/index.ts"
import type { SeedRule } from "./experiment-file/index.ts"
import { type Experiment, gridOf, type Outcome, policyName } from "./experiment.ts"
import { firstRound, knownOf, nextRound } from "./rounds.ts"
import type { Sweep } from "./sweep.ts"

const rule: SeedRule = {
  of: "wait.mean",
  column: { role: undefined, name: "wait_mean_s" },
  unit: "time",
  isDifference: false,
  precision: "5%",
  relative: 0.05,
  absolute: 0.1,
  least: 5,
  most: 60,
}

const experiment: Experiment = {
  policies: ["mesos/drf", "mesos/fifo"],
  seeds: Array.from({ length: 60 }, (_, i) => i + 1),
  agents: "trace",
  load: 1,
}

const sweep: Sweep = {
  varied: ["load"],
  points: [[1], [2]],
  experiments: [experiment, { ...experiment, load: 2 }],
  pages: false,
}

/** A mean of 100 s that scatters by `spread` over seeds, alike under both policies but for a second. */
function outcomesWith(spread: number) {
  return ({ experiments }: Sweep): Outcome[][] =>
    experiments.map((one) =>
      gridOf(one).map(({ trial: { policy, seed } }) => {
        const noise = createRandom(seed).stream("noise").next() - 0.5
        const own = createRandom(seed)
          .stream(`noise/${policyName(policy)}`)
          .next()
        const wait_mean_s = 100 + spread * noise + own
        return {
          kind: "ended",
          facts: {},
          rows: { trial: { policy, seed, wait_mean_s }, roles: [] },
        } as never
      }),
    )
}

function settled(asked: SeedRule, outcomes: (now: Sweep) => Outcome[][]) {
  const counts: number[][] = []
  let now = firstRound(sweep, asked)
  for (;;) {
    counts.push(now.experiments.map(({ seeds }) => seeds.length))
    const next = nextRound(sweep, now, asked, outcomes(now))
    if (next === undefined)
      return { counts, now, known: knownOf(now.experiments[0], asked, outcomes(now)[0]) }
    now = next
  }
}

test("a quiet mean is known after the first look, a noisy one never, and one between after some", () => {
  expect(settled(rule, outcomesWith(1)).counts).toEqual([[5, 5]])
  const noisy = settled(rule, outcomesWith(2000))
  expect(noisy.counts.at(-1)).toEqual([60, 60])
  expect(noisy.known.map(({ stop }) => stop)).toEqual(["out of runs", "out of runs"])
  const between = settled(rule, outcomesWith(40))
  const [count] = between.counts.at(-1) ?? []
  expect(count).toBeGreaterThan(5)
  expect(count).toBeLessThan(60)
  for (const { n, half, aim, stop } of between.known) {
    expect([n, stop]).toEqual([count, "precise enough"])
    expect(half).toBeLessThanOrEqual(aim ?? 0)
  }
})

test("no look has more than twice the seeds of the one before", () => {
  const { counts } = settled(rule, outcomesWith(2000))
  expect(counts.map(([count]) => count)).toEqual([5, 10, 20, 40, 60])
})

test("the difference of two that move together is known long before either mean", () => {
  const difference = { ...rule, of: "difference of wait.mean", isDifference: true }
  const { counts, known } = settled(difference, outcomesWith(2000))
  expect(counts).toEqual([[5, 5]])
  expect(known.map(({ policy }) => policy)).toEqual(["mesos/fifo"])
})

test("a seed that fails is replaced, and where all fail the seeds run out", () => {
  const fail = (isBad: (seed: number) => boolean) => (now: Sweep) =>
    outcomesWith(1)(now).map((of, point) =>
      of.map((outcome, i) =>
        isBad(gridOf(now.experiments[point])[i].trial.seed)
          ? ({ kind: "failed", error: "bad luck" } as const)
          : outcome,
      ),
    )
  expect(
    settled(
      rule,
      fail((seed) => seed === 2),
    ).counts,
  ).toEqual([
    [5, 5],
    [6, 6],
  ])
  const all = settled(
    rule,
    fail(() => true),
  )
  expect(all.counts.at(-1)).toEqual([60, 60])
  expect(all.known[0]).toEqual({ policy: "mesos/drf", n: 0, half: null, aim: null, stop: "out of runs" })
})

test("a pilot of the first seed finds the warm-up, the longest of any policy, and then seeds are added as ever", () => {
  const auto: Sweep = {
    ...sweep,
    pages: true,
    experiments: sweep.experiments.map((one) => ({ ...one, warmUp: "auto" })),
  }
  const pilot = firstRound(auto, rule)
  expect([pilot.pages, ...pilot.experiments.map(({ seeds }) => seeds)]).toEqual([false, [1], [1]])
  expect(gridOf(pilot.experiments[0])[0].trial.warmUp).toBe("find")
  const endedAt = (at: number) => ({ kind: "ended", facts: { spanS: 60, settling: { kind: "settled", at } } })
  const next = nextRound(auto, pilot, rule, [
    [endedAt(2e6), endedAt(7e6)],
    [endedAt(3e6), endedAt(0)],
  ] as never)
  expect(next?.pages).toBe(true)
  expect(next?.experiments.map(({ seeds, warmUp }) => [seeds.length, warmUp])).toEqual([
    [5, 7e6],
    [5, 3e6],
  ])
  if (next === undefined) return
  const after = nextRound(auto, next, rule, outcomesWith(2000)(next))
  expect(after?.experiments.map(({ seeds, warmUp }) => [seeds.length, warmUp])).toEqual([
    [10, 7e6],
    [10, 3e6],
  ])
  const short = {
    kind: "ended",
    facts: { spanS: 60, settling: { kind: "too short", why: "it never settles" } },
  }
  expect(() => nextRound(auto, pilot, rule, [[short, endedAt(0)], []] as never)).toThrow(
    "mesos/drf, seed 1 at load 1 runs 60 s, which is too short for a steady state: it never settles. Run longer",
  )
})

test("without a rule there is one round with all seeds", () => {
  expect(firstRound(sweep, undefined)).toBe(sweep)
  expect(nextRound(sweep, sweep, undefined, [])).toBeUndefined()
})
