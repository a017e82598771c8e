/** audit in-process: verdict first, the world in a form that can be run again, the same for programs and in a folder. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, onTestFinished, test } from "vitest"
import { mesoscope } from "./testing.ts"

const halves = "1x30cpus,30GiB: a=1cpus,3GiB; b=1cpus,1GiB"

test("a policy that leaves somebody worse off than alone is told with the world that shows it", async () => {
  const { code, stdout } = await mesoscope("audit", "asset,drf", "--worlds", "0")
  expect(code).toBe(0)
  expect(stdout).toMatch(
    /^mesos\/asset breaks sharing incentive \(b would do better alone: it holds 12, 0\.80/,
  )
  expect(stdout).toMatch(/^sharing incentive +broken in 1 of 3 +kept in 3$/m)
  expect(stdout).toContain(`npx mesoscope audit mesos/asset --world '${halves}' --seed 1`)
  expect(stdout).toContain("Repeat   npx mesoscope audit mesos/asset,mesos/drf --worlds 0 --seed 1")
})

test("of one world every comparison is told", async () => {
  const { stdout } = await mesoscope("audit", "asset", "--world", halves)
  expect(stdout).toMatch(/^strategy-proofness +b +asks for twice the CPUs +12 +9 +kept$/m)
  expect(stdout).toMatch(/^envy-freeness +a +b +6 +4 +kept$/m)
})

test("programs get the verdicts, and 99 only where a promise is required", async () => {
  const ask = ["audit", "asset", "--world", halves, "--json"]
  const { code, stdout } = await mesoscope(...ask)
  const { verdicts } = JSON.parse(stdout) as { verdicts: { promise: string; verdict: string; has: number }[] }
  expect(code).toBe(0)
  expect(verdicts.find(({ promise }) => promise === "sharing-incentive")).toMatchObject({
    verdict: "broken",
    role: "b",
    has: 12,
    promised: 15,
    world: halves,
  })
  expect((await mesoscope(...ask, "--require", "sharing-incentive")).code).toBe(99)
  expect((await mesoscope(...ask, "--require", "envy-freeness")).code).toBe(0)
})

test("the page and its tables go into a folder, the same bytes again", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mesoscope-audit-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const out = join(folder, "out")
  const { code } = await mesoscope("audit", "drf", "--world", halves, "--out", out)
  expect(code).toBe(0)
  expect(readdirSync(out)).toEqual(["answer.json", "findings.csv", "promises.csv", "report.html"])
})

test("a policy of one's own that fails is told with the world in which it does", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mesoscope-audit-policy-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, "fails.ts")
  writeFileSync(
    file,
    'export const policy = () => ({ name: "fails", allocate() { throw new RangeError("no idea") } })\n',
  )
  const { code, stderr } = await mesoscope("audit", file, "--worlds", "0")
  expect(code).toBe(3)
  expect(stderr).toMatch(/fails\.ts" failed: RangeError: no idea/)
  expect(stderr).toContain(`--world '${halves}' --seed 1`)
})

test("what is typed wrong is refused with an example", async () => {
  const wrong = async (...args: string[]) => {
    const { code, stderr } = await mesoscope("audit", ...args)
    expect(code).toBe(2)
    return stderr
  }
  expect(await wrong("drf", "--world", "a=1cpus")).toContain("1x30cpus,30GiB: a=1cpus,3GiB; b=1cpus,1GiB")
  expect(await wrong("drf", "--worlds", "many")).toContain("write 0 to 1000")
  expect(await wrong("drf", "--require", "envy")).toContain("envy-freeness")
  expect(await wrong("dfr")).toContain("drf")
})

describe("on a trace", () => {
  const folder = mkdtempSync(join(tmpdir(), "mesoscope-audit-trace-"))
  afterAll(() => rmSync(folder, { recursive: true }))
  const trace = join(folder, "jobs.csv")
  writeFileSync(trace, "arrival_s,role,tasks,cpus,mem_mib,duration_s\n0,a,8,1,1024,100\n10,b,1,1,1024,10\n")
  const ask = [
    "audit",
    "batch/fcfs",
    "--worlds",
    "0",
    "--trace",
    "canonical",
    "--agents",
    "1x4cpus,8GiB",
    "--load",
    "trace",
    "-n",
    "2",
  ]

  test("who would do better alone is said first, and each role's worst comparison below", async () => {
    const { code, stdout } = await mesoscope(...ask, trace)
    expect(code).toBe(0)
    expect(stdout.replaceAll("\n", " ")).toMatch(
      /^On canonical under batch\/fcfs: b waits 3\.17 min, and alone on its part of the machines 0 s/,
    )
    expect(stdout).toMatch(/^b alone +3\.17 min +0 s +−3\.17 min ± 0 s +broken$/m)
    expect(stdout).toContain("--agents 1x4cpus,8GiB --load trace --runs 2 --seed 1")
  }, 60_000)

  test("a role that is not there is refused with those that are", async () => {
    const { code, stderr } = await mesoscope(...ask, "--role", "c", trace)
    expect([code, stderr]).toEqual([2, expect.stringContaining('There is no role "c". Known: a, b.')])
  })
})
