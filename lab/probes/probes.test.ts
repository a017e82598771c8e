/**
 * One small run, worked out by hand: an agent of 4 cores under first come first served.
 *
 *     0 s     A starts: 2 cores for 90 s. B waits: it wants 4 cores. X wants 8, which nobody has.
 *     90 s    A ends, B starts: 4 cores for 60 s.
 *     150 s   B fails.
 *     200 s   C arrives: two stages of one core and 30 s each.
 *     260 s   C ends.
 */
import { expect, test } from "vitest"
import { resolvePolicy } from "../../policies/index.ts"
import { createSimulation, microsPerSecond, never, type Probe, seconds } from "../../sim/index.ts"
import { tiny } from "../../sim/testing/index.ts"
import { counts, intervals, settling, utilisation, waiting } from "./index.ts"
import {
  countFailed,
  countFinished,
  countJobsArrived,
  countStarted,
  levelCapacity,
  levelRunning,
  levelUsed,
  levelWaiting,
} from "./intervals.ts"
import { quantile } from "./quantile.ts"

const { jobs, agents } = tiny({
  agents: 1,
  cpus: 4,
  jobs: [
    { framework: "a", cpus: 2, lasts: 90 },
    { framework: "b", cpus: 4, lasts: 60, fails: true },
    { framework: "x", cpus: 8, lasts: 1 },
    { framework: "c", at: 200, cpus: 1, lasts: 30, tasks: [1, 1] },
  ],
})

function ask<R>(probe: Probe<R>, untilSeconds?: number): R {
  const simulation = createSimulation({
    jobs,
    agents,
    plane: resolvePolicy("batch/fcfs").make({
      frameworks: () => expect.unreachable("a batch system has none"),
    }),
    seed: 1,
    recorder: probe.recorder,
    until: untilSeconds === undefined ? never : seconds(untilSeconds),
  })
  simulation.run()
  return probe.result(simulation.now)
}

test("the cluster is as full as core-seconds over core-seconds say", () => {
  expect(ask(utilisation(), 120)).toEqual({ cpus: (2 * 90 + 4 * 30) / (4 * 120) })
  expect(ask(utilisation())).toEqual({ cpus: (2 * 90 + 4 * 60 + 1 * 60) / (4 * 260) })
})

test("a task that has not started counts with its wait so far, and as censored", () => {
  // One of two started at once: half have started within 0 s, and nobody knows when 95 % will have.
  expect(ask(waiting(), 60)).toEqual({
    p50: 30,
    p95: 57,
    mean: 30,
    count: 2,
    censored: 1,
    allowing: { p50: 0, p95: null },
  })
})

test("waits run from the release of the stage to the first start; what can never start has none", () => {
  // A 0 s, B 90 s, both stages of C 0 s: the 95th percentile lies 0.85 of the way from 0 to 90.
  expect(ask(waiting())).toEqual({
    p50: 0,
    p95: 76.5,
    mean: 22.5,
    count: 4,
    censored: 0,
    allowing: { p50: 0, p95: 76.5 },
  })
})

test("what is before the end of a warm-up counts neither as use nor as a wait", () => {
  expect(ask(utilisation(seconds(60)), 120)).toEqual({ cpus: (2 * 30 + 4 * 30) / (4 * 60) })
  expect(ask(utilisation(seconds(300)))).toEqual({})
  expect(ask(waiting(seconds(100)))).toMatchObject({ count: 2, mean: 0 })
  expect(ask(waiting(seconds(300)))).toMatchObject({ count: 0, p95: null })
})

test("a run that is level from the start has no warm-up, one that fills up and a handful of tasks are too short to tell", () => {
  const settlingOf = (count: number, lasts: number) => {
    const probe = settling()
    const world = tiny({
      agents: 1,
      cpus: 4,
      jobs: Array.from({ length: count }, (_, i) => ({ framework: "a", at: 10 * i, cpus: 4, lasts })),
    })
    const plane = resolvePolicy("batch/fcfs").make({ frameworks: () => expect.unreachable("unused") })
    const simulation = createSimulation({ ...world, plane, seed: 1, recorder: probe.recorder })
    simulation.run()
    return probe.result(simulation.now)
  }
  expect(settlingOf(100, 5)).toEqual({ kind: "settled", at: 0 })
  expect(settlingOf(100, 20)).toMatchObject({ kind: "too short" })
  expect(settlingOf(4, 5)).toMatchObject({ kind: "too short" })
})

test("where nothing became ready there is no wait to tell", () => {
  const empty = waiting()
  const world = tiny({ agents: 1, cpus: 1, jobs: [{ framework: "x", cpus: 8, lasts: 1 }] })
  const plane = resolvePolicy("batch/fcfs").make({ frameworks: () => expect.unreachable("unused") })
  const simulation = createSimulation({ ...world, plane, seed: 1, recorder: empty.recorder })
  simulation.run()
  const nothing = { p50: null, p95: null }
  expect(empty.result(simulation.now)).toEqual({
    ...nothing,
    mean: null,
    count: 0,
    censored: 0,
    allowing: nothing,
  })
})

test("every job and every task is in exactly one state", () => {
  expect(ask(counts(), 120)).toEqual({
    jobs: { submitted: 4, finished: 1, failed: 0, running: 1, waiting: 0, unplaceable: 1, not_arrived: 1 },
    tasks: { submitted: 5, finished: 1, failed: 0, running: 1, waiting: 0, unplaceable: 1, not_arrived: 2 },
  })
  expect(ask(counts(), 210).tasks).toEqual({
    submitted: 5,
    finished: 1,
    failed: 1,
    running: 1,
    waiting: 1,
    unplaceable: 1,
    not_arrived: 0,
  })
})

test("a minute holds the means of what held in it and the counts of what happened in it", () => {
  const rows = ask(intervals({ offersMade: () => 0 }))
  const core = 1000
  const table = Array.from({ length: rows.count }, (_, row) => [
    rows.start(row) / microsPerSecond,
    rows.end(row) / microsPerSecond,
    rows.mean(row, levelUsed) / core,
    rows.mean(row, levelCapacity) / core,
    rows.mean(row, levelWaiting),
    rows.mean(row, levelRunning),
    rows.tally(row, countJobsArrived),
    rows.tally(row, countStarted),
    rows.tally(row, countFinished),
    rows.tally(row, countFailed),
  ])
  expect(table).toEqual([
    // start, end, used, capacity, waiting, running, arrived, started, finished, failed
    [0, 60, 2, 4, 1, 1, 3, 1, 0, 0],
    [60, 120, 3, 4, 0.5, 1, 0, 1, 1, 0],
    [120, 180, 2, 4, 0, 0.5, 0, 0, 0, 1],
    [180, 240, 40 / 60, 4, 0, 40 / 60, 1, 2, 1, 0],
    [240, 260, 1, 4, 0, 1, 0, 0, 1, 0],
  ])
})

test("a percentile lies between its neighbours, as Hyndman and Fan's type 7 has it", () => {
  expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5)
  expect(quantile([1, 2, 3, 4], 0.95)).toBeCloseTo(3.85, 12)
  expect(quantile([7], 0.95)).toBe(7)
})
