/** compare, report and demo in-process: what is said, what is written, and what is refused. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { mesoscope } from "./testing.ts"

let folder = ""
/** A trace of twenty jobs of two groups on two nodes of two processors, in the Standard Workload Format. */
let trace = ""
beforeAll(() => {
  folder = relative(process.cwd(), mkdtempSync(join(tmpdir(), "mesoscope-compare-")))
  trace = join(folder, "small.swf")
  const jobs = Array.from({ length: 20 }, (_, i) => {
    const processors = 1 + (i % 3)
    const group = 1 + (i % 2)
    return `${i + 1} ${i * 20} -1 ${30 + (i % 5) * 20} ${processors} -1 -1 ${processors} 50 -1 1 ${group} ${group} -1 1 -1 -1 -1`
  })
  writeFileSync(trace, `; MaxNodes: 2\n; MaxProcs: 4\n${jobs.join("\n")}\n`)
})
afterAll(() => rmSync(folder, { recursive: true }))

const compare = (policies: string, ...args: string[]) =>
  mesoscope("compare", policies, "--trace", "swf", "--load", "trace", ...args, trace)

const filesOf = (path: string) =>
  Object.fromEntries(
    readdirSync(path)
      .sort()
      .map((name) => [name, readFileSync(join(path, name), "hex")]),
  )

test("a comparison says the verdict first, then the numbers, then how to repeat it", async () => {
  const { code, stdout } = await compare("batch/fcfs,drf,fifo", "-n", "3", "--seed", "5")
  const steady = stdout.replaceAll(trace, "small.swf").replace(/workers? in [\d.]+ s/, "workers in … s")
  expect(steady.replace(/[0-9a-f]{32}/, "…").replace(/^[^]*?\n\n/, "")).toMatchInlineSnapshot(`
    "Compared swf: 20 jobs, 39 tasks on 2 agents, offered load 1.81
             3 policies × 3 seeds: 9 runs on 2 workers in … s

                       p95 wait  cpu use  mem         Jain   starved  waiting
    batch/fcfs  7.22 ± 0.00 min   72.4 %       0.65 ± 0.00  2.17 min        0
    mesos/drf    11.9 ± 2.0 min   58.1 %       0.61 ± 0.06  6.67 min        0
    mesos/fifo   11.5 ± 4.7 min   57.2 %       0.60 ± 0.06  6.70 min        0

    p95 wait against batch/fcfs, paired by seed:
    mesos/drf   all tasks  +4.68 min  95 % +2.68 min to +6.68 min  more
    mesos/fifo  all tasks  +4.33 min  95 % −21.4 s to +9.02 min    open, n ≈ 4
    Corrected by Holm over 2 comparisons of all tasks, and over 26 others: in each
    family a false verdict has a chance of at most 5 %.

    Digest   …
    Report   add --out DIR for the page, the figures' data and all tables
    Repeat   npx mesoscope compare batch/fcfs,mesos/drf,mesos/fifo --trace swf --agents trace --load trace --runs 3 --seed 5 small.swf
    "
  `)
  expect(code).toBe(0)
})

test("the folder holds the same bytes whatever --jobs says, and again", async () => {
  const out = join(folder, "out")
  await compare("drf,random", "-n", "3", "--jobs", "1", "--out", out)
  const first = filesOf(out)
  const tables = ["agents", "comparisons", "queue", "roles", "series", "trials", "waits"]
  expect(Object.keys(first)).toEqual(
    [
      ...tables.flatMap((name) => [`${name}.csv`, `${name}.parquet`]),
      "experiment.json",
      "report.html",
    ].sort(),
  )
  for (const jobs of ["2", "4"]) {
    const other = join(folder, `out-${jobs}`)
    await compare("drf,random", "-n", "3", "--jobs", jobs, "--out", other)
    expect(filesOf(other)).toEqual(first)
  }
  await compare("drf,random", "-n", "3", "--out", out)
  expect(filesOf(out)).toEqual(first)
}, 240_000)

test("a folder of another experiment, and one of other files, are refused before anything runs", async () => {
  const out = join(folder, "mine")
  await compare("drf,fifo", "-n", "1", "--out", out)
  const before = filesOf(out)
  const other = await compare("drf,fifo", "-n", "2", "--out", out)
  expect(other.stderr).toContain("holds the results of another run (seeds [1], not [1,2])")
  expect(other.code).toBe(2)
  expect((await compare("drf", "-n", "1", "--out", folder)).stderr).toContain("holds other files")
  expect(filesOf(out)).toEqual(before)
})

test("report makes the same page and tables again, and figures in every format", async () => {
  const out = join(folder, "report")
  await compare("drf,weighted", "-n", "2", "--out", out)
  const before = filesOf(out)
  for (const name of ["report.html", "trials.csv", "waits.parquet"]) rmSync(join(out, name))
  expect((await mesoscope("report", out)).stdout).toBe(`${join(out, "report.html")}\n`)
  expect((await mesoscope("report", out, "--format", "csv")).code).toBe(0)
  rmSync(join(out, "figures"), { recursive: true })
  expect(filesOf(out)).toEqual(before)
  expect((await mesoscope("report", out, "--format", "md")).stdout).toBe(`${join(out, "report.md")}\n`)
  expect((await mesoscope("report", out, "--format", "svg")).code).toBe(0)
  expect(readdirSync(join(out, "figures")).every((name) => name.endsWith(".svg"))).toBe(true)
  // A folder with figures is still the experiment's own.
  expect((await compare("drf,weighted", "-n", "2", "--out", out)).code).toBe(0)
})

