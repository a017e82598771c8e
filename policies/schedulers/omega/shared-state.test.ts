import { expect, test } from "vitest"
import { microsPerSecond } from "../../../sim/index.ts"
import { timeline, tiny, type TinyCluster, unindented } from "../../../sim/testing/index.ts"
import { fixed } from "./rules.ts"
import { sharedState, type SharedStateSetting } from "./shared-state.ts"

/** Decisions of one second per job, whoever decides. */
const omega: SharedStateSetting = {
  name: "omega",
  conflict: "resource-fit",
  commit: "incremental",
  looks: "before thinking",
  rules: fixed,
  schedulers: () => 1,
  decisions: (roles) => roles.map(() => ({ perJob: microsPerSecond, perTask: 0 })),
}
const monolithic: SharedStateSetting = { ...omega, looks: "after thinking", schedulers: "one for all" }

const story = (cluster: TinyCluster, setting: Partial<SharedStateSetting> = {}) =>
  timeline({ ...tiny(cluster), plane: sharedState({ ...omega, ...setting }), seed: 1 })

/** A role's decision time, in seconds, where it is not one second. */
const thinking =
  (times: Readonly<Record<string, number>>): SharedStateSetting["decisions"] =>
  (roles) =>
    roles.map(({ name }) => ({ perJob: (times[name] ?? 1) * microsPerSecond, perTask: 0 }))

const twoForOne: TinyCluster = {
  agents: 1,
  cpus: 1,
  jobs: [
    { framework: "batch", cpus: 1, lasts: 10 },
    { framework: "service", cpus: 1, lasts: 10 },
  ],
}

test("two schedulers that looked at the same free machine both want it; the later one conflicts and tries again", () => {
  expect(story(twoForOne)).toBe(
    unindented(`
       1.0 s  batch    task 0 starts on agent 0
      11.0 s  batch    task 0 finished on agent 0
      13.0 s  service  task 1 starts on agent 0
      23.0 s  service  task 1 finished on agent 0`),
  )
})

test("what ends while a scheduler thinks is free for it only at its next look; the monolithic one looks after thinking", () => {
  const cluster: TinyCluster = {
    agents: 1,
    cpus: 1,
    jobs: [
      { framework: "batch", cpus: 1, lasts: 2 },
      { framework: "service", cpus: 1, lasts: 1, at: 2.5 },
    ],
  }
  const second = (setting: Partial<SharedStateSetting>) =>
    /(\S+) s +service +task 1 starts/.exec(story(cluster, setting))?.[1]
  expect(second(omega)).toBe("5.5")
  expect(second(monolithic)).toBe("3.5")
})

const twoWithRoom: TinyCluster = { ...twoForOne, cpus: 2 }

test("where there is room for both only the sequence numbers see a conflict", () => {
  const fine = unindented(`
     1.0 s  batch    task 0 starts on agent 0
     1.0 s  service  task 1 starts on agent 0
    11.0 s  batch    task 0 finished on agent 0
    11.0 s  service  task 1 finished on agent 0`)
  const coarse = unindented(`
     1.0 s  batch    task 0 starts on agent 0
     3.0 s  service  task 1 starts on agent 0
    11.0 s  batch    task 0 finished on agent 0
    13.0 s  service  task 1 finished on agent 0`)
  expect(story(twoWithRoom)).toBe(fine)
  expect(story(twoWithRoom, { conflict: "sequence" })).toBe(coarse)
})

test("one conflict costs an all-or-nothing transaction all its claims and an incremental one only that claim", () => {
  const cluster: TinyCluster = {
    agents: 1,
    cpus: 3,
    jobs: [
      { framework: "batch", tasks: 2, cpus: 1, lasts: 1 },
      { framework: "service", tasks: 2, cpus: 1, lasts: 1 },
    ],
  }
  const starts = (setting: Partial<SharedStateSetting>) =>
    [...story(cluster, setting).matchAll(/(\S+) s +service +task \d starts/g)].map(([, time]) => time)
  expect(starts({ commit: "incremental" })).toEqual(["1.0", "3.0"])
  expect(starts({ commit: "all-or-nothing" })).toEqual(["3.0", "3.0"])
})

