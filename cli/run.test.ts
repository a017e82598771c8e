/** Experiment files from the command line: run, killed, resumed, refused. */
import { spawn } from "node:child_process"
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { mesoscope } from "./testing.ts"

let folder = ""
/** Forty jobs of two groups on two nodes of two processors, under two policies at two loads with three seeds. */
let experiment = ""
/** The folder of a run that nobody disturbed. */
let undisturbed = ""

beforeAll(async () => {
  folder = relative(process.cwd(), mkdtempSync(join(tmpdir(), "mesoscope-run-")))
  const jobs = Array.from({ length: 40 }, (_, i) => {
    const [processors, group] = [1 + (i % 3), 1 + (i % 2)]
    return `${i + 1} ${i * 20} -1 ${30 + (i % 5) * 20} ${processors} -1 -1 ${processors} 50 -1 1 ${group} ${group} -1 1 -1 -1 -1`
  })
  writeFileSync(join(folder, "small.swf"), `; MaxNodes: 2\n; MaxProcs: 4\n${jobs.join("\n")}\n`)
  experiment = fileOf("small.yaml", "seeds: 3\nvary: {grid: {load: [0.5, 0.9]}}\noutputs: tables\n")
  undisturbed = join(folder, "undisturbed")
  await mesoscope("run", experiment, "--out", undisturbed)
})
afterAll(() => rmSync(folder, { recursive: true }))

function fileOf(name: string, rest: string): string {
  const path = join(folder, name)
  writeFileSync(path, `workload: {trace: swf, paths: small.swf}\npolicies: [batch/fcfs, drf]\n${rest}`)
  return path
}

const bytesOf = (path: string) =>
  Object.fromEntries(
    readdirSync(path, { recursive: true, withFileTypes: true, encoding: "utf8" })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
      .map((name) => [relative(path, name), readFileSync(name, "hex")]),
  )

const documentOf = async (...args: string[]) => {
  const { code, stdout } = await mesoscope("run", ...args, "--json")
  expect(code).toBe(0)
  return JSON.parse(stdout) as { readonly trials: number; readonly kept: number; readonly points: unknown[] }
}

test("a run leaves a journal and the tables of all points", () => {
  expect(Object.keys(bytesOf(undisturbed))).toEqual([
    "comparisons.csv",
    "comparisons.parquet",
    "roles.csv",
    "roles.parquet",
    "sweep.json",
    "trials.csv",
    "trials.journal",
    "trials.parquet",
  ])
  const [head, first, ...rest] = readFileSync(join(undisturbed, "trials.csv"), "utf8").trim().split("\n")
  expect(head).toMatch(/^point,load,policy,seed,digest,/)
  expect(first).toMatch(/^1,0\.5,batch\/fcfs,1,/)
  expect(rest).toHaveLength(11)
})

test("the same folder again runs nothing and leaves the same bytes", async () => {
  const out = join(folder, "again")
  cpSync(undisturbed, out, { recursive: true })
  expect(await documentOf(experiment, "--out", out)).toMatchObject({ trials: 12, kept: 12 })
  expect(bytesOf(out)).toEqual(bytesOf(undisturbed))
})

test("a journal that a power loss cut off is completed, with the bytes of an undisturbed run", async () => {
  const out = join(folder, "cut")
  for (const share of [0.05, 0.4, 0.83]) {
    cpSync(undisturbed, out, { recursive: true })
    const journal = join(out, "trials.journal")
    truncateSync(journal, Math.floor(share * readFileSync(journal).length))
    const whole = readFileSync(journal, "latin1").split("\n").length - 1
    const { kept } = await documentOf(experiment, "--out", out)
    expect(kept).toBe(whole)
    expect(bytesOf(out)).toEqual(bytesOf(undisturbed))
  }
})

test("a longer experiment in the same folder runs only what is new", async () => {
  const out = join(folder, "longer")
  const longer = (seeds: number) => fileOf("longer.yaml", `seeds: ${seeds}\noutputs: tables\n`)
  expect(await documentOf(longer(2), "--out", out)).toMatchObject({ trials: 4, kept: 0 })
  expect(await documentOf(longer(5), "--out", out)).toMatchObject({ trials: 10, kept: 4 })
})

