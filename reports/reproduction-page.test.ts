import { expect, test } from "vitest"
import { judged, type ReproductionResults } from "../lab/results/index.ts"
import { renderReproduction, reproductionVerdict } from "./index.ts"

const check = (ours: number, theirs: number, tolerance: number) =>
  judged({ what: `<b>${theirs}</b>`, ours, theirs, tolerance, because: "half a digit" })

const results: ReproductionResults = {
  name: "made-up",
  about: "A line & its points",
  source: "Nobody <nobody@example.org>, 2026",
  command: "npx mesoscope reproduce made-up",
  version: "0",
  rows: [0, 0.1, 1, 10].flatMap((x) => [
    { kind: "one", x, y: x * 2 },
    { kind: "other", x, y: null },
  ]),
  checks: [check(1.004, 1, 0.005), check(-1.006, -1, 0.005)],
  curves: [
    {
      id: "growth",
      title: "It grows",
      sentence: "Twice as much.",
      x: { field: "x", label: "x (s)", scale: "log" },
      y: { field: "y", label: "y", scale: "linear" },
      series: "kind",
    },
  ],
  notes: ["Rounded <twice>."],
  cpu_s: 1,
  wall_s: 2,
}

test("a value counts as reproduced if it lies within its tolerance, whatever the last bit of a double says", () => {
  expect(results.checks.map(({ verdict }) => verdict)).toEqual(["reproduced", "differs"])
  expect(check(0.1 + 0.2, 0.3, 0).verdict).toBe("reproduced")
  expect(check(0.3001, 0.3, 0).verdict).toBe("differs")
})

test("the page says how many values differ, shows those apart, draws its curves, and escapes what others wrote", async () => {
  const page = await renderReproduction(results)
  expect(page).toContain("<h1>1 of 2 published values differ.</h1>")
  expect(page).toContain('<section class="alarm" id="differing">')
  expect(page.match(/<svg class="drawing/g)).toHaveLength(2)
  expect(page).toContain("&lt;b&gt;1&lt;/b&gt;")
  expect(page).not.toMatch(/<script|<b>|<twice>/)
})

test("a set-up for which nothing is published has no verdict", () => {
  expect(reproductionVerdict([])).toBe("Nothing is published for this set-up; the numbers stand alone.")
})
