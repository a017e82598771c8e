/** Runs a small cluster and says where its pods are in the end. */
import { kubernetesWith } from "../../../policies/index.ts"
import {
  type AgentAttributes,
  AgentTableBuilder,
  amounts,
  type Constraint,
  createSimulation,
  endsFinished,
  type JobTable,
  JobTableBuilder,
  microsPerSecond,
  running,
} from "../../../sim/index.ts"
import type { SmallCluster } from "./small-clusters.ts"

const minute = 60 * microsPerSecond
/** Longer than anybody looks, but with an end: a pod without one would be a Deployment's, and spread. */
const hour = 60 * minute

export function land({ nodes, pods }: SmallCluster): number[] {
  const agents = new AgentTableBuilder()
  for (const [label, text] of nodes.entries()) {
    const [size, ...labels] = text.split(" ")
    agents.agent(sizeOf(size), label)
    agents.describe({
      attributes: Object.fromEntries(labels.map((one) => one.split("="))) as AgentAttributes,
    })
  }
  const simulation = createSimulation({
    jobs: jobsOf(pods),
    agents: agents.build(),
    plane: kubernetesWith({}),
    seed: 1,
    until: minute,
  })
  simulation.run()
  const { state, agent } = simulation.view.tasks
  return Array.from(agent, (node, task) => (state[task] === running ? node : -1))
}

function jobsOf(pods: readonly string[]): JobTable {
  const builder = new JobTableBuilder()
  const framework = builder.framework("kubernetes", builder.role("kubernetes"))
  for (const [second, text] of pods.entries()) {
    const [size, ...words] = text.split(" ")
    const [cpus, mem] = sizeOf(size)
    const shape = builder.shape(cpus, mem)
    const constraints = builder.constraints(words.flatMap(constraintOf))
    const priority = Number(/\bp(\d+)/.exec(text)?.[1] ?? 0)
    const count = Number(/\bx(\d+)/.exec(text)?.[1] ?? 1)
    builder.job({ arrival: second * microsPerSecond, framework, label: second })
    builder.stage()
    for (let task = 0; task < count; task++)
      builder.task(shape, hour, endsFinished, task, { constraints, priority })
  }
  return builder.build()
}

/** "2/4": cores and GiB. */
function sizeOf(text: string): Float64Array {
  const [cpus, mem] = text.split("/").map(Number)
  return amounts({ cpus, mem: mem * 1024 })
}

function constraintOf(word: string): Constraint[] {
  if (word === "apart") return [{ kind: "spread", atMost: 1 }]
  const [, name, not, value] = /^(\w+?)(!?)=(\w+)$/.exec(word) ?? []
  if (name === undefined) return []
  return [{ kind: "attribute", name, operator: not === "!" ? "not-in" : "in", values: [value] }]
}
