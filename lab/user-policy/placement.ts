/** A user's own placement policy, watched: every agent and every device that it chooses can hold the task. */
import {
  type AgentId,
  InvariantError,
  type PlacementBoard,
  type PlacementFactory,
  type PlacementPolicy,
  type TaskId,
} from "../../sim/index.ts"
import { blamed, isId, told } from "./blame.ts"
import { type PolicyScript, PolicyShapeError } from "./script.ts"
import { missing } from "./shape.ts"

function checkPlacement(file: string, made: unknown): PlacementPolicy {
  const what = missing("placement", made, ["choose", "devices"])
  if (what === undefined) return made as PlacementPolicy
  throw new PolicyShapeError(
    `"${file}" is no placement policy: ${what}; wanted is { name, choose(task, among) { … }, devices(task, agent) { … } }. See docs/writing-a-policy.md.`,
  )
}

/** The same policy, checked at every choice. */
export function guardedPlacement(script: PolicyScript, factory: PlacementFactory): PlacementFactory {
  return (setting) => {
    const policy = blamed(script, () => checkPlacement(script.file, factory(setting)))
    const { board } = setting
    return {
      name: policy.name,
      choose: (task, among) =>
        blamed(script, () => checkedAgent(board, task, policy.choose(task, among), among)),
      devices: (task, agent) =>
        blamed(script, () => checkedDevices(board, task, agent, policy.devices(task, agent))),
    }
  }
}

function checkedAgent(
  board: PlacementBoard,
  task: TaskId,
  agent: unknown,
  among: ArrayLike<AgentId> | undefined,
): AgentId {
  if (agent === -1) return agent
  const { count } = board.view.agents
  if (!isId(agent, count))
    throw new InvariantError(
      `chooses agent ${told(agent)} for task ${task}; wanted is an id from 0 to ${count - 1}, or -1 for none`,
    )
  const isGiven = among === undefined || Array.prototype.includes.call(among, agent)
  if (!isGiven)
    throw new InvariantError(
      `chooses agent ${agent} for task ${task}, which is none of those it may choose among`,
    )
  if (among === undefined && !board.canHold(board.demandOf(task), agent))
    throw new InvariantError(
      `chooses agent ${agent} for task ${task}, which it cannot hold now; ask board.canHold(board.demandOf(task), agent)`,
    )
  return agent
}

function checkedDevices(
  board: PlacementBoard,
  task: TaskId,
  agent: AgentId,
  devices: unknown,
): readonly number[] {
  const { devices: wanted, each } = board.demandOf(task)
  const { first, free } = board.devices
  const isFree = (device: unknown) =>
    isId(device, first[agent + 1]) && device >= first[agent] && free[device] >= each
  if (
    Array.isArray(devices) &&
    devices.length === wanted &&
    new Set(devices).size === wanted &&
    devices.every(isFree)
  )
    return devices as readonly number[]
  throw new InvariantError(
    `gives task ${task} the devices ${told(devices)} on agent ${agent}; wanted are ${wanted} of its own with ${each} thousandths free`,
  )
}
