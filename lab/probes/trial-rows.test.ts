import { expect, test } from "vitest"
import { resolvePolicy } from "../../policies/index.ts"
import {
  type ControlPlaneFactory,
  createSimulation,
  type FrameworkFactory,
  offerDeclined,
  type Probe,
  seconds,
  tellAll,
} from "../../sim/index.ts"
import { plain, tiny, type TinyCluster } from "../../sim/testing/index.ts"
import { agentBands } from "./agent-bands.ts"
import { counts, reportProbes, type ReportSettings, utilisation, waiting } from "./index.ts"
import { queue } from "./queue.ts"
import { waitDistribution } from "./wait-distribution.ts"

const noFramework = (): FrameworkFactory => expect.fail("a batch system has no frameworks")
const fcfs = resolvePolicy("batch/fcfs").make({ frameworks: noFramework })

function ask<R>(probe: Probe<R>, cluster: TinyCluster, plane = fcfs): R {
  const simulation = createSimulation({ ...tiny(cluster), plane, seed: 1, recorder: probe.recorder })
  simulation.run()
  return probe.result(simulation.now)
}

function report(
  cluster: TinyCluster,
  plane: ControlPlaneFactory = fcfs,
  settings: Partial<ReportSettings> = {},
) {
  const probes = reportProbes({ pictures: true, ...settings })
  const basics = { tasks: counts(), waits: waiting(), utilisation: utilisation() }
  const recorder = tellAll([...probes.recorders, ...Object.values(basics).map((probe) => probe.recorder)])
  const simulation = createSimulation({ ...tiny(cluster), plane, seed: 1, recorder })
  simulation.run()
  const end = simulation.now
  return probes.rows(
    {
      policy: "p",
      seed: 1,
      digest: simulation.digest(),
      tasks: basics.tasks.result(end).tasks,
      waits: basics.waits.result(end),
      utilisation: basics.utilisation.result(end),
      events: simulation.eventsHandled,
      offers: simulation.offersMade,
    },
    end,
  )
}

/** a has the whole cluster for 10 s; b waits from 2.5 s on, and has it from 10 to 20 s. */
const twoWholes: TinyCluster = {
  agents: [{ cpus: 10, mem: 100 }],
  weights: { b: 3 },
  jobs: [
    { framework: "a", cpus: 10, mem: 50, lasts: 10 },
    { framework: "b", cpus: 10, mem: 20, lasts: 10, at: 2.5 },
  ],
}

test("a trial becomes rows that name it", () => {
  const { trial, roles, waits, series, agents, queue: waitingRows } = report(twoWholes)
  expect(trial).toMatchObject({
    policy: "p",
    seed: 1,
    tasks: 2,
    finished: 2,
    wait_mean_s: 3.75,
    allocated_cpus: 1,
    allocated_mem: 0.35,
    allocated_gpus: null,
    offered_cpus: 0,
    jain: null,
    starvation_s: 7.5,
    offers: 0,
    offers_accepted: null,
  })
  // From 2.5 to 10 s a has all instead of a quarter, b nothing instead of three quarters; T = 20 s.
  expect(trial.share_deviation).toBeCloseTo((7.5 * 0.75) / 20, 12)
  expect(roles).toMatchObject([
    {
      policy: "p",
      seed: 1,
      role: "a",
      weight: 1,
      share: 0.5,
      over_service: 0.28125,
      guarantee: null,
      limit: null,
      reserved: null,
      headroom: null,
      idle_reserved: null,
      wait_mean_s: 0,
      starvation_s: 0,
    },
    {
      role: "b",
      weight: 3,
      share: 0.5,
      under_service: 0.28125,
      wait_mean_s: 7.5,
      wait_p95_s: 7.5,
      starvation_s: 7.5,
    },
  ])
  expect(roles.map(({ tasks, finished }) => [tasks, finished])).toEqual([
    [1, 1],
    [1, 1],
  ])
  expect([waits.length, series.length, agents.length, waitingRows.length]).toEqual([101, 40, 20, 40])
  for (const row of [...waits, ...series, ...agents, ...waitingRows])
    expect(row).toMatchObject({ policy: "p", seed: 1 })
})

