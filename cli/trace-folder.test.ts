import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DuckDBInstance } from "@duckdb/node-api"
import fc from "fast-check"
import { afterAll, expect, test } from "vitest"
import { runTrial } from "../lab/index.ts"
import {
  type AgentTable,
  AgentTableBuilder,
  agentJoins,
  agentLost,
  endsFailed,
  endsFinished,
  JobTableBuilder,
  never,
  UsageTableBuilder,
  type Workload,
} from "../sim/index.ts"
import { arbitraryCluster, tiny } from "../sim/testing/index.ts"
import { readTrace, type TraceImport, workloadChecksum } from "../workloads/index.ts"
import { claimTraceFolder, type TableFormat, tableFormats, writeTraceFolder } from "./trace-folder.ts"

const folder = mkdtempSync(join(tmpdir(), "mesoscope-trace-folder-"))
afterAll(() => rmSync(folder, { recursive: true }))

/** What a reader hands over, as far as it matters here. */
function imported(workload: Workload, kind = "workload"): TraceImport {
  const card: Partial<TraceImport["card"]> = { kind: kind as TraceImport["card"]["kind"] }
  return { workload, card: card as TraceImport["card"] }
}

async function throughFolder(workload: Workload, format: TableFormat): Promise<Workload> {
  const out = join(folder, `through-${format}`)
  writeTraceFolder(out, imported(workload), format)
  return (await readTrace({ paths: [out] })).workload
}

/** One job, and one machine, that use every column there is. */
function everything(): Workload & { readonly agents: AgentTable } {
  const usage = new UsageTableBuilder()
  const curve = usage.curve()
  usage.sample(0, 500, 1024)
  usage.sample(60_000_000, 1500, 2048)
  const jobs = new JobTableBuilder()
  const role = jobs.role('-gold, "24"', 2.5)
  jobs.role("unused")
  const framework = jobs.framework("=f()", role, "gang")
  jobs.job({
    arrival: 7_000_001,
    framework,
    label: 6_253_877_526,
    user: "ü",
    name: "job\nof two lines",
    estimate: 90_000_000,
  })
  jobs.stage()
  const constraints = jobs.constraints([
    { kind: "spread", atMost: 1 },
    { kind: "attribute", name: "rack", operator: "in", values: ["r,1"] },
  ])
  jobs.task(jobs.shape(1500, 2_000_500, 3, 250), 60_000_000, endsFailed, 17, {
    priority: -3,
    class: 2,
    constraints,
    evictions: 4,
    curve,
    wait: 1_500_000,
  })
  jobs.task(jobs.shape(1, 0), never, endsFinished, 18)
  jobs.stage({ gang: true })
  for (let i = 0; i < 3; i++) jobs.task(jobs.shape(1000, 0), 0, endsFinished, i)
  jobs.job({ arrival: 0, framework, label: 3 })
  const agents = new AgentTableBuilder()
  agents.agent([8000, 64_000_000, 5, 4000], 5)
  agents.describe({ name: "eight", attributes: { rack: "r,1", "model of": "x" } })
  agents.agent([4000, 0, 0, 0], 6, false)
  agents.change(10, 1, agentJoins, [4000])
  agents.change(11, 0, agentLost, [])
  return {
    name: "everything",
    provenance: "nobody",
    jobs: jobs.build("j-"),
    agents: agents.build("m-"),
    usage: usage.build(),
    horizon: 100_000_000,
  }
}

test.each(tableFormats)(
  "a workload with every column there is comes back from %s as it went",
  async (format) => {
    const before = everything()
    const after = await throughFolder(before, format)
    const { roles, frameworks, constraints, taskDuration, taskPriority, jobLabelPrefix } = before.jobs
    expect(after.jobs).toMatchObject({ roles, frameworks, constraints, jobLabelPrefix })
    expect(after.jobs.taskDuration).toEqual(taskDuration)
    expect(after.jobs.taskPriority).toEqual(taskPriority)
    expect(after.agents).toEqual(before.agents)
    expect(after.usage).toEqual(before.usage)
    expect(after).toMatchObject({ name: "everything", provenance: "nobody", horizon: 100_000_000 })
    expect(workloadChecksum(after)).toBe(workloadChecksum(before))
  },
)

