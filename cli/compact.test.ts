/** How few do, on the command line: a queue of 2 busy servers on average, on eight. */
import { expect, test } from "vitest"
import { mesoscope } from "./testing.ts"

const queue = [
  "--trace",
  "mmc(lambda=0.2,mu=0.1,customers=200)",
  "--policy",
  "batch/fcfs",
  "-n",
  "3",
  "--jobs",
  "1",
]

test("of eight servers some can be spared, in every order the same way", async () => {
  const { code, stdout } = await mesoscope(
    "compact",
    "--slo",
    "wait.p95<20s",
    ...queue,
    "--agents",
    "8x1cpus",
  )
  expect(code).toBe(0)
  expect(stdout).toMatchInlineSnapshot(`
    "4 of 8 machines (50.0 %) carry it with wait.p95<20s, in nine of ten orders of
    taking machines away.

    carried by          agents  of all
    luckiest order           3  37.5 %
    10 % of the orders       4  50.0 %
    50 % of the orders       4  50.0 %
    90 % of the orders       4  50.0 %
    unluckiest order         4  50.0 %

    Each order is decided by one run: the spread is that of orders and seeds
      together, and there is no interval.
    Report   add --out DIR for the page and all tables
    Repeat   npx mesoscope compact --slo 'wait.p95<20s' --trace 'mmc(lambda=0.2,mu=0.1,customers=200)' --policy batch/fcfs --agents 8x1cpus --runs 3 --seed 1
    "
  `)
})

test("where all machines do not do, the exit code says so", async () => {
  const { code, stdout } = await mesoscope(
    "compact",
    "--slo",
    "wait.p95<20s",
    ...queue,
    "--agents",
    "2x1cpus",
  )
  expect(code).toBe(99)
  expect(stdout).toContain("All 2 machines do not meet wait.p95<20s with 3 of 3 seeds.")
})

test("of a sum of clusters there is no first half", async () => {
  const { code, stderr } = await mesoscope(
    "compact",
    "--slo",
    "wait.p95<20s",
    ...queue,
    "--agents",
    "2x1cpus+2x2cpus",
  )
  expect(code).toBe(2)
  expect(stderr).toContain("compact takes trace, N or NxSHAPE")
})