test("after a warm-up of five seconds shares, starvation and waits are those of the rest, and pictures show all", () => {
  const { trial, roles, waits, series } = report(twoWholes, fcfs, { from: seconds(5) })
  // From 5 to 10 s a has three quarters too much; T = 15 s. b became ready at 2.5 s.
  expect(trial.share_deviation).toBeCloseTo((5 * 0.75) / 15, 12)
  expect(trial.starvation_s).toBe(5)
  expect(roles.map(({ wait_mean_s, share }) => [wait_mean_s, share])).toEqual([
    [null, 5 / 15],
    [null, 10 / 15],
  ])
  expect([waits.length, series.length]).toEqual([0, 40])
})

test("the series has the means of each bin, also of one in which things change", () => {
  const { series } = report(twoWholes)
  const at = (role: string, time: number) => series.find((row) => row.role === role && row.time_s === time)
  const capacity = { capacity_cpus: 10, capacity_mem_mib: 100, offered_cpus: 0, offered_mem_mib: 0 }
  expect(at("a", 0)).toMatchObject({ cpus: 10, mem_mib: 50, share: 1, entitlement: 1, ...capacity })
  expect(at("a", 2)).toMatchObject({ cpus: 10, share: 1, entitlement: 0.625 })
  expect(at("b", 2)).toMatchObject({ cpus: 0, mem_mib: 0, share: 0, entitlement: 0.375 })
  expect(at("b", 19)).toMatchObject({ cpus: 10, mem_mib: 20, share: 1, entitlement: 1, ...capacity })
})

test("a trial that is not drawn has no pictures", () => {
  const { trial, series, agents, queue: waitingRows } = report(twoWholes, fcfs, { pictures: false })
  expect([series, agents, waitingRows]).toEqual([[], [], []])
  expect(trial).toEqual(report(twoWholes).trial)
})

test("agents stand in bands, the fullest first", () => {
  // First fit: agent 0 is too small, so agent 1 is full for 10 s, agent 2 half full for 4.5 s.
  const rows = ask(agentBands({ bands: 2 }), {
    agents: [{ cpus: 1 }, { cpus: 4 }, { cpus: 4 }],
    jobs: [
      { framework: "a", cpus: 4, lasts: 10 },
      { framework: "a", cpus: 2, lasts: 4.5 },
    ],
  })
  const used = (band: number) => rows.filter((row) => row.band === band).map((row) => row.used)
  expect(used(0)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1])
  expect(used(1)).toEqual([0.25, 0.25, 0.25, 0.25, 0.125, 0, 0, 0, 0, 0])
  expect(rows.slice(9, 11).map(({ band, agents, time_s }) => [band, agents, time_s])).toEqual([
    [0, 1, 9],
    [1, 2, 0],
  ])
})

/** Two agents with one CPU free each; the head of the queue wants four, which blocks two that want one. */
const blocked: TinyCluster = {
  agents: [{ cpus: 4 }, { cpus: 4 }],
  jobs: [
    { framework: "a", tasks: 2, cpus: 3, lasts: 10 },
    { framework: "b", cpus: 4, lasts: 4.25 },
    { framework: "b", tasks: 2, cpus: 1, lasts: 2 },
  ],
}

test("what waits has room somewhere or has not, as it was in the middle of the bin", () => {
  const rows = ask(queue(), blocked)
  const of = (reason: string, time: number) =>
    rows.find((row) => row.reason === reason && row.time_s === time)
  for (const time of [0, 5, 9]) {
    expect(of("fits", time)).toEqual({ time_s: time, reason: "fits", tasks: 2, cpus: 2 })
    expect(of("no room", time)).toEqual({ time_s: time, reason: "no room", tasks: 1, cpus: 4 })
  }
  for (const time of [10, 14]) expect([of("fits", time)?.tasks, of("no room", time)?.tasks]).toEqual([0, 0])
  // The run ends at 14.25 s, before the middle of the last bin.
  expect(rows.length).toBe(30)
})

test("an allocation run, in which all is on offer, is not mistaken for a full cluster", () => {
  // b arrives at 0.2 s. Mesos offers the free agent to it at once; a must wait for the batch at 1 s.
  const rows = ask(
    queue(),
    {
      agents: [{ cpus: 4 }, { cpus: 4 }],
      jobs: [
        { framework: "a", cpus: 4, lasts: 3 },
        { framework: "b", tasks: 3, cpus: 4, lasts: 3, at: 0.2 },
      ],
    },
    resolvePolicy("mesos/drf").make({ frameworks: () => plain() }),
  )
  const tasks = (reason: string) => rows.filter((row) => row.reason === reason).map((row) => row.tasks)
  // One of b runs from 0.2 s. a's agent is free at 3 s, just before the batch, and goes to b; b's own at 3.2 s, after it.
  expect(tasks("no room").slice(0, 5)).toEqual([2, 2, 2, 0, 0])
  expect(tasks("fits").slice(0, 5)).toEqual([0, 0, 0, 1, 0])
})

