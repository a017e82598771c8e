/** Tasks that could never run here: too large for every agent, or a gang too large for the whole cluster. */
import type { TaskId } from "../kernel/units.ts"
import { agentLost, type AgentTable } from "./agents.ts"
import type { JobTable } from "./jobs.ts"
import { scalarCount } from "./resources.ts"

/**
 * The tasks that no agent could hold even if it were empty, at its largest size during the run; and all tasks of a
 * gang whose tasks of one shape would not fit on all agents together. In order of id.
 */
export function* unplaceableTasks(jobs: JobTable, agents: AgentTable): Iterable<TaskId> {
  const room = roomByShape(jobs, agents)
  for (let stage = 0; stage < jobs.stageCount; stage++) {
    const begin = jobs.stageFirstTask[stage]
    const end = jobs.stageFirstTask[stage + 1]
    const gangIsTooLarge = jobs.stageGang[stage] === 1 && !gangFits(jobs, begin, end, room)
    for (let task = begin; task < end; task++)
      if (gangIsTooLarge || room[jobs.taskShape[task]] === 0) yield task
  }
}

function gangFits(jobs: JobTable, begin: TaskId, end: TaskId, room: Float64Array): boolean {
  const wanted = new Map<number, number>()
  for (let task = begin; task < end; task++) {
    const shape = jobs.taskShape[task]
    wanted.set(shape, (wanted.get(shape) ?? 0) + 1)
  }
  for (const [shape, count] of wanted) if (count > room[shape]) return false
  return true
}

/** For each shape, how many tasks of it the cluster could hold if it held nothing else. */
function roomByShape(jobs: JobTable, agents: AgentTable): Float64Array {
  const sizes = distinctSizes(agents)
  return Float64Array.from({ length: jobs.shapes.length / scalarCount }, (_, shape) => {
    let room = 0
    for (const [size, count] of sizes.values()) room += count * tasksThatFit(jobs.shapes, shape, size)
    return room
  })
}

/** The largest size of each agent during the run, equal sizes counted together. */
function distinctSizes(agents: AgentTable): Map<string, [size: Float64Array, count: number]> {
  const largest = agents.capacity.map((amount, at) => amount * agents.upAtStart[Math.floor(at / scalarCount)])
  for (let i = 0; i < agents.changes.count; i++)
    for (let k = 0; k < scalarCount && agents.changes.change[i] !== agentLost; k++) {
      const at = agents.changes.agent[i] * scalarCount + k
      largest[at] = Math.max(largest[at], agents.changes.capacity[i * scalarCount + k])
    }
  const sizes = new Map<string, [Float64Array, number]>()
  for (let agent = 0; agent < agents.count; agent++) {
    const size = largest.subarray(agent * scalarCount, (agent + 1) * scalarCount)
    const name = size.join("/")
    const known = sizes.get(name)
    if (known === undefined) sizes.set(name, [size, 1])
    else known[1]++
  }
  return sizes
}

function tasksThatFit(shapes: Float64Array, shape: number, size: Float64Array): number {
  let most = Infinity
  for (let k = 0; k < scalarCount; k++) {
    const request = shapes[shape * scalarCount + k]
    if (request > 0) most = Math.min(most, Math.floor(size[k] / request))
  }
  return most
}