test("report says what it needs", async () => {
  const replayed = join(folder, "replayed")
  await mesoscope("replay", "--trace", "swf", trace, "--out", replayed)
  const { code, stdout, stderr } = await mesoscope("report", replayed)
  expect(stderr).toContain("holds one replay (run.json): its tables are there already as CSV and Parquet")
  expect([code, stdout]).toEqual([2, ""])
  expect((await mesoscope("report", join(folder, "nowhere"))).stderr).toContain("There is no folder")
  expect((await mesoscope("report", folder)).stderr).toContain("holds no experiment.json")
  expect((await mesoscope("report", folder, "--format", "pdf")).stderr).toContain(
    `"pdf" is no format of a report; known are html, svg, png, csv, md.`,
  )
})

test("a failed trial is told with its seed and the command that repeats it, and that command fails alike", async () => {
  const path = join(folder, "late.ts")
  writeFileSync(
    path,
    `import type { PolicyFactory } from "mesoscope"
    export const late: PolicyFactory = ({ random }) => {
      const isUnlucky = random.stream("luck").next() < 0.5
      return {
        name: "late",
        *allocate({ frameworks, now }, agents) {
          if (isUnlucky && now > 100e6) throw new Error("out of luck")
          for (const agent of agents) {
            const [framework] = frameworks.eligible(agent)
            if (framework !== undefined) yield { agent, framework }
          }
        },
      }
    }`,
  )
  const { code, stdout, stderr } = await compare(`drf,${path}`, "-n", "6", "--json")
  expect(code).toBe(1)
  const { trials } = JSON.parse(stdout) as {
    trials: Record<"policy" | "error" | "repeat" | "digest", string | null>[]
  }
  const own = trials.filter(({ policy }) => policy === path)
  const failed = own.filter(({ error }) => error !== null)
  expect(own.length).toBe(6)
  expect(failed.length).toBeGreaterThan(0)
  expect(failed.length).toBeLessThan(6)
  expect(stderr).toContain(`warning: ${failed.length} runs of 12 failed:`)
  expect(stderr).toContain(failed[0].repeat)
  const repeated = await mesoscope(...(failed[0].repeat ?? "").split(" ").slice(2))
  expect(repeated.code).toBe(3)
  expect(repeated.stderr).toContain(failed[0].error)
  const fine = own.find(({ error }) => error === null)
  const again = await mesoscope(...(fine?.repeat ?? "").split(" ").slice(2), "--json")
  expect((JSON.parse(again.stdout) as { digest: string }).digest).toBe(fine?.digest)
})

test.each([
  [["compare", "drf,fifo"], `No trace is named after the policies "drf,fifo"`],
  [["compare", "drf,dfr", "x.swf"], `Unknown policy "dfr". Did you mean "drf"?`],
  [["compare", "drf,mesos/drf", "x.swf"], "names mesos/drf twice"],
  [["compare", "drf,./nothing.ts", "x.swf"], `There is no policy file "./nothing.ts"`],
  [["compare", "drf", "x.swf", "--margin", "200%"], `"200%" is no margin`],
  [["compare", "drf", "x.swf", "-n", "0"], `"0" is no number of replications`],
  [["compare", "drf", "x.swf", "--jobs", "0"], `"0" is no number of workers`],
  [["compare", "drf", "x.swf", "--stall", "10ms"], `"10ms" is too short`],
  [["compare", "drf", "no-such-file.swf"], "no-such-file.swf"],
  [["replay", "x.swf", "--policy", "nothing.js"], `There is no policy file "./nothing.js"`],
])("%j is refused with exit code 2", async (args, message) => {
  const { code, stdout, stderr } = await mesoscope(...args)
  expect(stderr).toContain(message)
  expect([code, stdout]).toEqual([2, ""])
})

test("a replay takes a user's own policy, too", async () => {
  const { code, stdout } = await mesoscope(
    "replay",
    trace,
    "--policy",
    "examples/my-policy.ts",
    "--load",
    "trace",
  )
  expect(stdout).toContain("Under ./examples/my-policy.ts")
  expect(stdout).toContain("--policy ./examples/my-policy.ts")
  expect(code).toBe(0)
})

test("the demo fits a terminal, and says the same every time but for the clock", async () => {
  const out = join(folder, "demo")
  const demo = () => mesoscope("demo", "--policies", "drf,fifo", "-n", "2", "--out", out)
  const { code, stdout } = await demo()
  const lines = stdout.trimEnd().split("\n")
  expect(code).toBe(0)
  expect(lines.length).toBeLessThanOrEqual(25)
  expect(stdout).toContain("Built-in day: 40 agents, 5 roles")
  const steady = (text: string) => text.replace(/workers? in [\d.]+ s/, "")
  const before = filesOf(out)
  expect(steady((await demo()).stdout)).toBe(steady(stdout))
  expect(filesOf(out)).toEqual(before)
}, 240_000)
