import { expect, test } from "vitest"
import { cpus as cpuColumn, microsPerSecond } from "../../../sim/index.ts"
import { timeline, tiny, type TinyCluster, unindented } from "../../../sim/testing/index.ts"
import { mesosOmega13 } from "./mesos-omega13.ts"
import { faithful, fixed, type OfferRules } from "./rules.ts"

/** Offers of anything, an allocator that does not think, a service that thinks for ten seconds and others for one. */
const plane = (offers: Partial<OfferRules> = {}) =>
  mesosOmega13({
    name: "mesos-omega13",
    rules: { ...fixed, offers: { ...fixed.offers, allocatorThinks: 0, ...offers } },
    decisions: (roles) =>
      roles.map(({ name }) => ({ perJob: (name === "service" ? 10 : 1) * microsPerSecond, perTask: 0 })),
  })

const story = (cluster: TinyCluster, offers: Partial<OfferRules> = {}) =>
  timeline({ ...tiny(cluster), plane: plane(offers), seed: 1 })

test("while one framework decides about the whole cell, the free rest of it is locked for the other", () => {
  expect(
    story({
      agents: 2,
      cpus: 2,
      mem: 1024,
      jobs: [
        { framework: "service", cpus: 1, lasts: 1 },
        { framework: "batch", cpus: 1, lasts: 1, at: 1.5 },
      ],
    }).replaceAll(/agent \d/g, "an agent"),
  ).toBe(
    unindented(`
      11.0 s  service  task 0 starts on an agent
      12.0 s  service  task 0 finished on an agent
      13.0 s  batch    task 1 starts on an agent
      14.0 s  batch    task 1 finished on an agent`),
  )
})

test("what is freed meanwhile is offered to the framework with the smallest dominant share", () => {
  const jobs = [
    { framework: "service", cpus: 2, lasts: 60 },
    { framework: "rich", cpus: 2, lasts: 5.5 },
    { framework: "rich", cpus: 1, lasts: 60, at: 14 },
    { framework: "poor", cpus: 1, lasts: 60, at: 14 },
  ]
  const told = story({
    agents: 1,
    cpus: 4,
    mem: 1024,
    jobs: [...jobs, { framework: "service", cpus: 2, lasts: 1, at: 30 }],
  })
  const start = (task: number) => Number(new RegExp(`(\\S+) s +\\w+ +task ${task} starts`).exec(told)?.[1])
  // Both want what is left of the cell at 15 s; neither holds anything after the rich one's task has ended.
  expect(start(1)).toBeLessThan(start(3))
  expect(start(2)).toBeLessThan(start(3))
})

test("in the fixed mode a job's tasks start when it has been decided; in the paper's, when the whole offer has been", () => {
  const cluster: TinyCluster = {
    agents: 1,
    cpus: 4,
    mem: 1024,
    jobs: [0, 0, 0].map((at) => ({ framework: "batch", cpus: 1, lasts: 60, at })),
  }
  const times = (tasksStart: OfferRules["tasksStart"]) =>
    [...story(cluster, { tasksStart }).matchAll(/(\S+) s +batch +task \d starts/g)].map(([, time]) => time)
  expect(times("when their job is decided")).toEqual(["2.0", "3.0", "4.0"])
  expect(times("when the offer is answered")).toEqual(["4.0", "4.0", "4.0"])
})

test("in the paper's mode a framework decides about several offers at once", () => {
  const cluster: TinyCluster = {
    agents: 1,
    cpus: 2,
    mem: 2048,
    jobs: [
      { framework: "batch", cpus: 1, mem: 1024, lasts: 2 },
      { framework: "service", cpus: 1, mem: 1024, lasts: 60, at: 0.5 },
      { framework: "service", cpus: 1, mem: 1024, lasts: 60, at: 4 },
    ],
  }
  const last = (decisions: OfferRules["decisions"]) =>
    Number(/(\S+) s +service +task 2 starts/.exec(story(cluster, { decisions }))?.[1])
  expect(last("overlap")).toBeLessThan(16)
  expect(last("one offer at a time")).toBeGreaterThan(22)
})

test("the paper's allocator keeps back what is less than a hundred cpus, so a small cell is never offered", () => {
  const cluster = (cpus: number): TinyCluster => ({
    agents: 1,
    cpus,
    mem: 1024,
    jobs: [{ framework: "batch", cpus: 1, lasts: 1 }],
  })
  const { isEnough } = faithful.offers
  expect(story(cluster(99), { isEnough })).toBe("")
  expect(story(cluster(101), { isEnough })).toContain("starts")
})

test("the paper's framework takes cpus for memory: a task of two cpus wants more than two GiB to be offered", () => {
  const cluster = (mem: number): TinyCluster => ({
    agents: 1,
    cpus: 4,
    mem,
    jobs: [{ framework: "batch", cpus: 2, mem: 512, lasts: 1 }],
  })
  const { mayFit } = faithful.offers
  expect(story(cluster(2048), { mayFit })).toBe("")
  expect(story(cluster(2049), { mayFit })).toContain("starts")
  expect(story(cluster(512))).toContain("starts")
})

test("what was to start on an agent that is lost, or was offered on it, is decided about again elsewhere", () => {
  expect(
    story({
      agents: [{ cpus: 1, mem: 64 }, {}],
      jobs: [{ framework: "service", cpus: 1, lasts: 1 }],
      changes: [
        { at: 5, agent: 0, change: "lost" },
        { at: 6, agent: 1, change: "resized", cpus: 1, mem: 64 },
      ],
    }),
  ).toContain("starts on agent 1")
})

test("less than the least of an offer waits until more is free", () => {
  const told = story(
    {
      agents: 1,
      cpus: 2,
      mem: 64,
      jobs: [
        { framework: "batch", cpus: 1, lasts: 10 },
        { framework: "batch", cpus: 1, lasts: 1, at: 3 },
      ],
    },
    { isEnough: (free) => free[cpuColumn] >= 2000 },
  )
  expect(told).toContain("2.0 s  batch  task 0 starts")
  expect(told).toContain("14.0 s  batch  task 1 starts")
})