test("seeds are added until a mean is known, the same ones whatever the threads and however often it was killed", async () => {
  const rule = "{precision: 20%, of: wait.mean, at_least: 3, at_most: 12}"
  const known = fileOf("known.yaml", `seeds: ${rule}\nvary: {grid: {load: [0.5, 0.9]}}\noutputs: tables\n`)
  const whole = join(folder, "known")
  const { stdout } = await mesoscope("run", known, "--out", whole, "--jobs", "1")
  expect(stdout).toMatch(
    /\d+ seeds of at most 12 were enough for wait\.mean to be known within ± 20% under every policy\.|12 seeds were not enough/,
  )
  const again = await mesoscope("run", known, "--out", whole, "--json")
  const { points } = JSON.parse(again.stdout) as {
    readonly points: readonly {
      readonly seeds: number
      readonly known: readonly { readonly stop: string }[]
    }[]
  }
  for (const { seeds, known: policies } of points)
    expect(seeds === 12 || policies.every(({ stop }) => stop === "precise enough")).toBe(true)
  const out = join(folder, "known-cut")
  cpSync(whole, out, { recursive: true })
  const journal = join(out, "trials.journal")
  truncateSync(journal, Math.floor(0.6 * readFileSync(journal).length))
  await mesoscope("run", known, "--out", out, "--jobs", "4")
  expect(bytesOf(out)).toEqual(bytesOf(whole))
  const split = await mesoscope("run", known, "--out", join(folder, "split"), "--shard", "1/2")
  expect(split.stderr).toContain("which no shard can tell by itself")
  expect(split.code).toBe(2)
  const dry = await mesoscope("run", known, "--out", join(folder, "dry"), "--dry-run")
  expect(dry.stdout).toContain("At most: 3 seeds, then more until wait.mean is known within ± 20%")
})

test("a warm-up that is found is left out, resumed or not, and a run too short for one is refused", async () => {
  // Forty jobs at once, and then one every two minutes, which never waits long.
  const jobs = Array.from(
    { length: 240 },
    (_, i) => `${i + 1} ${i < 40 ? 0 : 1000 + 120 * (i - 40)} -1 60 2 -1 -1 2 90 -1 1 1 1 -1 1 -1 -1 -1`,
  )
  writeFileSync(join(folder, "burst.swf"), `; MaxNodes: 2\n; MaxProcs: 4\n${jobs.join("\n")}\n`)
  const settles = join(folder, "settles.yaml")
  writeFileSync(
    settles,
    "workload: {trace: swf, paths: burst.swf, load: trace}\npolicies: batch/fcfs\nseeds: 2\nwarmup: auto\noutputs: tables\n",
  )
  const whole = join(folder, "settled")
  const { code, stdout } = await mesoscope("run", settles, "--out", whole, "--json")
  const { points } = JSON.parse(stdout) as { readonly points: readonly { readonly warm_up_s: number }[] }
  expect(code).toBe(0)
  expect(points[0].warm_up_s).toBeGreaterThan(0)
  const out = join(folder, "settled-cut")
  cpSync(whole, out, { recursive: true })
  truncateSync(join(out, "trials.journal"), 300)
  await mesoscope("run", settles, "--out", out)
  expect(bytesOf(out)).toEqual(bytesOf(whole))
  const short = join(folder, "short.yaml")
  writeFileSync(short, `${readFileSync(settles, "utf8")}until: 10m\n`)
  const refused = await mesoscope("run", short, "--out", join(folder, "short"))
  expect(refused.stderr).toMatch(/batch\/fcfs, seed 1 runs \d+ s, which is too short for a steady state: /)
  expect(refused.code).toBe(2)
  const late = fileOf("late.yaml", "seeds: 1\nuntil: 2h\nwarmup: 2h\n")
  const nothing = await mesoscope("run", late, "--out", join(folder, "late"))
  expect(nothing.stderr).toContain(`${late}:5:9: A warm-up of 2h leaves nothing to measure of 2h`)
})

