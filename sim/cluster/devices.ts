/**
 * GPU devices, one by one, in thousandths: which task holds how much of which. The ledger knows the sum on an agent;
 * whether three tasks of 0.4 fit on two devices is said here. A task holds less than one device of one device, or
 * whole devices; several tasks may share a device.
 */
import { assert } from "../kernel/assert.ts"
import type { AgentId, TaskId, Thousandths } from "../kernel/units.ts"
import { agentLost, type AgentTable } from "./agents.ts"
import { gpus, scalarCount, thousandthsPerUnit } from "./resources.ts"

/** What a task asks of GPUs: `count` devices, `each` thousandths of every one. */
export interface DeviceDemand {
  readonly count: number
  readonly each: Thousandths
}

/**
 * A request of GPUs as devices: less than one is a part of one device, anything else is whole devices, and a fraction
 * beyond a whole number takes a whole device more. Source: FGD (ATC 2023) and openb know no other requests.
 */
export function deviceDemand(amount: Thousandths): DeviceDemand {
  if (amount === 0) return { count: 0, each: 0 }
  if (amount < thousandthsPerUnit) return { count: 1, each: amount }
  return { count: Math.ceil(amount / thousandthsPerUnit), each: thousandthsPerUnit }
}

export class Devices {
  /** The devices of agent a are first[a] up to, not including, first[a + 1]. */
  readonly first: Int32Array
  /** Thousandths of each device that nobody holds; 0 where the device is not there now. */
  readonly free: Int32Array
  readonly #held: Int32Array
  readonly #present: Int32Array
  readonly #ofTask = new Map<TaskId, { readonly devices: readonly number[]; readonly each: Thousandths }>()

  /** As many devices as an agent ever has; none is there before `resize`. */
  constructor(agents: AgentTable) {
    const most = mostDevices(agents)
    this.first = new Int32Array(agents.count + 1)
    for (let agent = 0; agent < agents.count; agent++) this.first[agent + 1] = this.first[agent] + most[agent]
    this.free = new Int32Array(this.first[agents.count])
    this.#held = new Int32Array(this.free.length)
    this.#present = new Int32Array(agents.count)
  }

  /** The agent has `amount` of GPUs from now on; a rest below one device is of no use. What is held stays held. */
  resize(agent: AgentId, amount: Thousandths): void {
    this.#present[agent] = Math.floor(amount / thousandthsPerUnit)
    for (let device = this.first[agent]; device < this.first[agent + 1]; device++)
      this.#recount(agent, device)
  }

  /** How many devices of the agent have at least `each` thousandths free. */
  countWith(agent: AgentId, each: Thousandths): number {
    const { first, free } = this
    let count = 0
    for (let device = first[agent]; device < first[agent + 1]; device++) if (free[device] >= each) count++
    return count
  }

  /** What is free of each of the agent's devices: a copy. */
  freeOn(agent: AgentId): Int32Array {
    return this.free.slice(this.first[agent], this.first[agent + 1])
  }

  /** What the task holds, by the place of the device on its agent; devices that are not there now are left out. */
  heldBy(task: TaskId, agent: AgentId): readonly { readonly place: number; readonly each: Thousandths }[] {
    const { devices = [], each = 0 } = this.#ofTask.get(task) ?? {}
    return devices
      .map((device) => ({ place: device - this.first[agent], each }))
      .filter(({ place }) => place < this.#present[agent])
  }

  /** The task holds `each` thousandths of every one of `devices` (numbers of the whole cluster). */
  take(task: TaskId, agent: AgentId, devices: readonly number[], each: Thousandths): void {
    assert(!this.#ofTask.has(task), `task ${task} holds devices already`)
    for (const device of devices) {
      assert(
        device >= this.first[agent] && device < this.first[agent + 1] && this.free[device] >= each,
        `task ${task} takes ${each} thousandths of device ${device} on agent ${agent}, which it has not free`,
      )
      this.#held[device] += each
      this.#recount(agent, device)
    }
    this.#ofTask.set(task, { devices, each })
  }

  /** The task holds no device any more; nothing happens if it held none. */
  give(task: TaskId, agent: AgentId): void {
    const holding = this.#ofTask.get(task)
    if (holding === undefined) return
    for (const device of holding.devices) {
      this.#held[device] -= holding.each
      this.#recount(agent, device)
    }
    this.#ofTask.delete(task)
  }

  #recount(agent: AgentId, device: number): void {
    const isThere = device - this.first[agent] < this.#present[agent]
    this.free[device] = isThere ? thousandthsPerUnit - this.#held[device] : 0
  }
}

function mostDevices({ count, capacity, changes }: AgentTable): Int32Array {
  const most = new Int32Array(count)
  const note = (agent: AgentId, amount: Thousandths) =>
    (most[agent] = Math.max(most[agent], Math.floor(amount / thousandthsPerUnit)))
  for (let agent = 0; agent < count; agent++) note(agent, capacity[agent * scalarCount + gpus])
  for (let i = 0; i < changes.count; i++)
    if (changes.change[i] !== agentLost) note(changes.agent[i], changes.capacity[i * scalarCount + gpus])
  return most
}