test("any small world comes back with the same columns, and replays to the same digest", async () => {
  const format = fc.constantFrom(...tableFormats)
  await fc.assert(
    fc.asyncProperty(arbitraryCluster(), format, async (cluster, tableFormat) => {
      // A stage without a task has no row.
      const jobs = cluster.jobs.map((job) => ({
        ...job,
        tasks: [job.tasks ?? 1].flat().map((count) => Math.max(1, count)),
      }))
      const world = tiny({ ...cluster, jobs, behaviour: "greedy" })
      const before: Workload = { name: "tiny", provenance: "", jobs: world.jobs, agents: world.agents }
      const after = await throughFolder(before, tableFormat)
      expect(workloadChecksum(after)).toBe(workloadChecksum(before))
      const digest = ({ jobs: asked, agents }: Workload) =>
        runTrial(
          { policy: "mesos/drf", seed: 1, load: "trace" },
          { name: "", provenance: "", jobs: asked },
          agents ?? world.agents,
        ).digest
      expect(digest(after)).toBe(digest(before))
    }),
    { numRuns: 12 },
  )
})

test.each(tableFormats)(
  "the same trace is the same %s bytes, also where one was written before",
  (format) => {
    const out = join(folder, `bytes-${format}`)
    const write = () => {
      writeTraceFolder(out, imported(everything()), format)
      return readdirSync(out).map((name) => [name, readFileSync(join(out, name), "hex")])
    }
    const first = write()
    expect(write()).toEqual(first)
    expect(first.map(([name]) => name)).toContain(`tasks.${format}`)
    expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([])
  },
)

test("what was measured comes back from both formats, with empty cells", async () => {
  const measured = { job_type: ["a", "", "c"], rate: Float64Array.from([0.1, -2e9, Number.NaN]) }
  const { agents: _, ...nothing } = everything()
  const workload = { ...nothing, jobs: new JobTableBuilder().build() }
  for (const format of tableFormats) {
    const out = join(folder, `measured-${format}`)
    writeTraceFolder(out, { ...imported(workload, "throughput matrix"), measured }, format)
    const back = await readTrace({ paths: [out] })
    expect(back.card).toMatchObject({ kind: "throughput matrix", rows: 5, jobs: 0 })
    expect(back.measured).toEqual(measured)
  }
})

test.each(tableFormats)("DuckDB sees in %s what was written", async (format) => {
  const out = join(folder, `duckdb-${format}`)
  writeTraceFolder(out, imported(everything()), format)
  const table = (name: string) => `'${join(out, `${name}.${format}`)}'`
  const connection = await (await DuckDBInstance.create()).connect()
  const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJson()
  expect(
    await rows(
      `SELECT label, role, count(*)::INT, sum(duration_s)::INT FROM ${table("tasks")} JOIN ${table("jobs")} USING (job) GROUP BY ALL`,
    ),
  ).toEqual([["6253877526", format === "csv" ? `'-gold, "24"` : '-gold, "24"', 5, 60]])
  expect(await rows(`SELECT name, cpus::INT, attribute_rack FROM ${table("agents")} ORDER BY agent`)).toEqual(
    [
      ["eight", 8, "r,1"],
      [null, 4, null],
    ],
  )
})

test("another format of tables takes the place of the first, and nothing is left of it", () => {
  const out = join(folder, "twice")
  for (const format of tableFormats) writeTraceFolder(out, imported(everything()), format)
  expect(readdirSync(out).sort()).toEqual([
    "agent_events.parquet",
    "agents.parquet",
    "jobs.parquet",
    "tasks.parquet",
    "trace.json",
    "usage.parquet",
  ])
})

test("a folder with other files, and a file, are refused and left alone", () => {
  const out = join(folder, "foreign")
  mkdirSync(out)
  writeFileSync(join(out, "thesis.tex"), "x")
  expect(() => claimTraceFolder(out)).toThrow(/holds other files \("thesis\.tex"\)/)
  expect(() => claimTraceFolder(join(out, "thesis.tex"))).toThrow(/is a file/)
  expect(readdirSync(out)).toEqual(["thesis.tex"])
})