test("another experiment's folder is refused before anything runs", async () => {
  const other = fileOf("other.yaml", "seeds: 1\n")
  const { code, stderr } = await mesoscope("run", other, "--out", undisturbed)
  expect(stderr).toContain('another run (experiment "small.yaml", not "other.yaml")')
  expect(code).toBe(2)
})

test("what is wrong in an experiment is told with its line and column", async () => {
  const misspelt = fileOf("misspelt.yaml", "vary: {grid: {agents: [2, many]}}\n")
  const { code, stderr } = await mesoscope("run", misspelt, "--out", join(folder, "none"))
  expect(stderr).toContain(`${misspelt}:3:27: "many" is no cluster`)
  expect(code).toBe(2)
})

/** Starts the compiled program; ends it with `signal` once `after` trials are in the journal. */
function disturbed(
  out: string,
  signal: NodeJS.Signals,
  after: number,
): Promise<{ code: number | null; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["dist/cli/main.js", "run", experiment, "--out", out], {
      stdio: ["ignore", "ignore", "pipe"],
    })
    let stderr = ""
    child.stderr.on("data", (text: Buffer) => (stderr += text.toString()))
    const timer = setInterval(() => {
      const journal = readdirSync(folder).includes(relative(folder, out))
        ? readdirSync(out).filter((name) => name.endsWith(".journal"))
        : []
      const lines =
        journal.length === 0 ? 0 : readFileSync(join(out, journal[0]), "latin1").split("\n").length - 1
      if (lines < after) return
      clearInterval(timer)
      child.kill(signal)
    }, 1)
    child.on("exit", (code) => {
      clearInterval(timer)
      resolve({ code, stderr })
    })
  })
}

test("killed without warning again and again, it ends with the bytes of an undisturbed run", async () => {
  const out = join(folder, "killed")
  for (const after of [0, 1, 4, 8]) await disturbed(out, "SIGKILL", after)
  await documentOf(experiment, "--out", out)
  expect(bytesOf(out)).toEqual(bytesOf(undisturbed))
})

test("interrupted by its user, it says what is kept and how it goes on", async () => {
  const out = join(folder, "interrupted")
  const { code, stderr } = await disturbed(out, "SIGINT", 2)
  expect(stderr).toMatch(
    /interrupted; \d+ of 12 trials are kept in .*interrupted, and the same command goes on/,
  )
  expect(code).toBe(130)
  const { kept } = await documentOf(experiment, "--out", out)
  expect(kept).toBeGreaterThanOrEqual(2)
  expect(bytesOf(out)).toEqual(bytesOf(undisturbed))
})

test("the example runs, and says that backfilling pays the more the fuller the machine is", async () => {
  const document = await documentOf("examples/easy-or-fcfs.yaml", "--out", join(folder, "example"))
  expect(document).toMatchObject({ trials: 24 })
  expect(document.points).toHaveLength(3)
})

test("a threshold that is broken with confidence ends with exit code 99, and JUnit says which", async () => {
  const gated = fileOf(
    "gated.yaml",
    `seeds: 3\noutputs: tables\nvary: {list: [{load: trace}]}\nthresholds:\n  - require: wait.p95 < 1s\n    policies: fcfs\n  - require: wait.p95 < 500% of drf\n`,
  )
  const misspelt = await mesoscope("run", gated, "--out", join(folder, "gated"))
  expect(misspelt.stderr).toContain(`${gated}:8:15: `)
  expect(misspelt.code).toBe(2)
  writeFileSync(gated, readFileSync(gated, "utf8").replace("policies: fcfs", "policies: batch/fcfs"))
  const { code, stdout } = await mesoscope("run", gated, "--out", join(folder, "gated"))
  expect(stdout).toMatch(
    /broken: batch\/fcfs: wait\.p95 < 1s at load trace: [\d.]+, from [\d.]+ to [\d.]+, against 1 \(n = 3\)/,
  )
  expect(code).toBe(99)
  const junit = readFileSync(join(folder, "gated", "thresholds.xml"), "utf8")
  expect(junit).toContain('tests="2" failures="1" skipped="0"')
  expect(junit).toMatch(
    /<testcase [^>]*name="batch\/fcfs: wait\.p95 &lt; 1s at load trace">\n\s*<failure message="/,
  )
})
