/** The command line, in-process: what is typed, what is said, and the exit code. */
import { spawn, spawnSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { Progress } from "./progress.ts"
import { mesoscope } from "./testing.ts"

let folder = ""
/** A trace of four jobs on two nodes of two processors, in the Standard Workload Format. */
let trace = ""
beforeAll(() => {
  folder = relative(process.cwd(), mkdtempSync(join(tmpdir(), "mesoscope-cli-")))
  trace = join(folder, "small.swf")
  writeFileSync(
    trace,
    `; MaxNodes: 2\n; MaxProcs: 4\n${[
      job({ id: 1, submit: 0, run: 100, processors: 4, group: 1 }),
      job({ id: 2, submit: 10, run: 50, processors: 2, group: 2 }),
      job({ id: 3, submit: 20, run: 50, processors: 8, group: 1 }),
      job({ id: 4, submit: 200, run: 10, processors: 1, group: 2 }),
    ].join("\n")}\n`,
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

interface SwfJob {
  readonly id: number
  readonly submit: number
  readonly run: number
  readonly processors: number
  readonly group: number
}

function job({ id, submit, run, processors, group }: SwfJob): string {
  return [
    id,
    submit,
    -1,
    run,
    processors,
    -1,
    -1,
    processors,
    run,
    -1,
    1,
    group,
    group,
    -1,
    1,
    -1,
    -1,
    -1,
  ].join(" ")
}

const replay = (...args: string[]) => mesoscope("replay", "--trace", "swf", trace, ...args)

test("a replay says who waited and how full the cluster was, and how to repeat it", async () => {
  const { code, stdout, stderr } = await replay("--policy", "batch/fcfs", "--load", "trace")
  const steady = stdout
    .replaceAll(trace, "small.swf")
    .replace(/read .* MiB/, "read …")
    .replace(/[0-9a-f]{32}/, "…")
  expect(steady).toMatchInlineSnapshot(`
    "Under batch/fcfs half of 7 tasks started at once, and one in twenty waited 90.0 s or longer; cpus
    were 60.7 % used. 8 tasks fit on no agent.

    Replayed  swf: 4 jobs, 15 tasks on 2 agents, offered load 1.137
    Trace     4 rows, 4 jobs, 15 tasks over 3.33 min

           submitted  finished  failed  running  waiting  unplaceable  not arrived
    jobs           4         3       0        0        0            1            0
    tasks         15         7       0        0        0            8            0

    wait      p50 0 s, p95 90.0 s, mean 25.7 s
    used      cpus 60.7 % of capacity, over 3.50 min
    work      16 events, 0 offers; read …
    digest    …

    Repeat    npx mesoscope replay --trace swf --policy batch/fcfs --agents trace --load trace --seed 1 small.swf
    Next      npx mesoscope policies    what else could decide
    "
  `)
  expect(stderr).toMatchInlineSnapshot(`
    "assumed: 2 nodes with 2 processors each (header)
    assumed: a role and a framework per group, weight 1
    assumed: memory is left out: the log does not tell it for jobs and machines alike
    assumed: a job is a gang of one-CPU tasks, as many as it was allocated, else requested
    assumed: status 0 (failed) and 5 (cancelled) end as failed, all others as finished
    not used: wait_s, avg_cpu_s, used_mem, think_s, prev_job, app, partition: what the original scheduler did, or not modelled
    warning: 8 tasks can run on no agent of this cluster; for example task 0 of job-3 asks for 1 cpus, together with 7 others.
    "
  `)
  expect(code).toBe(0)
})

test("--json prints one document with the fields of the interface and nothing else", async () => {
  const { code, stdout } = await replay("--policy", "drf", "--json", "--load", "trace")
  const document = JSON.parse(stdout) as Record<string, unknown>
  expect(Object.keys(document)).toEqual([
    "digest",
    "policy",
    "seed",
    "jobs",
    "tasks",
    "events",
    "offers",
    "offered_load",
    "cpu_s",
    "rss_mb",
    "wait_s",
    "wait_km_s",
    "utilisation",
  ])
  expect(document).toMatchObject({
    policy: "mesos/drf",
    seed: 1,
    jobs: { submitted: 4, finished: 3, failed: 0, running: 0, waiting: 0, unplaceable: 1, not_arrived: 0 },
    tasks: { submitted: 15, finished: 7, failed: 0, running: 0, waiting: 0, unplaceable: 8, not_arrived: 0 },
  })
  expect(Object.keys(document["cpu_s"] as object)).toEqual(["read", "simulate"])
  expect(Object.keys(document["wait_s"] as object)).toEqual(["p50", "p95", "mean", "censored"])
  expect(stdout.endsWith("}\n")).toBe(true)
  expect(code).toBe(0)
})

test("the printed command repeats the run to the last bit", async () => {
  const first = await replay("--seed", "7", "--until", "2m")
  const command = /^Repeat +npx mesoscope (.*)$/m.exec(first.stdout)?.[1] ?? ""
  const again = await mesoscope(...command.split(" "))
  const digest = /digest .*/
  expect(digest.exec(again.stdout)?.[0]).toBe(digest.exec(first.stdout)?.[0])
  expect(command).toContain("--policy mesos/drf --agents trace")
  expect(command).toContain("--until 2m --seed 7")
})

test("the results folder is the same to the last byte when the same run is repeated, and refuses another", async () => {
  const out = join(folder, "out")
  const read = () =>
    readdirSync(out)
      .sort()
      .map((name) => [name, readFileSync(join(out, name), "hex")])
  await replay("--out", out)
  const before = read()
  expect(before.map(([name]) => name)).toEqual([
    "intervals.csv",
    "intervals.parquet",
    "jobs.csv",
    "jobs.parquet",
    "run.json",
    "tasks.csv",
    "tasks.parquet",
  ])
  await replay("--out", out)
  expect(read()).toEqual(before)
  const { code, stderr } = await replay("--out", out, "--seed", "2")
  expect(stderr).toContain("holds the results of another run (seed 1, not 2)")
  expect(code).toBe(2)
  expect(read()).toEqual(before)
})

test.each([
  [
    ["replay", "x.swf", "--policy", "dfr"],
    `--policy: Unknown policy "dfr". Did you mean "drf"? Known: mesos/mesos, mesos/drf,`,
  ],
  [["replay", "x.swf", "--trace", "swff"], `Did you mean "swf"? Known: google-2011`],
  [["replay", "x.swf", "--sed", "1"], "--sed, did you mean --seed?"],
  [["replay", "x.swf", "--seed", "NaN"], `--seed: "NaN" is no seed`],
  [["replay", "x.swf", "--seed", "1.5"], `--seed: "1.5" is no seed`],
  [["replay", "x.swf", "--seed=-1"], `--seed: "-1" is no seed`],
  [["replay", "x.swf", "--until", "6"], `--until: "6" is no duration; write a number and a unit`],
  [["replay", "x.swf", "--until", "6 bananas"], `"6 bananas" is no duration`],
  [["replay", "x.swf", "--until=-3s"], `"-3s" is no duration`],
  [["replay", "x.swf", "--load", "heavy"], `--load: "heavy" is no load`],
  [["replay", "--policy", "drf"], "No trace is named"],
  [["replay", "no-such-file.swf"], "no-such-file.swf"],
  [["reply"], `Unknown command "reply". Did you mean`],
])("%j is refused with exit code 2", async (args, message) => {
  const { code, stdout, stderr } = await mesoscope(...args)
  expect(stderr).toContain(message)
  expect(stdout).toBe("")
  expect(code).toBe(2)
})

test("agents without a shape's unit, and too many, are refused", async () => {
  expect(await replay("--agents", "10x4")).toMatchObject({ code: 2, stdout: "" })
  expect(await replay("--agents", "0")).toMatchObject({ code: 2, stdout: "" })
})

test("an empty file is no trace, and a trace of comments has no job", async () => {
  const empty = join(folder, "empty.swf")
  writeFileSync(empty, "")
  expect(await mesoscope("replay", empty)).toMatchObject({ code: 2, stdout: "" })
  writeFileSync(empty, "; MaxNodes: 2\n; MaxProcs: 4\n")
  expect(await mesoscope("replay", "--trace", "swf", empty)).toMatchObject({ code: 2, stdout: "" })
})

test("names in files cannot move the cursor", async () => {
  const { stderr } = await mesoscope("replay", "\u001b[2Jx.swf")
  expect(stderr).not.toContain("\u001b")
})

test.each(["policies", "frameworks", "traces"])("%s lists names with a source", async (catalogue) => {
  const { code, stdout } = await mesoscope(catalogue, "--json")
  const entries = JSON.parse(stdout) as Record<string, string>[]
  expect(entries.length).toBeGreaterThan(1)
  for (const entry of entries) {
    expect(Object.keys(entry)).toEqual(["name", "about", "source"])
    for (const text of Object.values(entry)) expect(text).not.toBe("")
    expect((await mesoscope(catalogue)).stdout).toContain(`${entry["name"]} `)
  }
  expect(code).toBe(0)
})

const program = ["dist/cli/main.js"]

test("the built program lists the traces it can read", () => {
  const { status, stdout } = spawnSync("node", [...program, "traces"], { encoding: "utf8" })
  expect(stdout).toContain("google-2011")
  expect(status).toBe(0)
})

test("an interrupted replay ends with code 130", async () => {
  const child = spawn("node", [...program, "replay", "--trace", "swf", "-"], {
    stdio: ["pipe", "ignore", "pipe"],
  })
  // More than a pipe holds: when it is written, the program is up and reading.
  await new Promise((written) => child.stdin.write(";\n".repeat(1 << 19), written))
  const ended = new Promise((tell) => child.once("exit", tell))
  child.kill("SIGINT")
  expect(await ended).toBe(130)
})

test("progress is one line written over on a terminal, and a line every five seconds in a log", () => {
  const shown = (isTerminal: boolean) => {
    let text = ""
    let now = 0
    const progress = new Progress({ write: (more) => void (text += more), isTerminal }, () => now)
    for (; now <= 10_000; now += 100) progress.show("simulating", now / 20_000)
    progress.clear()
    return text
  }
  expect(shown(false)).toBe("simulating 25 % · about 15 s left\nsimulating 50 % · about 10 s left\n")
  expect(shown(true)).not.toContain("\n")
  expect(shown(true).match(/simulating/g)).toHaveLength(50)
})

test("skipped rows are counted, told with their place, and make the exit code 1", async () => {
  const path = join(folder, "skips.swf")
  const odd = job({ id: 2, submit: 5, run: -1, processors: 1, group: 1 })
  writeFileSync(
    path,
    `; MaxNodes: 2\n; MaxProcs: 4\n${job({ id: 1, submit: 0, run: 9, processors: 1, group: 1 })}\n${odd}\n`,
  )
  const { code, stdout, stderr } = await mesoscope("replay", "--json", path)
  expect(stderr).toContain(`warning: 1 row of the trace skipped; the first: ${path}:4, `)
  expect(JSON.parse(stdout)).toMatchObject({ jobs: { submitted: 1, finished: 1 } })
  expect(code).toBe(1)
})
