/** An experiment in parts: as Slurm's array tasks and Kubernetes' indexed pods run it, and put together. */
import { execFileSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { parse } from "yaml"
import { mesoscope } from "./testing.ts"

let folder = ""
let experiment = ""
let whole = ""

beforeAll(async () => {
  folder = relative(process.cwd(), mkdtempSync(join(tmpdir(), "mesoscope-shards-")))
  experiment = join(folder, "small.yaml")
  writeFileSync(
    experiment,
    "workload: {trace: lublin-99(jobs=20)}\ncluster: {agents: 128x1cpus}\npolicies: [batch/fcfs, batch/easy]\nseeds: 2\noutputs: tables\n",
  )
  whole = join(folder, "whole")
  await mesoscope("run", experiment, "--out", whole)
})
afterAll(() => rmSync(folder, { recursive: true }))

/** All but the journals of shards. */
const bytesOf = (path: string) =>
  Object.fromEntries(
    readdirSync(path)
      .filter((name) => !/-of-/.test(name))
      .sort()
      .map((name) => [name, readFileSync(join(path, name), "hex")]),
  )

async function expectToMerge(folders: readonly string[], out: string): Promise<void> {
  const { code, stderr } = await mesoscope("merge", experiment, ...folders, "--out", out)
  expect(stderr).toBe("")
  expect(code).toBe(0)
  expect(bytesOf(out)).toEqual(bytesOf(whole))
}

const mesoscopeHere = `${process.execPath} dist/cli/main.js`

test("Slurm's array tasks fill one folder, which merges to the bytes of one run", async () => {
  const out = join(folder, "slurm")
  for (const task of ["1", "2"])
    execFileSync("bash", ["examples/slurm-array.sh", experiment, out], {
      env: {
        MESOSCOPE: mesoscopeHere,
        SLURM_ARRAY_TASK_ID: task,
        SLURM_ARRAY_TASK_COUNT: "2",
        PATH: process.env["PATH"],
      },
      stdio: "ignore",
    })
  expect(readdirSync(out).sort()).toEqual(["sweep.json", "trials-1-of-2.journal", "trials-2-of-2.journal"])
  await expectToMerge([out], out)
})

interface Manifest {
  readonly kind: string
  readonly spec: {
    readonly completionMode: string
    readonly completions: number
    readonly template: {
      readonly spec: {
        readonly containers: readonly {
          readonly command: readonly string[]
          readonly env: readonly { readonly name: string; readonly value: string }[]
        }[]
      }
    }
  }
}

test("Kubernetes' indexed pods count from 0, and their shards from 1", async () => {
  const manifest = parse(readFileSync("examples/kubernetes-job.yaml", "utf8")) as Manifest
  const [container] = manifest.spec.template.spec.containers
  expect(manifest).toMatchObject({ kind: "Job", spec: { completionMode: "Indexed" } })
  expect(container.env.find(({ name }) => name === "SHARDS")?.value).toBe(String(manifest.spec.completions))
  const [program, ...args] = container.command
  const outs = ["0", "1"].map((index) => {
    const out = join(folder, `pod-${index}`)
    const env = {
      MESOSCOPE: mesoscopeHere,
      JOB_COMPLETION_INDEX: index,
      SHARDS: "2",
      EXPERIMENT: experiment,
      OUT: out,
    }
    execFileSync(program, args, { env: { ...env, PATH: process.env["PATH"] }, stdio: "ignore" })
    return out
  })
  await expectToMerge(outs, join(folder, "pods"))
})

test("a shard that is missing is told, and run with the same folder completes it", async () => {
  const out = join(folder, "part")
  await mesoscope("run", experiment, "--out", out, "--shard", "1/3")
  const { code, stderr } = await mesoscope("merge", experiment, out, "--out", join(folder, "merged"))
  expect(stderr).toContain("2 of 4 trials are in no journal; the first is batch/fcfs with seed 2")
  expect(code).toBe(2)
  const run = await mesoscope("run", experiment, "--out", join(folder, "merged"), "--json")
  expect(JSON.parse(run.stdout)).toMatchObject({ trials: 4, kept: 2 })
})

test.each(["0/2", "3/2", "1", "1/0", "a/b"])("%s is no shard", async (shard) => {
  const { code, stderr } = await mesoscope("run", experiment, "--shard", shard)
  expect(stderr).toContain(`"${shard}" is no shard; write I/N`)
  expect(code).toBe(2)
})

test("a dry run shows the trials and what they would take, and writes nothing", async () => {
  const out = join(folder, "dry")
  const { code, stdout } = await mesoscope("run", experiment, "--out", out, "--dry-run")
  expect(stdout).toMatch(/1 point × 2 policies × 2 seeds: 4 trials, 0 of them in .*dry already/)
  expect(stdout).toMatch(/About [\d.<]+ m?s on .* worker.* MiB, going by the beginning of 4 trials/)
  expect(code).toBe(0)
  expect(readdirSync(folder)).not.toContain("dry")
})
