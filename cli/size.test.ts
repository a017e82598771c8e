/** size in-process: the answer on screen, for programs and in a folder. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { runCommandLine } from "./app.ts"

async function size(...args: string[]) {
  let stdout = ""
  let stderr = ""
  const code = await runCommandLine(["size", "--policy", "batch/fcfs", ...args], {
    stdout: { write: (text) => void (stdout += text), isTerminal: false },
    stderr: { write: (text) => void (stderr += text), isTerminal: false },
    env: {},
  })
  return { code, stdout, stderr }
}

/** Waits in the queue with these rates have a 95th percentile of 6.23 s with 4 servers, and of 21.8 s with 3. */
const queue = ["--trace", "mmc(lambda=0.2,mu=0.1,customers=2000)", "--shape", "1cpus"]
const few = ["-n", "6", "--most-runs", "6"]

test("a queue that needs four servers for a wait below ten seconds gets four", async () => {
  const { code, stdout } = await size(...queue, ...few, "--slo", "wait.p95<10s", "--json")
  expect(code).toBe(0)
  const { rows } = JSON.parse(stdout) as {
    rows: { load: number; recommended: number; n: number; curve: object[] }[]
  }
  expect(rows[0]).toMatchObject({ load: 1, recommended: 4, n: 6, below: { agents: 3, standing: "fails" } })
  expect(rows[0].curve.length).toBeGreaterThanOrEqual(3)
})

test("sizes come with spare, months and cost, and a folder with page and tables", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mesoscope-size-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, "prices.csv"), "item,price_per_hour\ncpus,0.05\n")
  const out = join(folder, "out")
  const plan = [
    "--failure",
    "rack",
    "--racks",
    "2",
    "--growth",
    "2%-4%",
    "--have",
    "4",
    "--prices",
    join(folder, "prices.csv"),
  ]
  const { stdout } = await size(...queue, ...few, "--slo", "wait.p95<10s", ...plan, "--out", out)
  expect(stdout).toContain("For wait.p95<10s you need 4 agents of 1cpus today.")
  expect(stdout).toMatch(/^x1 +4 .* 8 /m)
  expect(stdout).toContain("4 agents carry x1.00")
  expect(stdout).toContain("x1: 146 a month, 4 × 0.05 an hour")
  expect(readdirSync(out)).toEqual(["answer.json", "curve.csv", "report.html", "sizes.csv"])
})

test("what is typed wrong is refused with an example", async () => {
  const wrong = async (...args: string[]) => (await size(...queue, ...args)).stderr
  expect(await wrong("--slo", "wait.p95<30")).toContain("90s, 5m")
  expect(await wrong("--slo", "wait(etl).p95<30s")).toContain('there is no role "etl". Known: customers')
  expect(await wrong("--slo", "wait.p95<30s", "--load", "1,two")).toContain('"two" is no multiple')
  expect(await wrong("--slo", "wait.p95<30s", "--growth", "3")).toContain("write 3%")
  expect(await wrong("--slo", "wait.p95<30s", "--failure", "sun")).toContain("agent or rack")
})
