/** Tiny clusters, said in a few words: the worlds that tests are about. Amounts in cores, MiB, MiB, devices; times in seconds. */
import { agentJoins, agentLost, agentResized, type AgentTable, AgentTableBuilder } from "../cluster/agents.ts"
import { endsFailed, endsFinished, type JobTable, JobTableBuilder } from "../cluster/jobs.ts"
import { amounts, type ScalarName } from "../cluster/resources.ts"
import { never, seconds } from "../kernel/units.ts"

type Size = Partial<Record<ScalarName, number>>

export interface TinyJob extends Size {
  /** Arrival, s. Default 0. */
  readonly at?: number
  /** "role/framework" or a framework that is a role of its own. */
  readonly framework: string
  /** Tasks of each stage; a number is one stage. Default 1. */
  readonly tasks?: number | readonly number[]
  /** How long each task runs, s. Default: for ever. */
  readonly lasts?: number
  readonly gang?: boolean
  readonly fails?: boolean
  /** What its user said it would run, s. */
  readonly estimate?: number
  readonly user?: string
}

export interface TinyChange extends Size {
  readonly at: number
  readonly agent: number
  readonly change: "lost" | "joins" | "resized"
}

export interface TinyCluster extends Size {
  /** How many agents of the given size, or the size of each. */
  readonly agents: number | readonly Size[]
  /** Weights of roles that do not weigh 1. */
  readonly weights?: Readonly<Record<string, number>>
  /** Frameworks in order of id, where the order of their jobs will not do. */
  readonly frameworks?: readonly string[]
  readonly jobs: readonly TinyJob[]
  readonly changes?: readonly TinyChange[]
  readonly behaviour?: string
}

/** The jobs and agents of a tiny cluster. */
export function tiny(cluster: TinyCluster): { readonly jobs: JobTable; readonly agents: AgentTable } {
  return { jobs: tinyJobs(cluster), agents: tinyAgents(cluster) }
}

function tinyJobs({ jobs, frameworks = [], weights = {}, behaviour = "plain" }: TinyCluster): JobTable {
  const builder = new JobTableBuilder()
  const frameworkOf = (name: string) => {
    const role = name.includes("/") ? name.slice(0, name.indexOf("/")) : name
    return builder.framework(name, builder.role(role, weights[role] ?? 1), behaviour)
  }
  for (const name of frameworks) frameworkOf(name)
  for (const [label, job] of jobs.entries()) {
    const { at = 0, framework, tasks = 1, lasts, gang = false, fails = false, estimate, user } = job
    const shape = builder.shape(...(amounts(job) as unknown as [number, number, number, number]))
    builder.job({
      arrival: seconds(at),
      framework: frameworkOf(framework),
      label,
      user,
      estimate: estimate === undefined ? undefined : seconds(estimate),
    })
    let number = 0
    for (const count of typeof tasks === "number" ? [tasks] : tasks) {
      builder.stage({ gang })
      for (let i = 0; i < count; i++)
        builder.task(
          shape,
          lasts === undefined ? never : seconds(lasts),
          fails ? endsFailed : endsFinished,
          number++,
        )
    }
  }
  return builder.build("job-")
}

function tinyAgents(cluster: TinyCluster): AgentTable {
  const { agents, changes = [] } = cluster
  const builder = new AgentTableBuilder()
  const sizes = typeof agents === "number" ? Array.from({ length: agents }, () => cluster) : agents
  for (const [label, size] of sizes.entries()) builder.agent(amounts(size), label)
  const kinds = { lost: agentLost, joins: agentJoins, resized: agentResized }
  for (const change of changes)
    builder.change(seconds(change.at), change.agent, kinds[change.change], amounts(change))
  return builder.build()
}
