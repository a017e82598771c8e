/** The numbers of docs/fairness-counterexamples.md, each found again, and each row of the page compared with them. */
import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import {
  competitiveEquilibrium,
  dominantShareOfTask,
  equalShares,
  resolvePolicy,
} from "../../policies/index.ts"
import { createSimulation, type FrameworkFactory, running, seconds } from "../../sim/index.ts"
import { plain, tiny, type TinyCluster } from "../../sim/testing/index.ts"

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

function tasksOfJobs(policy: string, cluster: TinyCluster, framework: FrameworkFactory): number[] {
  const plane = resolvePolicy(policy).make({ frameworks: () => framework })
  const simulation = createSimulation({ ...tiny(cluster), plane, seed: 1, until: seconds(60) })
  simulation.run()
  const { tasks, jobs } = simulation.view
  const counts = cluster.jobs.map(() => 0)
  for (const [task, state] of tasks.state.entries())
    if (state === running) counts[jobs.stageJob[jobs.taskStage[task]]]++
  return counts
}

const rounded = (numbers: readonly number[]) => numbers.map((one) => Math.round(one * 100) / 100)

test("asset fairness gives a user less than half of the machines would, dominant shares do not", () => {
  const cluster: TinyCluster = {
    agents: [{ cpus: 30, mem: 30 }],
    jobs: [
      { framework: "A", tasks: 40, cpus: 1, mem: 3 },
      { framework: "B", tasks: 40, cpus: 1, mem: 1 },
    ],
  }
  const oneTaskAnOffer = plain({ tasksPerOffer: 1, refuse: 0 })
  expect(tasksOfJobs("drf", cluster, oneTaskAnOffer)).toEqual(told("dominant share (`drf`)"))
  expect(tasksOfJobs("asset", cluster, oneTaskAnOffer)).toEqual(told("(`asset`)"))
  const alone = cluster.jobs.map((job) =>
    tasksOfJobs("drf", { agents: [{ cpus: 15, mem: 15 }], jobs: [job] }, oneTaskAnOffer),
  )
  expect(alone.flat()).toEqual(told("half the cluster each"))
})

test("in the market a lie pays; under dominant shares it does not", () => {
  const whole = [100, 100]
  const [truth, lie, other] = [
    [16, 1],
    [16, 8],
    [1, 2],
  ]
  expect(rounded(competitiveEquilibrium(whole, [truth, other]))).toEqual(told("the truth"))
  expect(rounded(competitiveEquilibrium(whole, [lie, other]))).toEqual(told("a lie"))
  const byShares = [truth, lie].map((said) => equalShares(whole, [said, other], dominantShareOfTask)[0])
  const [honest, lying] = rounded(byShares)
  expect(lying).toBe(honest)
  expect(page).toContain(`has ${honest} tasks with the lie and without it`)
})

test("a naive hierarchy gives a sibling nothing, because of what the other one holds", () => {
  const gpuAgent = { cpus: 1, mem: 1024, gpus: 1 }
  const cluster: TinyCluster = {
    agents: [
      ...Array.from({ length: 20 }, () => ({ cpus: 1, mem: 1024 })),
      ...Array.from({ length: 4 }, () => gpuAgent),
    ],
    jobs: [
      { framework: "b/trains", tasks: 4, ...gpuAgent },
      { framework: "a/serves", tasks: 100, cpus: 1, mem: 1024, at: 5 },
      { framework: "b/serves", tasks: 100, cpus: 1, mem: 1024, at: 5 },
    ],
  }
  expect(tasksOfJobs("drf", cluster, plain())).toEqual(told("role first (`drf`)"))
  expect(tasksOfJobs("h-drf", cluster, plain())).toEqual(told("(`h-drf`)"))
})
