/**
 * The same thing checked from the other side: the ledger checks each move, a recount adds everything up again from
 * the tasks and the open offers.
 */
import { accountWidth, capacity, free, offered, used } from "../cluster/accounts.ts"
import { scalarCount } from "../cluster/resources.ts"
import { finished, failed, notYet, running, taskWait, unplaceable } from "../cluster/tasks.ts"
import type { Recorder } from "../contracts/recorder.ts"
import type { ClusterView } from "../contracts/view.ts"
import { assert } from "../kernel/assert.ts"
import type { Micros } from "../kernel/units.ts"
import { createSimulation, type Scenario, type Simulation } from "../simulation.ts"

/** Runs the scenario, recounting after every event, with Little's law checked at the end. Returns the run, over. */
export function checkedRun(scenario: Scenario): Simulation {
  const little = new LittlesLaw()
  const simulation = createSimulation({ ...scenario, recorder: little.recorder })
  while (simulation.step()) recount(simulation.view)
  recount(simulation.view)
  little.check(simulation.view, simulation.now)
  return simulation
}

/** Throws an InvariantError unless what is used and held is what the running tasks request, on every agent. */
export function recount(view: ClusterView): void {
  const { jobs, tasks, accounts } = view
  const usedByTasks = new Float64Array(view.agents.count * scalarCount)
  const held = new Float64Array(jobs.frameworks.length * scalarCount)
  for (let task = 0; task < jobs.taskCount; task++) {
    const state = tasks.state[task]
    if (state === finished || state === failed)
      assert(tasks.end[task] !== notYet, `task ${task} ended at no time`)
    if (state !== running) continue
    for (let k = 0; k < scalarCount; k++) {
      const request = jobs.shapes[jobs.taskShape[task] * scalarCount + k]
      usedByTasks[tasks.agent[task] * scalarCount + k] += request
      held[view.frameworkOf(task) * scalarCount + k] += request
    }
  }
  recountReservations(view)
  let offeredInAll = 0
  for (let agent = 0; agent < view.agents.count; agent++)
    for (let k = 0; k < scalarCount; k++) {
      const row = agent * accountWidth + k
      const byTasks = usedByTasks[agent * scalarCount + k]
      assert(
        accounts[row + used] === byTasks,
        `agent ${agent} uses ${accounts[row + used]}, its tasks ${byTasks}`,
      )
      const sum = accounts[row + free] + accounts[row + offered] + accounts[row + used]
      assert(sum === accounts[row + capacity], `agent ${agent} has ${sum} of ${accounts[row + capacity]}`)
      offeredInAll += accounts[row + offered]
    }
  // Offers are answered within an instant, so between two events whatever is held is used, unless a message is on its way.
  for (let framework = 0; framework < jobs.frameworks.length && offeredInAll === 0; framework++)
    for (let k = 0; k < scalarCount; k++) {
      const byTasks = held[framework * scalarCount + k]
      assert(
        view.held(framework, k) === byTasks,
        `framework ${framework} holds ${view.held(framework, k)}, not ${byTasks}`,
      )
    }
}

/** What is used of reservations is what running tasks took out of them, of their own role or one above it. */
function recountReservations(view: ClusterView): void {
  const { jobs, tasks, reservations, agents } = view
  if (reservations === undefined) return
  const keyOf = (agent: number, role: number, k: number) => `agent ${agent}, role ${role}, scalar ${k}`
  const byTasks = new Map<string, number>()
  for (let task = 0; task < jobs.taskCount; task++) {
    if (tasks.state[task] !== running) continue
    for (const { role, amounts } of reservations.inTask(task)) {
      const [owner, holder] = [role, jobs.frameworks[view.frameworkOf(task)].role].map(
        (id) => jobs.roles[id].name,
      )
      assert(
        holder === owner || holder.startsWith(`${owner}/`),
        `task ${task} of role ${holder} holds what is reserved to ${owner}`,
      )
      for (let k = 0; k < scalarCount; k++) {
        const key = keyOf(tasks.agent[task], role, k)
        if (amounts[k] > 0) byTasks.set(key, (byTasks.get(key) ?? 0) + amounts[k])
      }
    }
  }
  for (let agent = 0; agent < agents.count; agent++)
    for (const { role, amounts } of reservations.on(agent, used))
      for (let k = 0; k < scalarCount; k++) {
        const key = keyOf(agent, role, k)
        assert(
          (byTasks.get(key) ?? 0) === amounts[k],
          `${amounts[k]} of what is reserved are used, ${byTasks.get(key) ?? 0} by tasks (${key})`,
        )
        byTasks.delete(key)
      }
  assert(byTasks.size === 0, `tasks use reservations that are unused: ${[...byTasks.keys()].join("; ")}`)
}

/**
 * Little's law as an identity of integers: the number of tasks waiting for their first start, integrated over time,
 * is the sum of all waits. Source: Little, "A proof for the queuing formula L = λW", 1961.
 */
export class LittlesLaw {
  #waiting = 0
  #since: Micros = 0
  #integral = 0n
  readonly #view: { now?: ClusterView } = {}

  readonly recorder: Recorder = {
    begin: (view) => {
      this.#view.now = view
    },
    stageReady: (now, stage) => {
      const { jobs, tasks } = this.#view.now as ClusterView
      for (let task = jobs.stageFirstTask[stage]; task < jobs.stageFirstTask[stage + 1]; task++)
        if (tasks.state[task] !== unplaceable) this.#change(now, +1)
    },
    taskStarted: (now, task) => {
      if ((this.#view.now as ClusterView).tasks.attempts[task] === 1) this.#change(now, -1)
    },
  }

  /** Throws an InvariantError unless the identity holds at the end of the run. */
  check(view: ClusterView, end: Micros): void {
    this.#change(end, 0)
    let waits = 0n
    for (let task = 0; task < view.jobs.taskCount; task++) {
      const isReady = view.tasks.stageReadyAt[view.jobs.taskStage[task]] !== notYet
      if (isReady && view.tasks.state[task] !== unplaceable) waits += BigInt(taskWait(view.tasks, task, end))
    }
    assert(
      this.#integral === waits,
      `tasks waited ${waits} µs, the queue says ${this.#integral} µs (Little's law)`,
    )
  }

  #change(now: Micros, by: number): void {
    this.#integral += BigInt(this.#waiting) * BigInt(now - this.#since)
    this.#since = now
    this.#waiting += by
  }
}
