/** What tells the policies from each other, on the smallest cluster where it does. */
import { expect, test } from "vitest"
import { mesos, type PolicyFactory, seconds } from "../../sim/index.ts"
import { plain, timeline, tiny, type TinyCluster, unindented } from "../../sim/testing/index.ts"
import { drf, weightedDrf } from "./drf.ts"
import { fifo } from "./fifo.ts"
import { random } from "./random.ts"
import { staticPartition } from "./static.ts"

/** One task out of each offer, and nothing refused: every second the whole agent is offered again. */
const oneByOne = () => plain({ tasksPerOffer: 1, refuse: 0 })

const story = (policy: PolicyFactory, cluster: TinyCluster, until = 6) =>
  timeline({
    ...tiny(cluster),
    seed: 1,
    until: seconds(until),
    plane: mesos({ policy, frameworks: oneByOne }),
  })

/** The two users of the DRF paper, but b weighs three times as much. */
const paper: TinyCluster = {
  agents: 1,
  cpus: 9,
  mem: 18,
  weights: { b: 3 },
  jobs: [
    { framework: "a", tasks: 9, cpus: 1, mem: 4 },
    { framework: "b", tasks: 9, cpus: 3, mem: 1 },
  ],
}

test.each<[string, PolicyFactory, string]>([
  [
    "drf gives in turn to whom holds least, whatever they weigh",
    drf,
    `
    0.0 s  a  offered agent 0, launches 1
    1.0 s  b  offered agent 0, launches 1
    2.0 s  a  offered agent 0, launches 1
    3.0 s  b  offered agent 0, launches 1
    4.0 s  a  offered agent 0, launches 1`,
  ],
  [
    // Shares by weight: a 0, b 0 → a; 2/9, 0 → b; 2/9, 1/9 → b; 2/9, 2/9 → a, the lower; then b, for whom there is no room.
    "weighted gives b two of its tasks for one of a's",
    weightedDrf,
    `
    0.0 s  a  offered agent 0, launches 1
    1.0 s  b  offered agent 0, launches 1
    2.0 s  b  offered agent 0, launches 1
    3.0 s  a  offered agent 0, launches 1`,
  ],
  [
    "random gives to whom the lot falls on",
    random,
    `
    0.0 s  b  offered agent 0, launches 1
    1.0 s  a  offered agent 0, launches 1
    2.0 s  b  offered agent 0, launches 1
    6.0 s  a  offered agent 0, launches 1`,
  ],
  [
    "fifo gives to a, who came first, and b starves behind it even when a has no room left",
    fifo,
    `
    0.0 s  a  offered agent 0, launches 1
    1.0 s  a  offered agent 0, launches 1
    2.0 s  a  offered agent 0, launches 1
    3.0 s  a  offered agent 0, launches 1`,
  ],
  [
    "static gives the only agent to b, which weighs most, for good",
    staticPartition,
    `
    0.0 s  b  offered agent 0, launches 1
    1.0 s  b  offered agent 0, launches 1
    2.0 s  b  offered agent 0, launches 1`,
  ],
])("%s", (_, policy, told) => {
  expect(story(policy, paper)).toBe(unindented(told))
})

test("no two of them tell the same story there", () => {
  const stories = [drf, weightedDrf, random, fifo, staticPartition].map((policy) => story(policy, paper))
  expect(new Set(stories).size).toBe(stories.length)
})

test.each<[string, PolicyFactory]>([
  ["drf", drf],
  ["weighted", weightedDrf],
  ["random", random],
  ["fifo", fifo],
  ["static", staticPartition],
])("%s gives all it has to one who asks alone", (_, policy) => {
  const alone: TinyCluster = { agents: 3, cpus: 1, jobs: [{ framework: "a", tasks: 3, cpus: 1 }] }
  expect(story(policy, alone).match(/launches 1/g)).toHaveLength(3)
})

test.each<[string, PolicyFactory]>([
  ["drf", drf],
  ["weighted", weightedDrf],
  ["random", random],
  ["fifo", fifo],
])("%s offers to the other what one refuses", (_, policy) => {
  const picky: TinyCluster = {
    agents: 1,
    cpus: 2,
    mem: 2,
    jobs: [
      { framework: "a", cpus: 1, gpus: 1 },
      { framework: "b", cpus: 1, at: 0.5 },
    ],
    changes: [{ at: 50, agent: 0, change: "resized", gpus: 1 }],
  }
  const refusing = timeline({
    ...tiny(picky),
    seed: 1,
    until: seconds(3),
    plane: mesos({ policy, frameworks: () => plain() }),
  })
  expect(refusing).toBe("0.5 s  b  offered agent 0, launches 1")
})
