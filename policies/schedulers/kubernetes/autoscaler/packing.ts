/**
 * Pods put on nodes in thought, first fit: what the autoscaler does before it adds or removes a node. A node that is off
 * counts as empty and as large as it will be. Whole and shared GPUs of such a node go by their amount, whatever device
 * they land on.
 */
import { type AgentId, type Demand, type JobId, scalarCount } from "../../../../sim/index.ts"
import type { AutoscaledCluster, Need } from "./nodes.ts"

interface Room {
  readonly left: Float64Array
  pods: number
  /** Pods put here of jobs that may have only so many on a node. */
  readonly ofJob: Map<JobId, number>
}

export class Packing {
  readonly #cluster: AutoscaledCluster
  readonly #without: AgentId
  /** Of nodes on which something was put in thought, or tried. */
  readonly #rooms = new Map<AgentId, Room>()

  /** Nothing is put on the node `without`. */
  constructor(cluster: AutoscaledCluster, without: AgentId = -1) {
    this.#cluster = cluster
    this.#without = without
  }

  /** Puts as many of each kind as fit on the nodes, in their order. Returns those that are left over. */
  place(needs: readonly Need[], nodes: readonly AgentId[]): readonly Need[] {
    const rest: Need[] = []
    for (const { demand, job, count } of needs) {
      let left = count
      for (let i = 0; i < nodes.length && left > 0; i++) left -= this.put(demand, job, left, nodes[i])
      if (left > 0) rest.push({ demand, job, count: left })
    }
    return rest
  }

  /** Puts up to `most` such pods on the node; how many. */
  put(demand: Demand, job: JobId | undefined, most: number, node: AgentId): number {
    const count = Math.min(most, this.#howMany(demand, job, node))
    if (count === 0) return 0
    const room = this.#room(node)
    for (let kind = 0; kind < scalarCount; kind++) room.left[kind] -= count * demand.amounts[kind]
    room.pods -= count
    if (job !== undefined) room.ofJob.set(job, (room.ofJob.get(job) ?? 0) + count)
    return count
  }

  #howMany(demand: Demand, job: JobId | undefined, node: AgentId): number {
    const { board, admits } = this.#cluster
    if (node === this.#without || !board.allows(demand, node) || !admits(demand, node)) return 0
    const isUp = board.view.isUp(node)
    if (isUp && !board.canHold(demand, node)) return 0
    const { left, pods, ofJob } = this.#room(node)
    let count = pods
    for (let kind = 0; kind < scalarCount; kind++)
      if (demand.amounts[kind] > 0)
        count = Math.min(count, Math.floor(Math.max(0, left[kind]) / demand.amounts[kind]))
    if (isUp && demand.devices > 1)
      count = Math.min(count, Math.floor(board.devices.countWith(node, demand.each) / demand.devices))
    if (job === undefined) return count
    const there = board.tasksOfJob(job, node) + (ofJob.get(job) ?? 0)
    return Math.max(0, Math.min(count, board.mostOfJob(demand) - there))
  }

  #room(node: AgentId): Room {
    const known = this.#rooms.get(node)
    if (known !== undefined) return known
    const room = this.#cluster.board.view.isUp(node) ? this.#leftOn(node) : this.#whole(node)
    this.#rooms.set(node, room)
    return room
  }

  #leftOn(node: AgentId): Room {
    const { board, claims, mostPods } = this.#cluster
    const claimed = claims.has(node) ? claims.of(node, -Infinity) : undefined
    const left = Float64Array.from(
      { length: scalarCount },
      (_, kind) => board.free(node, kind) - (claimed?.amounts[kind] ?? 0),
    )
    return {
      left,
      pods: Math.max(0, mostPods - board.tasksOn(node) - (claimed?.pods ?? 0)),
      ofJob: new Map(),
    }
  }

  #whole(node: AgentId): Room {
    const { world, mostPods } = this.#cluster
    const { sizes } = world.presence
    const left = sizes.slice(node * scalarCount, (node + 1) * scalarCount)
    return { left, pods: mostPods, ofJob: new Map() }
  }
}
