import { expect, test } from "vitest"
import { createRandom } from "../../sim/index.ts"
import type { RoleRow, TrialRow } from "../results/index.ts"
import { pairBySeed } from "./compare.ts"
import { compareTrials, roleMetrics, trialMetrics } from "./index.ts"

const nothing: Omit<TrialRow, "policy" | "seed"> = {
  digest: null,
  error: null,
  repeat: "",
  tasks: null,
  finished: null,
  failed: null,
  running: null,
  waiting: null,
  unplaceable: null,
  not_arrived: null,
  wait_mean_s: null,
  wait_p50_s: null,
  wait_p95_s: null,
  wait_p50_km_s: null,
  wait_p95_km_s: null,
  censored: null,
  allocated_cpus: null,
  allocated_mem: null,
  allocated_gpus: null,
  offered_cpus: null,
  jain: null,
  share_deviation: null,
  starvation_s: null,
  offers: null,
  offers_accepted: null,
  events: null,
}

const waits = (policy: string, values: readonly (number | null)[]): TrialRow[] =>
  values.map((wait, i) => ({ ...nothing, policy, seed: i + 1, wait_mean_s: wait }))

const compared = (trials: readonly TrialRow[], roles: readonly RoleRow[] = []) =>
  compareTrials({
    policies: [...new Set(trials.map(({ policy }) => policy))],
    margin: 0.05,
    trials,
    roles,
  })

test("policies are compared with the first, seed by seed", () => {
  const [row, ...more] = compared([...waits("drf", [10, 20, 30]), ...waits("fifo", [19, 30, 41])])
  expect(more).toEqual([])
  expect(row).toMatchObject({
    metric: "wait_mean_s",
    role: null,
    policy: "fifo",
    baseline: "drf",
    n: 3,
    mean: 30,
    baseline_mean: 20,
    difference: 10,
    verdict: "more",
    better: "baseline",
    unit: "s",
  })
  // Differences 9, 10, 11: s = 1, t = 4.3027.
  expect(row.lo).toBeCloseTo(10 - 4.30265273 / Math.sqrt(3), 7)
  expect(row.hi).toBeCloseTo(10 + 4.30265273 / Math.sqrt(3), 7)
  // The bootstrap reaches 9 and 11 in one draw of 27 each.
  expect([row.bootstrap_lo, row.bootstrap_hi]).toEqual([9, 11])
})

test("the order of rows does not matter, not to the last bit", () => {
  const rows = [...waits("drf", [1.1, 2.7, 3.9, 8.2]), ...waits("fifo", [2.3, 2.9, 4.4, 9.9])]
  const policies = ["drf", "fifo"]
  const roles: RoleRow[] = []
  expect(compareTrials({ policies, margin: 0.05, trials: rows.toReversed(), roles })).toEqual(compared(rows))
})

test("a seed that failed on one side is dropped on both, and one pair says nothing", () => {
  const [row] = compared([...waits("drf", [10, null, 30]), ...waits("fifo", [19, 30, null])])
  expect(row).toMatchObject({
    n: 1,
    difference: 9,
    verdict: "not enough runs: need at least 2",
    better: "unknown",
  })
  expect([row.lo, row.bootstrap_hi]).toEqual([Number.NaN, Number.NaN])
  expect(compared([...waits("drf", [null]), ...waits("fifo", [1])])).toEqual([])
})

test("pairs come in order of seed, and what has no partner is counted", () => {
  const ours = new Map([
    [3, 30],
    [1, 10],
    [2, null],
    [5, 50],
  ] as const)
  const theirs = new Map([
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 4],
  ] as const)
  const expected = {
    pairs: [
      [10, 1],
      [30, 3],
    ],
    dropped: 3,
  }
  expect(pairBySeed(ours, theirs)).toEqual(expected)
})

test("roles are compared one by one, and a share is neither good nor bad", () => {
  const roles = ["drf", "fifo"].flatMap((policy) =>
    [1, 2].flatMap((seed) =>
      ["spark", "web"].map((role): RoleRow => {
        const share = policy === "drf" ? 0.5 : role === "spark" ? 0.7 : 0.3
        const wait = role === "web" ? null : seed
        return {
          policy,
          seed,
          role,
          weight: 1,
          share,
          entitlement: 0,
          under_service: 0,
          over_service: 0,
          guarantee: null,
          limit: null,
          reserved: null,
          headroom: null,
          idle_reserved: null,
          wait_mean_s: wait,
          wait_p95_s: wait,
          wait_p95_km_s: wait,
          censored: 0,
          starvation_s: 0,
          tasks: 1,
          finished: 1,
        }
      }),
    ),
  )
  const trials = [...waits("drf", [null, null]), ...waits("fifo", [null, null])]
  const rows = compared(trials, roles)
  expect(rows.map(({ role, metric, verdict, better }) => `${role} ${metric}: ${verdict}, ${better}`)).toEqual(
    [
      "spark wait_mean_s: equivalent within 0.1 s, neither",
      "spark wait_p95_s: equivalent within 0.1 s, neither",
      "spark share: more, neither",
      "web share: less, neither",
    ],
  )
})

test("the headline's comparisons are judged as one family, all others as another", () => {
  const p95 = (rows: readonly TrialRow[]) => rows.map((row) => ({ ...row, wait_p95_s: row.wait_mean_s }))
  const rows = compared(
    p95([...waits("drf", [10, 20, 30]), ...waits("fifo", [19, 30, 41]), ...waits("random", [11, 19, 30])]),
  )
  expect(rows.map(({ policy, metric, family }) => `${policy} ${metric} of ${family}`)).toEqual([
    "fifo wait_mean_s of 2",
    "fifo wait_p95_s of 2",
    "random wait_mean_s of 2",
    "random wait_p95_s of 2",
  ])
  // Differences 9, 10, 11: t = 17.3 with 2 degrees of freedom, p = 0.00332, twice for two.
  expect(rows[0].p_differs).toBeCloseTo(2 * 0.00332, 4)
  expect(rows[0].zone).toBe(1)
  // 10, 20, 30 and 19, 30, 41: variances 100 and 121, of the difference 1.
  expect(rows[0].variance_reduction).toBeCloseTo(1 - 1 / 221, 10)
})

test(
  "a policy against itself with other seeds wins or loses in 5 % of comparisons, give or take 1.5",
  { timeout: 240_000 },
  () => {
    // Ten pairs of waits, even from 0 to 100 s: so noisy that the zone of ± 5 % hardly ever holds an interval.
    const stream = createRandom(20_261_122).stream("A against A")
    const draw = () => Array.from({ length: 10 }, () => 100 * stream.next())
    let decided = 0
    for (let run = 0; run < 2000; run++) {
      const [{ better }] = compared([...waits("a", draw()), ...waits("b", draw())])
      if (better === "policy" || better === "baseline") decided++
    }
    expect(decided / 2000).toBeGreaterThan(0.035)
    expect(decided / 2000).toBeLessThan(0.065)
  },
)

test("every metric is named once, in words and with its unit", () => {
  for (const metrics of [trialMetrics, roleMetrics]) {
    expect(new Set(metrics.map(({ name }) => name)).size).toBe(metrics.length)
    expect(metrics.filter(({ label, unit }) => label === "" || unit === "")).toEqual([])
  }
})
