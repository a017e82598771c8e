import { expect, test } from "vitest"
import type { ComparisonRow } from "../lab/results/index.ts"
import { findingOf } from "./comparison.ts"
import { escapeMarkdown, markup, visible } from "./escape.ts"
import { shareWithin } from "./figures/waits.ts"
import { keyTable } from "./key-table.ts"
import { displayed, policyLabels } from "./names.ts"
import { duration, quantity, seedList, signedRange, withSpread, withSpreads } from "./numbers.ts"
import { estimate, studentT } from "./statistics.ts"
import { sampleResults } from "./testing/sample-results.ts"
import { fitted, textWidth, wrapped } from "./text-width.ts"
import { inFull, verdictOf } from "./verdict.ts"

const row: ComparisonRow = {
  metric: "wait_p95_s",
  role: null,
  policy: "mesos/weighted",
  baseline: "mesos/drf",
  n: 10,
  mean: 40,
  baseline_mean: 100,
  difference: -60,
  lo: -70,
  hi: -50,
  bootstrap_lo: -69,
  bootstrap_hi: -51,
  zone: 5,
  variance_reduction: 0.8,
  family: 1,
  p_differs: 0.001,
  p_equal: 1,
  verdict: "less",
  better: "policy",
  unit: "s",
}
const against = (...comparisons: ComparisonRow[]) =>
  verdictOf({ ...sampleResults({ seeds: 2 }), comparisons })

test("a clear difference is said with its size, its interval and what it means", () => {
  const { headline, policies } = against(row)
  expect(headline).toBe(
    "Under weighted, tasks wait 2.5 ± 0.6 times less than under drf: 95 % of them start within 40 s instead of 100 s.",
  )
  expect(policies[0].sentences.map(inFull)).toEqual([
    "weighted lets tasks wait 2.5 ± 0.6 times less at p95 than drf (40 s instead of 100 s; 95 % interval of the difference −70 to −50 s, n = 10).",
  ])
})

test("a smaller one is said in per cent", () => {
  const less = { ...row, mean: 80, difference: -20, lo: -24, hi: -16, bootstrap_lo: -24, bootstrap_hi: -16 }
  expect(against(less).headline).toMatch(/^Under weighted, tasks wait 20 ± 4 % less than under drf/)
})

test("a p95 that more than 5 % of the tasks outlive is at least so long, in the sentence and in the table", () => {
  const results = { ...sampleResults({ seeds: 2 }), comparisons: [row] }
  const stuck = (policy: string, censored: number) => ({
    ...results,
    trials: results.trials.map((trial) => (trial.policy === policy ? { ...trial, censored } : trial)),
  })
  expect(verdictOf(stuck("mesos/drf", 2000)).headline).toMatch(/within 40 s instead of at least 100 s\.$/)
  const cellsOf = (censored: number) =>
    keyTable(stuck("mesos/drf", censored)).rows.map(({ cells }) => cells[0].startsWith("≥ "))
  expect([cellsOf(900)[0], cellsOf(2000)[0], cellsOf(2000)[1]]).toEqual([false, true, false])
})

test("a run that begins with much of its work says so", () => {
  const results = sampleResults({ seeds: 2 })
  const begun = (tasks: number) =>
    verdictOf({ ...results, workload: { ...results.workload, tasks_at_start: tasks } }).note
  expect(begun(100)).toBeUndefined()
  expect(begun(9102)).toMatch(/^9,102 tasks, 50 % of those that arrive, are there at the very start/)
})

test("the price of the winner is named", () => {
  const loser = {
    ...row,
    role: "etl",
    mean: 300,
    difference: 200,
    lo: 150,
    hi: 250,
    bootstrap_lo: 150,
    bootstrap_hi: 250,
  }
  const { rider } = against(row, { ...loser, verdict: "more", better: "baseline" })
  expect(rider).toBe("The price: it lets role etl wait 3.0 ± 0.5 times longer at p95 than drf.")
})

