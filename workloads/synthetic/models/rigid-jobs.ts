/** Jobs of supercomputers: each wants so many processors at once for so long, as in the Standard Workload Format. */
import {
  AgentTableBuilder,
  amounts,
  endsFinished,
  JobTableBuilder,
  type Micros,
  type Workload,
} from "../../../sim/index.ts"

export interface RigidJob {
  readonly arrival: Micros
  readonly role: string
  readonly processors: number
  readonly duration: Micros
}

/** Each job a gang of one-CPU tasks, on `nodes` machines of one CPU, unless others are named. */
export function rigidWorkload(
  about: { readonly name: string; readonly provenance: string; readonly nodes: number },
  jobs: Iterable<RigidJob>,
): Workload {
  const builder = new JobTableBuilder()
  const shape = builder.shape(1000, 0)
  let label = 1
  for (const { arrival, role, processors, duration } of jobs) {
    const framework = builder.framework(role, builder.role(role), "gang")
    builder.job({ arrival, framework, label: label++ })
    builder.stage({ gang: true })
    for (let task = 0; task < processors; task++) builder.task(shape, duration, endsFinished, task)
  }
  const agents = new AgentTableBuilder()
  for (let node = 0; node < about.nodes; node++) agents.agent(amounts({ cpus: 1 }), node)
  return {
    name: about.name,
    provenance: about.provenance,
    jobs: builder.build("job-"),
    agents: agents.build("node-"),
  }
}
