/** What is peculiar to the published simulator, each on the smallest machine where it shows. */
import { expect, test } from "vitest"
import { byRequest, bySubmit, wfp3 } from "../../../policies/index.ts"
import { type Rules, runSequence, waitSeenFromMinusOne, waitSeenUntilNow } from "./environment.ts"
import type { LoggedJob } from "./jobs.ts"

const job = (submitS: number, runS: number, nodes: number, requestS = runS): LoggedJob => ({
  submitS,
  runS,
  requestS,
  nodes,
  processors: nodes,
})

const rules = (changes: Partial<Rules>): Rules => ({
  score: bySubmit,
  ties: () => 0,
  waitSeen: waitSeenFromMinusOne,
  backfills: false,
  ...changes,
})

const run = (jobs: readonly LoggedJob[], changes: Partial<Rules> = {}, nodes = 4) =>
  runSequence(jobs, 0, jobs.length, { nodes, processors: nodes }, rules(changes))

/** The mean bounded slowdown of jobs of which each waits so long. */
const slowdownOf = (jobs: readonly LoggedJob[], waits: readonly number[]) =>
  waits.reduce((sum, wait, i) => sum + Math.max(1, (wait + jobs[i].runS) / Math.max(jobs[i].runS, 10)), 0) /
  waits.length

test("the first of the queue is chosen for good: a shorter job that comes later does not overtake it", () => {
  const jobs = [job(0, 100, 4), job(1, 50, 4), job(2, 20, 4)]
  expect(run(jobs, { score: byRequest }).boundedSlowdown).toBe(slowdownOf(jobs, [0, 99, 148]))
})

test("a slowdown counts ten seconds at least, and is one at least", () => {
  const jobs = [job(0, 100, 4), job(96, 2, 4)]
  expect(run(jobs).boundedSlowdown).toBe((1 + 1) / 2)
  expect(run([job(0, 100, 4), job(80, 2, 4)]).boundedSlowdown).toBe((1 + 22 / 10) / 2)
})

test("as published WFP3 puts the longer of two waiting jobs first; when mended, the shorter", () => {
  const jobs = [job(0, 100, 4), job(1, 10, 4), job(5, 40, 4), job(5, 10, 4)]
  // The second is chosen while it waits alone; the others are there when it has started.
  expect(run(jobs, { score: wfp3 }).boundedSlowdown).toBeCloseTo(slowdownOf(jobs, [0, 99, 105, 145]), 12)
  const mended = run(jobs, { score: wfp3, waitSeen: waitSeenUntilNow })
  expect(mended.boundedSlowdown).toBeCloseTo(slowdownOf(jobs, [0, 99, 115, 105]), 12)
})

test("a job is backfilled if it ends before the chosen one's start by their requests, not when they are equal", () => {
  const ends = (requestS: number) => [job(0, 100, 3), job(1, 50, 4), job(2, requestS, 1)]
  const backfilled = run(ends(97), { backfills: true }).boundedSlowdown
  expect(backfilled).toBe(slowdownOf(ends(97), [0, 99, 0]))
  expect(run(ends(98), { backfills: true }).boundedSlowdown).toBe(slowdownOf(ends(98), [0, 99, 148]))
})

test("nodes that the chosen job will not need let nobody start, unlike in EASY", () => {
  const jobs = [job(0, 100, 2), job(1, 50, 3), job(2, 500, 1)]
  expect(run(jobs, { backfills: true }).boundedSlowdown).toBe(slowdownOf(jobs, [0, 99, 98]))
})

test("utilisation is measured up to the last start, so it may exceed one", () => {
  expect(run([job(0, 100, 4), job(10, 100, 4)]).utilisation).toBe(2)
})

test("processors come by the node", () => {
  const halves = [job(0, 100, 1), job(1, 100, 1)].map((one) => ({ ...one, processors: 3 }))
  const { utilisation } = runSequence(halves, 0, 2, { nodes: 2, processors: 8 }, rules({}))
  expect(utilisation).toBe((2 * 3 * 100) / (1 * 8))
})