test("what is worse than the baseline lets the baseline win", () => {
  const worse = { ...row, mean: 300, difference: 200, lo: 150, hi: 250, bootstrap_lo: 150, bootstrap_hi: 250 }
  expect(against({ ...worse, verdict: "more", better: "baseline" }).headline).toBe(
    "Keep drf: under weighted, tasks wait 3.0 ± 0.5 times longer than under drf: 95 % of them start within 5.0 min instead of 100 s.",
  )
})

test("beside one that loses, those that are open are not said to have lost", () => {
  const lost = { ...row, mean: 300, difference: 200, lo: 150, hi: 250, bootstrap_lo: 150, bootstrap_hi: 250 }
  const open = { ...row, policy: "mesos/fifo", lo: -70, hi: 1 }
  expect(against({ ...lost, verdict: "more", better: "baseline" }, open).headline).toMatch(
    /^Keep drf: .*; for fifo there are not enough runs to say\.$/,
  )
})

test("nothing is claimed that an interval leaves open, whatever the row says", () => {
  const claims: Partial<ComparisonRow>[] = [
    { lo: -70, hi: 1 },
    { bootstrap_hi: 0.1 },
    { lo: -Infinity, hi: Infinity },
    { lo: NaN },
    { n: 1 },
    { better: "unknown", verdict: "not enough runs: need about 37" },
  ]
  for (const claim of claims) {
    expect(findingOf({ ...row, ...claim })).toBe("unknown")
    expect(against({ ...row, ...claim }).headline).toMatch(/not enough to tell weighted from drf/)
  }
})

test("equal is said only of what the lab tested to be equal", () => {
  const same = {
    ...row,
    mean: 101,
    difference: 1,
    lo: -2,
    hi: 4,
    bootstrap_lo: -2,
    bootstrap_hi: 4,
    better: "neither",
  } as const
  expect(against({ ...same, verdict: "equivalent within 5 %" }).headline).toBe(
    "drf and weighted are equal in p95 wait, within 5 %.",
  )
  expect(against({ ...same, verdict: "equivalent within 5 %", difference: 60 }).headline).toMatch(
    /not enough/,
  )
})

test("where runs end too early, more of them are not asked for", () => {
  const early = { ...row, better: "unknown", verdict: "runs end too early to tell" } as const
  const { headline, policies } = against(early)
  expect(headline).toBe(
    "The runs end too early to tell weighted from drf in p95 wait: too many tasks still wait.",
  )
  expect(policies[0].sentences.map(inFull)).toEqual([
    "The runs end while too many tasks wait to say: p95 wait.",
  ])
})

test("a percentile that some run cannot know has no mean over the others", () => {
  const results = sampleResults({ seeds: 2 })
  const trials = results.trials.map((trial, i) => (i === 1 ? { ...trial, wait_p95_km_s: null } : trial))
  const { head, rows } = keyTable({ ...results, trials })
  const column = head.indexOf("p95 wait allowing for censored")
  expect(rows.map(({ cells }) => cells[column] === "–")).toEqual([true, false, false])
})

test("how many runs it would take is passed on", () => {
  const open = { ...row, hi: 5, better: "unknown", verdict: "not enough runs: need about 3700" } as const
  expect(against(open).headline).toBe(
    "10 runs of each are not enough to tell weighted from drf in p95 wait (it would take about 3,700 runs of each).",
  )
})

test("times come in the unit that fits", () => {
  expect([0, 0.004, 0.35, 4.2, 41, 210, 7_200, 86_400, 200_000].map(duration)).toEqual([
    "0 s", "0.004 s", "0.35 s", "4.2 s", "41 s", "3.5 min", "2.0 h", "24 h", "2.3 d",
  ]) // prettier-ignore
  expect(quantity(18_204, "count")).toBe("18,204")
  expect(quantity(null, "share")).toBe("–")
})

