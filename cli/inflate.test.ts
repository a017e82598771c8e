/** How much more fits, on the command line: a queue of 2 busy servers on average, on four. */
import { expect, test } from "vitest"
import { mesoscope } from "./testing.ts"

const queue = ["--trace", "mmc(lambda=0.2,mu=0.1,customers=200)", "--agents", "4x1cpus"]
const settings = ["--policy", "batch/fcfs", "-n", "4", "--most-runs", "4", "--jobs", "1"]

test("four servers carry more of the queue, up to a multiple, and the one after it is told as well", async () => {
  const { code, stdout } = await mesoscope(
    "inflate",
    "--slo",
    "wait.p95<20s",
    ...queue,
    ...settings,
    "--step",
    "20%",
    "--steps",
    "10",
  )
  expect(code).toBe(0)
  expect(stdout).toMatchInlineSnapshot(`
    "These machines carry 1 times the arrivals with wait.p95<20s. x1.2 is not
    decided.

    arrivals         p95 wait  n  offered  cpu use
    x1        6.07 s ± 11.4 s  4   51.1 %   50.1 %  meets
    x1.2      10.7 s ± 7.36 s  4   61.3 %   59.8 %   open
    x1.4      18.2 s ± 12.2 s  4   71.6 %   69.4 %   open
    x1.6      31.1 s ± 13.5 s  4   81.8 %   78.1 %   open

    More load is whole jobs repeated, or, of a synthetic workload, more frequent
      arrivals.
    Report   add --out DIR for the page and all tables
    Repeat   npx mesoscope inflate --slo 'wait.p95<20s' --trace 'mmc(lambda=0.2,mu=0.1,customers=200)' --policy batch/fcfs --agents 4x1cpus --step 20% --steps 10 --pilot 2 --most-runs 4 --confidence 95% --runs 4 --seed 1
    "
  `)
})

test("where not even the smallest multiple meets, the exit code says so", async () => {
  const { code, stdout } = await mesoscope(
    "inflate",
    "--slo",
    "wait.p95<1ms",
    ...queue,
    ...settings,
    "--step",
    "100%",
    "--steps",
    "1",
  )
  expect(code).toBe(99)
  expect(stdout).toContain("Not even the smallest multiple that was tried meets wait.p95<1ms.")
})

test("what is typed wrong is refused with an example", async () => {
  const wrong = async (...args: string[]) =>
    (await mesoscope("inflate", "--slo", "wait.p95<1m", ...queue, ...args)).stderr
  expect(await wrong("--step", "0%")).toContain('"0%" is no step; write 0.1% to 100%.')
  expect(await wrong("--warm-up", "0s")).toContain('"0s" is no time at all')
})
