/** Thresholds: what is broken with confidence, what is met, and what is open. */
import { expect, test } from "vitest"
import { parseThreshold } from "./experiment-file/threshold.ts"
import { judgeAll } from "./gate.ts"
import type { ExperimentResults } from "./results/index.ts"

/** Two policies whose runs waited so long, seed by seed. */
function resultsWith(waits: Readonly<Record<string, readonly (number | null)[]>>): ExperimentResults {
  const trials = Object.entries(waits).flatMap(([policy, values]) =>
    values.map((wait_p95_s, seed) => ({ policy, seed, wait_p95_s })),
  )
  return { policies: Object.keys(waits), trials, roles: [] } as unknown as ExperimentResults
}

const outcomes = (rule: string, waits: Parameters<typeof resultsWith>[0], policies?: readonly string[]) =>
  judgeAll([{ threshold: parseThreshold(rule), policies }], [resultsWith(waits)], 0.95).map(
    ({ outcome }) => outcome,
  )

test("only an interval that is wholly on one side decides", () => {
  const rule = "wait.p95 < 30s"
  expect(outcomes(rule, { drf: [20, 21, 22] })).toEqual(["met"])
  expect(outcomes(rule, { drf: [40, 41, 42] })).toEqual(["broken"])
  expect(outcomes(rule, { drf: [20, 41, 42] })).toEqual(["open"])
  expect(outcomes("wait.p95 > 30s", { drf: [40, 41, 42] })).toEqual(["met"])
})

test("a percentile that a run was too short to know is not met, but may be broken", () => {
  const judged = (value: number, rule: string) => {
    const results = resultsWith({ drf: [value, value + 1, value + 2] })
    const trials = results.trials.map((trial, i) => ({ ...trial, wait_p95_km_s: i === 1 ? null : value }))
    const [check] = judgeAll([{ threshold: parseThreshold(rule) }], [{ ...results, trials }], 0.95)
    return [check.outcome, check.too_early]
  }
  expect(judged(20, "wait.p95 < 30s")).toEqual(["open", true])
  expect(judged(40, "wait.p95 < 30s")).toEqual(["broken", false])
  expect(judged(40, "wait.p95 > 30s")).toEqual(["met", false])
})

test("one run, and runs without a value, decide nothing", () => {
  expect(outcomes("wait.p95 < 30s", { drf: [1000] })).toEqual(["open"])
  expect(outcomes("wait.p95 < 30s", { drf: [null, null, 1000] })).toEqual(["open"])
})

test("against another policy it is the pairs that decide: differences that seeds share cancel", () => {
  const waits = { old: [10, 100, 1000], new: [11.5, 115, 1150] }
  expect(outcomes("wait.p95 < 110% of old", { ...waits, new: [10.4, 104.1, 1040] })).toEqual(["open"])
  expect(outcomes("wait.p95 < 200% of old", { old: [100, 101, 102], new: [110, 112, 111] })).toEqual(["met"])
  expect(outcomes("wait.p95 < 105% of old", { old: [100, 101, 102], new: [110, 112, 111] })).toEqual([
    "broken",
  ])
})

test("many thresholds are together as sure as one", () => {
  // By hand: mean 31, t(0.975, 2) · s ÷ √3 = 4.303 · 0.3 ÷ 1.732 = 0.745, so 30.25 is above 30; a hundred make it wider.
  const waits = { drf: [30.7, 31, 31.3] }
  expect(outcomes("wait.p95 < 30s", waits)).toEqual(["broken"])
  const rules = Array.from({ length: 100 }, () => ({ threshold: parseThreshold("wait.p95 < 30s") }))
  expect(new Set(judgeAll(rules, [resultsWith(waits)], 0.95).map(({ outcome }) => outcome))).toEqual(
    new Set(["open"]),
  )
})

test.each([
  ["wait.p95 < 30", "is no duration"],
  ["wait.p96 < 30s", "is no threshold; write wait.p95 < 30s"],
  ["cpus > 0.6", "is no share; write a number and %"],
  ["jain > high", "is no index"],
  ["toString < 3s", "is no threshold"],
  ["wait(batch).p50 < 3s", "is no threshold"],
])("%s is refused", (text, message) => {
  expect(() => parseThreshold(text)).toThrow(message)
})
