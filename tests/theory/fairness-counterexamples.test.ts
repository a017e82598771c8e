/** The numbers of docs/fairness-counterexamples.md, each found again, and each row of the page compared with them. */
import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { knownWorlds, machinesOf, type World, workloadOf } from "../../lab/index.ts"
import {
  competitiveEquilibrium,
  dominantShareOfTask,
  equalShares,
  resolvePolicy,
} from "../../policies/index.ts"
import { createSimulation, type FrameworkFactory, running, seconds } from "../../sim/index.ts"
import { plain } from "../../sim/testing/index.ts"

const page = readFileSync("docs/fairness-counterexamples.md", "utf8")
const rows = page
  .split("\n")
  .filter((line) => line.startsWith("|"))
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
/** The numbers of the row of the page that begins so. */
const told = (label: string) =>
  rows
    .find(([first]) => first.includes(label))
    ?.slice(1)
    .filter((cell) => /^[\d.]+$/.test(cell))
    .map(Number)

const [halves, market, siblings] = knownWorlds.map(({ world }) => world)

/** Tasks that run in the end, user by user; the frameworks are the plain ones of tests. */
function tasksOfUsers(policy: string, world: World, framework: FrameworkFactory): number[] {
  const plane = resolvePolicy(policy).make({ frameworks: () => framework })
  const agents = machinesOf(world)
  const { jobs } = workloadOf(world, agents)
  const simulation = createSimulation({ jobs, agents, plane, seed: 1, until: seconds(60) })
  simulation.run()
  const { tasks } = simulation.view
  const counts = world.users.map(() => 0)
  for (const [task, state] of tasks.state.entries())
    if (state === running) counts[jobs.jobLabel[jobs.stageJob[jobs.taskStage[task]]]]++
  return counts
}

const rounded = (numbers: readonly number[]) => numbers.map((one) => Math.round(one * 100) / 100)

test("asset fairness gives a user less than half of the machines would, dominant shares do not", () => {
  const oneTaskAnOffer = plain({ tasksPerOffer: 1, refuse: 0 })
  expect(tasksOfUsers("drf", halves, oneTaskAnOffer)).toEqual(told("dominant share (`drf`)"))
  expect(tasksOfUsers("asset", halves, oneTaskAnOffer)).toEqual(told("(`asset`)"))
  const alone = halves.users.map((user) =>
    tasksOfUsers("drf", { agents: "1x15cpus,15GiB", users: [user] }, oneTaskAnOffer),
  )
  expect(alone.flat()).toEqual(told("half the cluster each"))
})

test("in the market a lie pays; under dominant shares it does not", () => {
  const whole = [100, 100]
  const [truth, other] = market.users.map(({ demand }) => [demand[0] / 1000, demand[1] / 1_024_000])
  const lie = [truth[0], 8]
  expect(rounded(competitiveEquilibrium(whole, [truth, other]))).toEqual(told("the truth"))
  expect(rounded(competitiveEquilibrium(whole, [lie, other]))).toEqual(told("a lie"))
  const byShares = [truth, lie].map((said) => equalShares(whole, [said, other], dominantShareOfTask)[0])
  const [honest, lying] = rounded(byShares)
  expect(lying).toBe(honest)
  expect(page).toContain(`has ${honest} tasks with the lie and without it`)
})

test("a naive hierarchy gives a sibling nothing, because of what the other one holds", () => {
  expect(tasksOfUsers("drf", siblings, plain())).toEqual(told("role first (`drf`)"))
  expect(tasksOfUsers("h-drf", siblings, plain())).toEqual(told("(`h-drf`)"))
})
