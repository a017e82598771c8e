import { expect, test } from "vitest"
import { createSimulation, mesos, seconds } from "../../sim/index.ts"
import { plain, tiny, type TinyCluster } from "../../sim/testing/index.ts"
import { random } from "./random.ts"

/** To whom each agent is offered first. Every framework would take any agent. */
function winners(cluster: Omit<TinyCluster, "jobs">, frameworks: readonly string[], seed = 1): number[] {
  const jobs = frameworks.map((framework) => ({ framework, tasks: 2000, cpus: 1 }))
  const world = tiny({ cpus: 1, ...cluster, jobs })
  const first: number[] = []
  const plane = mesos({ policy: random, frameworks: () => plain() })
  const offerMade = (_now: number, _offer: number, framework: number, agent: number) =>
    void (first[agent] ??= framework)
  createSimulation({ ...world, plane, seed, until: seconds(0), recorder: { offerMade } }).run()
  return first
}

test("all who ask are equally likely, however many they are in a role", () => {
  const counts = [0, 0, 0]
  for (const framework of winners({ agents: 1200 }, ["a/1", "a/2", "b"])) counts[framework]++
  // Four standard deviations of a binomial law of 1,200 draws at 1/3 are 65.
  for (const count of counts) expect(Math.abs(count - 400)).toBeLessThan(65)
})

test("what was given before does not matter: with more agents the first ones go to the same", () => {
  expect(winners({ agents: 40 }, ["a", "b", "c"]).slice(0, 7)).toEqual(
    winners({ agents: 7 }, ["a", "b", "c"]),
  )
})

test("one more who asks takes from the others, and changes nothing between them", () => {
  const two = winners({ agents: 60 }, ["a", "b"])
  const three = winners({ agents: 60 }, ["a", "b", "c"])
  const kept = three.flatMap((winner, agent) => (winner === 2 ? [] : [agent]))
  expect(kept.length).toBeGreaterThan(20)
  expect(kept.map((agent) => three[agent])).toEqual(kept.map((agent) => two[agent]))
})

test("another seed is another lot, the same seed the same", () => {
  expect(winners({ agents: 30 }, ["a", "b"], 1)).toEqual(winners({ agents: 30 }, ["a", "b"], 1))
  expect(winners({ agents: 30 }, ["a", "b"], 2)).not.toEqual(winners({ agents: 30 }, ["a", "b"], 1))
})

test("each run draws anew", () => {
  const offers: number[] = []
  // The device that both wait for comes late: until then they decline, refusing nothing.
  const world = tiny({
    agents: 1,
    cpus: 1,
    jobs: ["a", "b"].map((framework) => ({ framework, gpus: 1 })),
    changes: [{ at: 99, agent: 0, change: "resized", gpus: 1 }],
  })
  const plane = mesos({ policy: random, frameworks: () => plain({ refuse: 0 }) })
  const offerMade = (_now: number, _offer: number, framework: number) => void offers.push(framework)
  createSimulation({ ...world, plane, seed: 1, until: seconds(19), recorder: { offerMade } }).run()
  expect(offers).toHaveLength(20)
  const toTheFirst = offers.filter((framework) => framework === 0).length
  expect(Math.abs(toTheFirst - 10)).toBeLessThan(7)
})
