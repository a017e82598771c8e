import { interpolateViridis } from "d3"
import { expect, test } from "vitest"
import type { ExperimentResults } from "../lab/results/index.ts"
import { figures } from "./figures/index.ts"
import { markdownSummary, renderFigures, renderReport } from "./index.ts"
import { displayed } from "./names.ts"
import { drawSpec } from "./render.ts"
import { csvOf } from "./table.ts"
import { hostileResults, sampleResults } from "./testing/index.ts"
import { narrow, wide } from "./theme.ts"

const six = ["mesos/drf", "mesos/weighted", "mesos/fifo", "mesos/random", "batch/fcfs", "mesos/static"]
const manyRoles = Array.from({ length: 12 }, (_, i) =>
  i === 4 ? `role-${"long-".repeat(30)}` : `role-${i + 1}`,
)
const sparse: ExperimentResults = {
  ...sampleResults({ seeds: 2 }),
  series: [],
  roles: [],
  agents: [],
  queue: [],
}
const empty: ExperimentResults = {
  ...sparse,
  trials: [],
  waits: [],
  comparisons: [],
  policies: [],
  seeds: [],
}
const lost = sampleResults({
  seeds: 2,
  failures: [
    ["mesos/drf", 1],
    ["mesos/drf", 2],
    ["mesos/fifo", 1],
  ],
})

const situations: Readonly<Record<string, ExperimentResults>> = {
  "the usual day": sampleResults(),
  "one policy": sampleResults({ policies: ["mesos/drf"] }),
  "one policy, one seed, one role": sampleResults({ policies: ["mesos/drf"], seeds: 1, roles: ["a"] }),
  "two policies, one bin": sampleResults({ policies: six.slice(0, 2), bins: 1 }),
  "six policies, twelve roles": sampleResults({ policies: six, roles: manyRoles }),
  "nine policies": sampleResults({ policies: [...six, "a", "b", "c"], seeds: 2, bins: 20 }),
  "nobody waits": sampleResults({ idle: true }),
  "quota and reservations": sampleResults({ quota: true }),
  "failed trials": lost,
  "everything failed": sampleResults({
    seeds: 1,
    failures: six.slice(0, 3).map((policy) => [policy, 1] as const),
  }),
  "no series": sparse,
  "nothing at all": empty,
  "hostile names": hostileResults(),
}

test.each(Object.entries(situations))("every figure can be drawn: %s", async (_, raw) => {
  const results = displayed(raw)
  for (const figure of figures.filter((one) => one.applies(results))) {
    for (const layout of [wide, narrow]) {
      const said: string[] = []
      const drawing =
        figure.kind === "shape"
          ? figure.shape(results, layout)
          : await drawSpec(figure.spec(results, layout), {
              id: figure.id,
              warn: (message) => said.push(message),
            })
      expect(said, figure.id).toEqual([])
      expect(
        /.{0,40}(?:NaN|Infinity|undefined|null).{0,40}/.exec(drawing.body)?.[0],
        figure.id,
      ).toBeUndefined()
      expect(drawing.width, `width of ${figure.id}`).toBeLessThanOrEqual(layout.width * 1.05)
      expect(drawing.height, `height of ${figure.id}`).toBeGreaterThan(50)
      const marks = drawing.body.match(/<(?:path|line|rect|text)/g)?.length ?? 0
      expect(marks, `marks of ${figure.id}`).toBeLessThanOrEqual(5_000)
    }
    const words = [
      figure.title(results),
      figure.sentence(results),
      figure.basis(results),
      figure.alt(results),
    ]
    for (const text of words) expect(text, figure.id).not.toMatch(/NaN|Infinity|undefined|null|^$/)
    const { columns, rows } = figure.table(results)
    expect(rows.length, figure.id).toBeGreaterThan(0)
    for (const row of rows) expect(row.length, figure.id).toBe(columns.length)
  }
})

/** Those whose page differs by more than the figures, which the test above draws. */
const pages = [
  "the usual day",
  "one policy, one seed, one role",
  "six policies, twelve roles",
  "failed trials",
  "everything failed",
  "no series",
  "nothing at all",
]