test("bins of the queue grow with the run", () => {
  const rows = ask(queue(), { ...blocked, jobs: blocked.jobs.map((job) => ({ ...job, lasts: 500 })) })
  expect(rows.length).toBeLessThanOrEqual(2 * 240)
  expect(rows.slice(0, 4).map((row) => [row.time_s, row.reason, row.tasks])).toEqual([
    [0, "fits", 2],
    [0, "no room", 1],
    [8, "fits", 2],
    [8, "no room", 1],
  ])
})

test("waits are told by role and in 101 quantiles, with what was cut off", () => {
  const { quantiles, roles } = ask(waitDistribution(), {
    agents: [{ cpus: 4 }],
    jobs: [
      { framework: "a", tasks: 3, cpus: 4, lasts: 4 },
      { framework: "b", cpus: 99, lasts: 4 },
    ],
  })
  // a waits 0, 4 and 8 s; the task of b fits nowhere and does not count.
  expect(roles).toEqual([
    { mean: 4, p95: 7.6, p95Allowing: 7.6, censored: 0, tasks: 3, finished: 3 },
    { mean: null, p95: null, p95Allowing: null, censored: 0, tasks: 1, finished: 0 },
  ])
  expect(quantiles.length).toBe(101)
  expect(quantiles[0]).toEqual({ quantile: 0, wait_s: 0, wait_km_s: 0, censored_share: 0 })
  expect(quantiles[75]).toEqual({ quantile: 0.75, wait_s: 6, wait_km_s: 6, censored_share: 0 })
  expect(quantiles[100].wait_s).toBe(8)
})

test("a task that never started is censored, with what it had waited", () => {
  const probe = waitDistribution()
  const world = tiny({ agents: [{ cpus: 4 }], jobs: [{ framework: "a", tasks: 2, cpus: 4 }] })
  const simulation = createSimulation({
    ...world,
    plane: fcfs,
    seed: 1,
    recorder: probe.recorder,
    until: seconds(6),
  })
  simulation.run()
  const { quantiles } = probe.result(simulation.now)
  expect(quantiles[100]).toEqual({ quantile: 1, wait_s: 6, wait_km_s: null, censored_share: 0.5 })
})

test("offers that stay open are told if they are watched, and else said to be unknown", () => {
  // A plane that offers its one agent to framework 0 from 0 to 5 s, and then starts the task, which lasts 5 s.
  const hesitant: ControlPlaneFactory = (world) => {
    let offer = -1
    const decide = world.declare("decide", () => {
      world.endOffer(offer, offerDeclined)
      world.launch(0, 0)
    })
    return {
      name: "hesitant",
      stageReady() {
        if (offer < 0) offer = world.makeOffer(0, 0)
        world.at(seconds(5), decide, 0, 0)
      },
      taskEnded() {},
      agentChanged() {},
    }
  }
  const cluster = { agents: [{ cpus: 4, mem: 10 }], jobs: [{ framework: "a", cpus: 1, lasts: 5 }] }
  const { trial, series } = report(cluster, hesitant, { watchOffers: true })
  expect([trial.offered_cpus, trial.offers_accepted]).toEqual([0.5, 0])
  expect(series[0]).toMatchObject({
    cpus: 0,
    offered_cpus: 4,
    offered_mem_mib: 10,
    share: 0,
    entitlement: 0.25,
  })
  expect(series[9]).toMatchObject({ cpus: 1, offered_cpus: 0, offered_mem_mib: 0, share: 0.25 })
})

test("offers that outlive their instant unwatched leave the share unknown", () => {
  const generous: ControlPlaneFactory = (world) => ({
    name: "generous",
    stageReady() {
      world.makeOffer(1, 0)
      world.launch(0, 0)
    },
    taskEnded() {},
    agentChanged() {},
  })
  const { trial } = report({ agents: 2, cpus: 4, jobs: [{ framework: "a", cpus: 1, lasts: 5 }] }, generous)
  expect(trial.offered_cpus).toBeNull()
})
