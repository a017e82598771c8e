import { expect, test } from "vitest"
import { tiny, type TinyChange, type TinyJob } from "../testing/tiny.ts"
import { AgentTableBuilder } from "./agents.ts"
import { amounts } from "./resources.ts"
import { unplaceableTasks } from "./unplaceable.ts"

const twoAgents = [
  { cpus: 4, mem: 8 },
  { cpus: 2, mem: 16 },
]

/** The tasks that two agents, of 4 cores with 8 MiB and 2 cores with 16 MiB, could never hold. */
const unplaceable = (jobs: readonly Omit<TinyJob, "framework">[], changes: readonly TinyChange[] = []) => {
  const world = tiny({ agents: twoAgents, jobs: jobs.map((job) => ({ framework: "a", ...job })), changes })
  return [...unplaceableTasks(world.jobs, world.agents)]
}

test("a task that no single agent could hold is unplaceable, even if all agents together have as much", () => {
  expect(
    unplaceable([
      { cpus: 4, mem: 8 },
      { cpus: 2, mem: 16 },
      { cpus: 5 }, // task 2: more cores than any agent has
      { cpus: 4, mem: 16 }, // task 3: the cores of the one with the memory of the other
      { gpus: 1 }, // task 4: there are none
      {},
    ]),
  ).toEqual([2, 3, 4])
})

test("a stage of many tasks that are no gang may be larger than the cluster", () => {
  expect(unplaceable([{ cpus: 1, tasks: 100 }])).toEqual([])
})

test("a gang that all agents together could not hold is unplaceable as a whole", () => {
  expect(unplaceable([{ cpus: 1, tasks: 6, gang: true }])).toEqual([])
  expect(unplaceable([{ cpus: 1, tasks: 7, gang: true }])).toEqual([0, 1, 2, 3, 4, 5, 6])
})

test("a gang is counted by what fits on each agent, not by the sum of amounts", () => {
  // Of three cores only one task fits on the first agent, and none on the second.
  expect(unplaceable([{ cpus: 3, tasks: 2, gang: true }])).toEqual([0, 1])
})

test("only the stage that is a gang too large is out, and tasks of nothing always fit", () => {
  expect(unplaceable([{ cpus: 1, tasks: [2, 7], gang: true }])).toEqual([2, 3, 4, 5, 6, 7, 8])
  expect(unplaceable([{ tasks: 1000, gang: true }])).toEqual([])
})

test("an agent that grows later counts at its largest", () => {
  const grows: TinyChange = { at: 9, agent: 1, change: "resized", cpus: 8, mem: 1 }
  expect(unplaceable([{ cpus: 8 }])).toEqual([0])
  expect(unplaceable([{ cpus: 8 }], [grows])).toEqual([])
})

test("an agent that joins later counts as it joins", () => {
  const [loss, back]: TinyChange[] = [
    { at: 1, agent: 0, change: "lost" },
    { at: 2, agent: 0, change: "joins", cpus: 8 },
  ]
  expect(unplaceable([{ cpus: 8 }], [loss, back])).toEqual([])
})

test("an agent that is lost leaves nothing, whatever is written beside its loss", () => {
  expect(unplaceable([{ cpus: 8 }], [{ at: 1, agent: 0, change: "lost", cpus: 8 }])).toEqual([0])
})

test("an agent that never joins counts for nothing, whatever it would have had", () => {
  const { jobs } = tiny({ agents: 0, jobs: [{ framework: "a", cpus: 2 }] })
  const builder = new AgentTableBuilder()
  builder.agent(amounts({ cpus: 8 }), 0, false)
  builder.agent(amounts({ cpus: 1 }), 1)
  expect([...unplaceableTasks(jobs, builder.build())]).toEqual([0])
})

test("in a cluster without agents nothing can be placed, not even a task of nothing", () => {
  const { jobs, agents } = tiny({ agents: 0, jobs: [{ framework: "a", tasks: 2 }] })
  expect([...unplaceableTasks(jobs, agents)]).toEqual([0, 1])
})
