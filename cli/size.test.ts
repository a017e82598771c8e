/** size in-process: the answer on screen, for programs and in a folder. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { mesoscope } from "./testing.ts"

const size = (...args: string[]) => mesoscope("size", "--policy", "batch/fcfs", ...args)

const words = (text: string) => text.split(" ")

/** Waits in the queue with these rates have a 95th percentile of 6.23 s with 4 servers, and of 21.8 s with 3. */
const queue = ["--trace", "mmc(lambda=0.2,mu=0.1,customers=1000)", "--shape", "1cpus"]
const few = ["-n", "6", "--most-runs", "6", "--jobs", "1"]

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

test("of a shape that costs half as much for a core, as many as are needed are the cheapest", async () => {
  const { code, stdout } = await size(
    ...words("--trace mmc(lambda=0.2,mu=0.1,customers=400) -n 4 --most-runs 4 --jobs 1"),
    ...words("--slo wait.p95<20s --shapes one=1cpus@0.1,four=2x4cpus@0.2"),
  )
  expect(code).toBe(0)
  expect(stdout).toMatchInlineSnapshot(`
    "For wait.p95<20s the cheapest are 1 × four: 146 a month.

    load  machines  an hour  a month  with spares         p95 wait  n
    x1    1 × four      0.2      146          292  6.01 s ± 3.46 s  4
    x1     4 × one      0.4      292          365  6.01 s ± 3.46 s  4

    Tried were every shape alone and mixes of two: 1, 2, 4, 8 … of the dearer, from
      either end, with as few of the cheaper as do, then finer steps around the
      best; no mixes of three. A spare is one more of each shape. Prices are for
      machines that are always on.
    Report   add --out DIR for the page and all tables
    Repeat   npx mesoscope size --slo 'wait.p95<20s' --trace 'mmc(lambda=0.2,mu=0.1,customers=400)' --policy batch/fcfs --shapes one=1cpus@0.1,four=2x4cpus@0.2 --load 1 --pilot 2 --most-runs 4 --confidence 95% --runs 4 --seed 1
    "
  `)
})

test("what is typed wrong is refused with an example", async () => {
  const wrong = async (...args: string[]) => (await size(...queue, ...args)).stderr
  expect(await wrong("--slo", "wait.p95<30")).toContain("90s, 5m")
  expect(await wrong("--slo", "wait(etl).p95<30s")).toContain('there is no role "etl". Known: customers')
  expect(await wrong("--slo", "wait.p95<30s", "--load", "1,two")).toContain('"two" is no multiple')
  expect(await wrong("--slo", "wait.p95<30s", "--growth", "3")).toContain("write 3%")
  const priced = async (text: string) =>
    (await size(...queue.slice(0, 2), "--slo", "wait.p95<30s", "--shapes", text)).stderr
  expect(await priced("4cpus")).toContain('"4cpus" is no machine with a price; write 4cpus,16GiB@0.2')
  expect(await priced("a=1cpus@1,a=2cpus@1")).toContain('"a" is there twice')
  expect(await priced("1cpus@0")).toContain("costs nothing")
  expect(await wrong("--slo", "wait.p95<30s", "--failure", "sun")).toContain("agent or rack")
})