test("on a single path batch waits behind the services; on two paths it waits while one is decided; omega's does not wait", () => {
  const cluster: TinyCluster = {
    agents: 1,
    cpus: 4,
    jobs: [
      { framework: "service", cpus: 1, lasts: 1 },
      { framework: "batch", cpus: 1, lasts: 1, at: 1 },
      { framework: "batch", cpus: 1, lasts: 1, at: 2 },
    ],
  }
  const batch = (setting: Partial<SharedStateSetting>) =>
    [...story(cluster, setting).matchAll(/(\S+) s +batch +task \d starts/g)].map(([, time]) => time)
  expect(batch({ ...monolithic, decisions: thinking({ service: 10, batch: 10 }) })).toEqual(["20.0", "30.0"])
  expect(batch({ ...monolithic, decisions: thinking({ service: 10 }) })).toEqual(["11.0", "12.0"])
  expect(batch({ decisions: thinking({ service: 10 }) })).toEqual(["2.0", "3.0"])
})

test("a role's jobs go to its schedulers in turn, which decide at the same time", () => {
  const cluster: TinyCluster = {
    agents: 1,
    cpus: 4,
    jobs: [0, 0, 0].map((at) => ({ framework: "batch", cpus: 1, lasts: 1, at })),
  }
  const times = (count: number) =>
    [...story(cluster, { schedulers: () => count }).matchAll(/(\S+) s +batch +task \d starts/g)].map(
      ([, time]) => time,
    )
  expect(times(1)).toEqual(["1.0", "2.0", "3.0"])
  expect(times(2)).toEqual(["1.0", "1.0", "2.0"])
})

test("a decision takes its time per task still to place", () => {
  const decisions: SharedStateSetting["decisions"] = () => [
    { perJob: microsPerSecond, perTask: microsPerSecond },
  ]
  expect(
    story({ agents: 1, cpus: 2, jobs: [{ framework: "batch", tasks: 3, cpus: 1, lasts: 1 }] }, { decisions }),
  ).toBe(
    unindented(`
      4.0 s  batch  task 0 starts on agent 0
      4.0 s  batch  task 1 starts on agent 0
      5.0 s  batch  task 0 finished on agent 0
      5.0 s  batch  task 1 finished on agent 0
      7.0 s  batch  task 2 starts on agent 0
      8.0 s  batch  task 2 finished on agent 0`),
  )
})

test("a job that never finds room is given up after a hundred tries, in the paper's rules only", () => {
  const cluster: TinyCluster = {
    agents: 1,
    cpus: 1,
    jobs: [
      { framework: "batch", cpus: 1, lasts: 300 },
      { framework: "batch", cpus: 1, lasts: 1, at: 1 },
    ],
  }
  const gaveUp: number[] = []
  const rules = { ...fixed, giveUpAfter: { withNothing: Infinity, atAll: Infinity } }
  const recorder = { gaveUp: (now: number) => void gaveUp.push(now / microsPerSecond) }
  expect(story(cluster, { recorder })).not.toContain("task 1")
  // Decided every two seconds, one of thinking and one of rest: the 101st time at 202 s.
  expect(gaveUp).toEqual([1 + 1 + 2 * 100])
  expect(story(cluster, { rules, recorder })).toContain("302.0 s  batch  task 1 starts")
  expect(gaveUp).toHaveLength(1)
})

test("a gang starts whole, whatever the commit mode", () => {
  const cluster = (gang: boolean): TinyCluster => ({
    agents: 1,
    cpus: 2,
    jobs: [
      { framework: "batch", cpus: 1, lasts: 5 },
      { framework: "batch", tasks: 2, cpus: 1, lasts: 1, gang },
    ],
  })
  const starts = (gang: boolean) =>
    [...story(cluster(gang)).matchAll(/(\S+) s +batch +task [12] starts/g)].map(([, time]) => time)
  expect(starts(false)).toEqual(["2.0", "4.0"])
  expect(starts(true)).toEqual(["8.0", "8.0"])
})

test("tasks that are lost with their agent are decided about again", () => {
  expect(
    story({
      agents: 2,
      cpus: 1,
      jobs: [{ framework: "batch", tasks: 2, cpus: 1, lasts: 10 }],
      changes: [
        { at: 3, agent: 0, change: "lost" },
        { at: 20, agent: 0, change: "joins", cpus: 1 },
      ],
    })
      .split("\n")
      .filter((line) => / task \d (starts|was)/.test(line)),
  ).toEqual([
    expect.stringContaining("1.0 s"),
    expect.stringContaining("1.0 s"),
    expect.stringMatching(/3\.0 s .* was lost with agent 0/),
    expect.stringMatching(/1[1-3]\.0 s .* starts on agent 1/),
  ])
})
