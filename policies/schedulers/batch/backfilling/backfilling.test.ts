/** Backfilling beside textbooks, and beside plain twins that decide the same by looking at everything. */
import fc from "fast-check"
import { expect, test } from "vitest"
import { type ControlPlaneFactory, createSimulation, microsPerSecond } from "../../../../sim/index.ts"
import { tiny, type TinyJob } from "../../../../sim/testing/index.ts"
import { Settings } from "../../../settings.ts"
import { chosenBatch } from "../plane/choice.ts"
import type { BatchFactory } from "../plane/plane.ts"
import { conservative, easy, fcfs, sjf } from "../planes.ts"
import { conservativeTwin, easyTwin, type PlainJob } from "./twins.ts"

/** When each job starts, in s, on so many nodes of one processor; Infinity for those that never do. */
function startsOf(plane: ControlPlaneFactory, nodes: number, jobs: readonly PlainJob[]): number[] {
  const world = tiny({
    agents: nodes,
    cpus: 1,
    jobs: jobs.map(({ at, processors, lasts, estimate }): TinyJob => ({
      framework: "a",
      at,
      tasks: processors,
      cpus: 1,
      lasts,
      estimate,
      gang: true,
    })),
  })
  const starts = jobs.map(() => Infinity)
  const taskStarted = (now: number, task: number) => {
    starts[world.jobs.jobLabel[world.jobs.stageJob[world.jobs.taskStage[task]]]] = now / microsPerSecond
  }
  createSimulation({ ...world, plane, seed: 1, recorder: { taskStarted } }).run()
  return starts
}

/** Ten processors. A leaves four; B is first in the queue from 1 s on. */
const textbook = [
  { at: 0, processors: 6, lasts: 10 },
  { at: 1, processors: 8, lasts: 5 },
  { at: 2, processors: 4, lasts: 8 },
  { at: 3, processors: 4, lasts: 9 },
  { at: 3, processors: 2, lasts: 30 },
].map((job): PlainJob => ({ ...job, estimate: job.lasts }))

test("the textbook's example: C ends in time, E needs no more than is left over, D would delay B", () => {
  expect(startsOf(easy, 10, textbook)).toEqual([0, 10, 2, 15, 10])
  expect(startsOf(fcfs, 10, textbook)).toEqual([0, 10, 15, 15, 15])
})

test("conservative lets nobody pass who would delay anybody before, EASY nobody who would delay the first", () => {
  // B waits for all; C has its place after B. D fits beside A until 10 s and beside B, but not beside C.
  const jobs = [
    { at: 0, processors: 6, lasts: 10 },
    { at: 1, processors: 8, lasts: 10 },
    { at: 2, processors: 10, lasts: 5 },
    { at: 3, processors: 2, lasts: 30 },
  ].map((job): PlainJob => ({ ...job, estimate: job.lasts }))
  expect(startsOf(easy, 10, jobs)).toEqual([0, 10, 33, 3])
  expect(startsOf(conservative, 10, jobs)).toEqual([0, 10, 20, 25])
})

test("any order takes any backfilling: the shortest is first, and who does not delay it overtakes", () => {
  const jobs = [
    { at: 0, processors: 6, lasts: 10 },
    { at: 1, processors: 10, lasts: 20 },
    { at: 2, processors: 10, lasts: 5 },
    { at: 2, processors: 4, lasts: 8 },
  ].map((job): PlainJob => ({ ...job, estimate: job.lasts }))
  const starts = (plane: BatchFactory, settings: string) =>
    startsOf(chosenBatch(plane, new Settings("batch", settings)), 10, jobs)
  expect(starts(sjf, "")).toEqual([0, 23, 10, 15])
  expect(starts(sjf, "backfill=easy")).toEqual([0, 15, 10, 2])
  expect(starts(fcfs, "backfill=easy")).toEqual([0, 10, 30, 2])
  expect(starts(easy, "backfill=none")).toEqual([0, 10, 30, 35])
})

test("who ends before it said makes room at once, and reservations move forward", () => {
  const jobs: PlainJob[] = [
    { at: 0, processors: 10, lasts: 10, estimate: 100 },
    { at: 1, processors: 10, lasts: 10, estimate: 10 },
    { at: 2, processors: 5, lasts: 10, estimate: 10 },
  ]
  for (const plane of [easy, conservative]) expect(startsOf(plane, 10, jobs)).toEqual([0, 10, 20])
})

test("who runs longer than it said is waited for, and the others go on", () => {
  const jobs: PlainJob[] = [
    { at: 0, processors: 6, lasts: 100, estimate: 10 },
    { at: 1, processors: 10, lasts: 10, estimate: 10 },
    { at: 50, processors: 4, lasts: 5, estimate: 5 },
  ]
  expect(startsOf(conservative, 10, jobs)).toEqual([0, 100, 50])
  expect(startsOf(easy, 10, jobs)).toEqual([0, 100, 110])
})

const nodes = 8

/** Whole seconds; a job fits the machine. Estimates are what `said` makes of how long it runs. */
const arbitraryJobs = (said: (lasts: number, times: number) => number) =>
  fc
    .array(
      fc
        .record({
          at: fc.integer({ min: 0, max: 30 }),
          processors: fc.integer({ min: 1, max: nodes }),
          lasts: fc.integer({ min: 1, max: 20 }),
          times: fc.integer({ min: 1, max: 4 }),
        })
        .map(({ at, processors, lasts, times }): PlainJob => ({
          at,
          processors,
          lasts,
          estimate: said(lasts, times),
        })),
      { minLength: 1, maxLength: 12 },
    )
    .map((jobs) => jobs.sort((a, b) => a.at - b.at))

const truth = (lasts: number) => lasts
const caution = (lasts: number, times: number) => lasts * times

test("EASY starts every job when its plain twin does, whatever users said too much", () => {
  fc.assert(
    fc.property(arbitraryJobs(caution), (jobs) => {
      expect(startsOf(easy, nodes, jobs)).toEqual(easyTwin(nodes, jobs))
    }),
    { numRuns: 150 },
  )
})

test("conservative starts every job when its plain twin does, where users said the truth", () => {
  fc.assert(
    fc.property(arbitraryJobs(truth), (jobs) => {
      expect(startsOf(conservative, nodes, jobs)).toEqual(conservativeTwin(nodes, jobs))
    }),
    { numRuns: 150 },
  )
})

test("conservative never delays any earlier job: without the later ones it would start no sooner", () => {
  fc.assert(
    fc.property(arbitraryJobs(truth), fc.nat(), (jobs, cut) => {
      const first = jobs.slice(0, 1 + (cut % jobs.length))
      expect(startsOf(conservative, nodes, jobs).slice(0, first.length)).toEqual(
        startsOf(conservative, nodes, first),
      )
    }),
    { numRuns: 80 },
  )
})

test("no job of a conservative queue starts later than it was promised on arrival, whoever ends early", () => {
  fc.assert(
    fc.property(arbitraryJobs(caution), (jobs) => {
      const starts = startsOf(conservative, nodes, jobs)
      // The promise to the last job: everybody before runs as long as said from now on.
      const last = jobs.length - 1
      const known = jobs.map((job, i) => {
        const hasEnded = starts[i] + job.lasts <= jobs[last].at
        return hasEnded ? job : { ...job, lasts: job.estimate }
      })
      expect(starts[last]).toBeLessThanOrEqual(startsOf(conservative, nodes, known)[last])
    }),
    { numRuns: 80 },
  )
})