test("a half width has one digit that counts, two if it begins with a 1", () => {
  expect(withSpread(41.23, 2.34, "duration")).toBe("41 ± 2 s")
  expect(withSpread(41.23, 1.94, "duration")).toBe("41.2 ± 1.9 s")
  expect(withSpread(0.6198, 0.0021, "share")).toBe("62.0 ± 0.2 %")
  expect(withSpread(0, 0, "duration")).toBe("0 s")
  expect(
    withSpreads([{ mean: 0.62, half: 0.002 }, { mean: 0.58, half: 0.0012 }, undefined], "share"),
  ).toEqual(["62.0 ± 0.2 %", "58.0 ± 0.1 %", "–"])
  expect(signedRange(-15.4, 9, "duration")).toBe("−15 to +9 s")
})

test("seeds are told as runs of numbers", () => {
  expect(seedList([1, 2, 3, 7, 9, 10])).toBe("1–3, 7, 9, 10")
})

test("the quantiles of Student's t are those of the tables", () => {
  expect(studentT(9)).toBe(2.262)
  expect(studentT(40)).toBeCloseTo(2.021, 3)
  expect(studentT(120)).toBeCloseTo(1.98, 3)
  expect(estimate([1, 2, 3, null])).toEqual({
    n: 3,
    mean: 2,
    half: 4.303 * Math.sqrt(1 / 3),
  })
  expect(estimate([null])).toBeUndefined()
})

test("a distribution is read backwards, with its jump at zero", () => {
  const waits = [0, 0, 0, 10, 20]
  expect([-1, 0, 5, 10, 15, 20, 99].map((wait) => shareWithin(waits, wait))).toEqual([
    0, 0.5, 0.625, 0.75, 0.875, 1, 1,
  ])
})

test("DejaVu's letters have the widths that DejaVu says", () => {
  // Of 2,048 units to the em: H 1,540, i 569, space 651.
  expect(textWidth("Hi ", { size: 2048 })).toBe(1540 + 569 + 651)
  expect(textWidth("Hi", { size: 10, bold: true })).toBeGreaterThan(textWidth("Hi", { size: 10 }))
  expect(fitted("a long name", 40, { size: 11 })).toBe("a lon…")
  expect(wrapped("one two three", 50, { size: 11 })).toEqual(["one two", "three"])
})

test("names become visible, short, and stay different", () => {
  const roles = ["a\u202eb", "a\\u{202e}b", `${"x".repeat(80)}1`, `${"x".repeat(80)}2`, ""]
  const shown = displayed(sampleResults({ roles, seeds: 1, bins: 1, policies: ["p"] }))
  const names = [...new Set(shown.roles.map(({ role }) => role))]
  expect(names).toHaveLength(roles.length)
  expect(names.slice(0, 2)).toEqual(["a\\u{202e}b", "a\\u{202e}b (2)"])
  expect(names[4]).toBe("(no name)")
  for (const name of names) expect(name.length).toBeLessThan(60)
})

test("a role with the name of one of our own words changes nothing else", () => {
  const { comparisons, queue } = displayed(
    sampleResults({ roles: ["fits ", "wait_p95_s ", "s "], seeds: 2, bins: 2 }),
  )
  expect(new Set(queue.map(({ reason }) => reason))).toEqual(new Set(["fits", "no room"]))
  expect(comparisons[0].metric).toBe("wait_p95_s")
})

test("a control plane that all policies share is left out", () => {
  expect([...policyLabels(["mesos/drf", "mesos/fifo"]).values()]).toEqual(["drf", "fifo"])
  expect([...policyLabels(["mesos/drf", "batch/fcfs"]).values()]).toEqual(["mesos/drf", "batch/fcfs"])
})

test("text stays text in HTML and Markdown", () => {
  expect(markup`<p title="${`"'<&\``}">${["<b>", 3, undefined]}</p>`.source).toBe(
    `<p title="&quot;&#39;&lt;&amp;&#96;">&lt;b&gt;3</p>`,
  )
  expect(escapeMarkdown("a|b *c* [d](e)\n<f>")).toBe(String.raw`a\|b \*c\* \[d\](e) \<f\>`)
  expect(visible("a\u0000\u202e\n", { lines: true })).toBe("a\\u{0}\\u{202e}\n")
})
