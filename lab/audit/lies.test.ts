import fc from "fast-check"
import { expect, test } from "vitest"
import type { JobTable } from "../../sim/index.ts"
import { tiny } from "../../sim/testing/index.ts"
import { lieNamed, lies } from "./lies.ts"

const world = tiny({
  agents: [{ cpus: 100, mem: 100 }],
  jobs: [
    { framework: "a", tasks: 3, cpus: 16, mem: 1 },
    { framework: "b", at: 1, tasks: [2, 1], cpus: 1, mem: 2 },
    { framework: "a", at: 2, tasks: 1, cpus: 60, mem: 60 },
  ],
})

const told = (name: string, role = 0) => lieNamed(name).tell(world.jobs, role, world.agents)
const requests = ({ shapes, taskShape }: JobTable) =>
  [...taskShape].map((row) => [shapes[row * 4] / 1000, shapes[row * 4 + 1] / 1000])

test("a liar that asks for more asks for it with every task that a machine can still hold", () => {
  expect(requests(told("asks for twice the memory").jobs)).toEqual([
    ...[16, 16, 16].map((cpus) => [cpus, 2]),
    ...[1, 1, 1].map((cpus) => [cpus, 2]),
    [60, 60], // 120 of 100 would be none at all
  ])
  expect(requests(told("asks for twice the CPUs", 1).jobs).slice(3, 6)).toEqual(
    [2, 2, 2].map((cpus) => [cpus, 2]),
  )
})

test("what is needed less is padded to half of the share of the other: the paper's ⟨16, 1⟩ becomes ⟨16, 8⟩", () => {
  expect(requests(told("pads what it needs less of").jobs)).toEqual([
    ...[16, 16, 16].map((cpus) => [cpus, 8]),
    ...[1, 1, 1].map((cpus) => [cpus, 2]),
    [60, 60],
  ])
})

test("empty jobs stand beside the true ones, which are told apart", () => {
  const { jobs, isTrue } = told("submits every job twice, once empty")
  expect(jobs.jobCount).toBe(5)
  expect([...(isTrue ?? [])]).toEqual([1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 0])
})

test("jobs that are held back come a minute later, the others when they came", () => {
  const { jobs, late } = told("holds its jobs back for a minute")
  expect([...jobs.jobArrival].map((micros) => micros / 1e6)).toEqual([1, 60, 62])
  expect([...jobs.jobFramework].map((id) => jobs.frameworks[id].name)).toEqual(["b", "a", "a"])
  expect(late).toBe(60e6)
})

test("every second job goes to a framework's twin in the same role", () => {
  const { jobs } = told("splits into two frameworks")
  expect([...jobs.jobFramework].map((id) => jobs.frameworks[id].name)).toEqual(["a", "b", "a (2)"])
  expect(jobs.frameworks[jobs.jobFramework[2]].role).toBe(0)
})

test("no lie loses a true task, or changes anything of another role", () => {
  const arbitraryJob = fc.record({
    framework: fc.constantFrom("a", "a/x", "b"),
    at: fc.nat(90),
    tasks: fc.integer({ min: 1, max: 4 }),
    cpus: fc.integer({ min: 1, max: 9 }),
    mem: fc.nat(9),
    lasts: fc.integer({ min: 1, max: 50 }),
  })
  fc.assert(
    fc.property(
      fc.array(arbitraryJob, { minLength: 1, maxLength: 8 }),
      fc.constantFrom(...lies),
      (jobs, lie) => {
        const { jobs: before, agents } = tiny({ agents: 2, cpus: 12, mem: 12, frameworks: ["a"], jobs })
        const { jobs: after, isTrue } = lie.tell(before, 0, agents)
        expect(ownTasks(after, isTrue, 0)).toEqual(ownTasks(before, undefined, 0))
        expect(othersTasks(after)).toEqual(othersTasks(before))
      },
    ),
    { numRuns: 60 },
  )
})

const jobOf = (jobs: JobTable, task: number) => jobs.stageJob[jobs.taskStage[task]]
const roleOf = (jobs: JobTable, task: number) => jobs.frameworks[jobs.jobFramework[jobOf(jobs, task)]].role

/** What lasts how long, of the role's true tasks. */
const ownTasks = (jobs: JobTable, isTrue: Uint8Array | undefined, role: number) =>
  [...jobs.taskDuration.keys()]
    .filter((task) => roleOf(jobs, task) === role && isTrue?.[task] !== 0)
    .map((task) => `${jobs.jobLabel[jobOf(jobs, task)]}/${jobs.taskLabel[task]} ${jobs.taskDuration[task]}`)
    .sort()

const othersTasks = (jobs: JobTable) =>
  [...jobs.taskDuration.keys()]
    .filter((task) => roleOf(jobs, task) !== 0)
    .map((task) => [
      jobs.jobLabel[jobOf(jobs, task)],
      jobs.taskLabel[task],
      jobs.jobArrival[jobOf(jobs, task)],
      ...requests(jobs)[task],
    ])
