/** What a change does, on the command line: a queue of 2 busy servers on average. */
import { expect, test } from "vitest"
import { mesoscope } from "./testing.ts"

const queue = [
  "--trace",
  "mmc(lambda=0.2,mu=0.1,customers=200)",
  "--policy",
  "batch/fcfs",
  "-n",
  "8",
  "--jobs",
  "1",
]

test("with a server more everybody waits less", async () => {
  const { code, stdout } = await mesoscope("whatif", "agents=4x1cpus", ...queue, "--agents", "3x1cpus")
  expect(code).toBe(0)
  expect(stdout).toMatchInlineSnapshot(`
    "With agents=4x1cpus: wait less: customers; wait longer: nobody for sure.

    mean wait  before  after   difference  95 %
    all tasks  4.05 s  708 ms  −3.35 s     −4.78 s to −1.92 s  gains
    customers  4.05 s  708 ms  −3.35 s     −4.78 s to −1.92 s  gains

    Paired by seed: 8 runs of each, the same arrivals and durations with and
      without.
    Report   add --out DIR for the page and all tables
    Repeat   npx mesoscope whatif agents=4x1cpus --trace 'mmc(lambda=0.2,mu=0.1,customers=200)' --policy batch/fcfs --agents 3x1cpus --runs 8 --seed 1
    "
  `)
})

test("the tornado has the parameter on top that moves waits farthest", async () => {
  const { code, stdout } = await mesoscope(
    "whatif",
    ...queue,
    "--agents",
    "3x1cpus",
    "--vary",
    "load=x0.9..x1.1",
    "--vary",
    "agents=2x1cpus..4x1cpus",
  )
  expect(code).toBe(0)
  expect(stdout).toMatchInlineSnapshot(`
    "What moves the 95th percentile of waits, the farthest first.

    p95 wait against what is:
            at the low value         shorter│longer          at the high value
    agents           +71.5 s             ███│██████████████            −14.4 s
    load             −4.37 s               █│█                         +5.48 s

    Paired by seed: 8 runs of each, the same arrivals and durations with and
      without.
    Report   add --out DIR for the page and all tables
    Repeat   npx mesoscope whatif --vary load=x0.9..x1.1 --vary agents=2x1cpus..4x1cpus --trace 'mmc(lambda=0.2,mu=0.1,customers=200)' --policy batch/fcfs --agents 3x1cpus --runs 8 --seed 1
    "
  `)
})

test("a question without a change, and a change that means nothing, are refused", async () => {
  const said = async (...args: string[]) =>
    (await mesoscope("whatif", ...args, ...queue, "--agents", "3x1cpus")).stderr
  expect(await said()).toContain("Nothing is changed.")
  expect(await said("load=1.2")).toContain("a change of load is a multiple, load=x1.2")
  expect(await said("weight(etl)=4")).toContain('"etl"')
})