test.each(pages.map((name) => [name, situations[name]] as const))(
  "there is a page and a summary: %s",
  async (_, results) => {
    const html = await renderReport(results)
    expect(html.length).toBeLessThan(3 * 1024 * 1024)
    expect(/.{0,40}(?:\bNaN\b|undefined|\[object).{0,40}/.exec(html)?.[0]).toBeUndefined()
    expect(html.includes("default-src &#39;none&#39;; style-src &#39;sha256-")).toBe(true)
    expect(/.{0,40}(?:\bNaN\b|undefined).{0,40}/.exec(markdownSummary(results))?.[0]).toBeUndefined()
  },
)

test("the same results give the same bytes, in any order of drawing", async () => {
  const results = sampleResults({ seeds: 3, bins: 40 })
  const again = () => renderReport(sampleResults({ seeds: 3, bins: 40 }))
  const alone = await renderReport(results)
  const together = await Promise.all([again(), again()])
  expect(together.map((html) => html === alone)).toEqual([true, true])
  for (const format of ["svg", "png", "csv"] as const) {
    const [first, second] = [await collected(results, format), await collected(results, format)]
    expect(second.map(({ name }) => name)).toEqual(first.map(({ name }) => name))
    second.forEach(({ bytes }, i) => expect(Buffer.compare(bytes, first[i].bytes)).toBe(0))
  }
})

test("figures come as files that say what they show", async () => {
  const files = await collected(sampleResults(), "svg")
  expect(files.map(({ name }) => name)).toEqual([
    "figure-17-forest.svg",
    "figure-04-waits.svg",
    "figure-18-shift.svg",
    "figure-14-spread.svg",
    "figure-05-pareto.svg",
    "figure-10-fairness.svg",
    "figure-02-shares.svg",
    "figure-01-allocation.svg",
    "figure-03-cluster-map.svg",
    "figure-19-queue.svg",
  ])
  for (const { name, bytes } of files) {
    const svg = Buffer.from(bytes).toString()
    expect(svg.includes("<title>"), name).toBe(true)
    expect(/seed/.test(svg), name).toBe(true)
    expect(/<script|href|style=|url\((?!#)/.exec(svg), name).toBeNull()
  }
})

test("a PNG has its letters: the fonts that come with us are found", async () => {
  const [png] = await collected(sampleResults({ seeds: 2, bins: 10 }), "png")
  const bytes = Buffer.from(png.bytes)
  expect(bytes.subarray(1, 4).toString()).toBe("PNG")
  // Without fonts resvg draws no text and says nothing; the forest plot is then less than half as big.
  expect(bytes.length).toBeGreaterThan(60_000)
})

test("every colour of a figure has its partner in the dark", async () => {
  const html = await renderReport(sampleResults({ policies: six, roles: manyRoles, bins: 20, seeds: 5 }))
  const [, dark = ""] = /prefers-color-scheme:dark\)\{([\s\S]*?)\n@media print/.exec(html) ?? []
  const used = new Set([...html.matchAll(/(?:fill|stroke)="(#[0-9a-f]{6})"/g)].map(([, hex]) => hex))
  const map = Array.from({ length: 10 }, (_, i) => interpolateViridis((i + 0.5) / 10))
  const alone = [...used].filter((hex) => !map.includes(hex) && !dark.includes(`[fill="${hex}"]{fill:#`))
  expect(alone).toEqual([])
})

test("the first lines of the summary are the verdict", () => {
  const lines = markdownSummary(sampleResults()).split("\n").slice(0, 6)
  expect(lines).toMatchInlineSnapshot(`
    [
      "**Under weighted, tasks wait 40 ± 8 % less than under drf: 95 % of them start within 4.4 min instead of 7.3 min.**",
      "",
      "The price: it keeps roles 2.4 ± 0.1 times further from their entitlement than drf. Of the others, fifo lets tasks wait 2.3 ± 0.2 times longer at p95 than drf.",
      "",
      "| policy | p95 wait | p95 wait allowing for censored | censored tasks | mean wait | CPU allocated | memory allocated | entitlement gap | Jain’s index | longest starvation | n |",
      "| :-- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |",
    ]
  `)
})

test("a failed run is told near the top, with its error and how to repeat it", async () => {
  const html = await renderReport(lost)
  const told = html.indexOf("3 runs failed")
  expect(told).toBeGreaterThan(0)
  expect(told).toBeLessThan(html.indexOf("<figure"))
  expect(html.includes("which has 2.5 free")).toBe(true)
  expect(html.includes("--only mesos/drf:1")).toBe(true)
})

test("a CSV cell is no formula", () => {
  const csv = csvOf({
    columns: [
      { name: "role", label: "role" },
      { name: "wait_s", label: "wait" },
    ],
    rows: [
      ["=1+1", 2.5],
      ['a"b', null],
      ["-x,y", -3],
    ],
  })
  expect(csv).toBe(`role,wait_s\n'=1+1,2.5\n"a""b",\n"'-x,y",-3\n`)
})

async function collected(results: ExperimentResults, format: "svg" | "png" | "csv") {
  const files = []
  for await (const file of renderFigures(results, format)) files.push(file)
  return files
}
