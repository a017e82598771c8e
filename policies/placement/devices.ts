/** Which GPU devices of an agent a task gets. All rules give whole devices from the lowest number on. */
import { type AgentId, assert, type Demand, type PlacementBoard, type RandomStream } from "../../sim/index.ts"

/** The devices for a demand on an agent that can hold it, by their numbers on the board. */
export type DeviceRule = (board: PlacementBoard, demand: Demand, agent: AgentId) => readonly number[]

const none: readonly number[] = []

/** Of those with enough left, the device with least left; the lowest number of equals. */
export const smallestThatFits: DeviceRule = (board, demand, agent) =>
  demand.devices === 0
    ? none
    : wholeOr(board, demand, agent, () => {
        const { free } = board.devices
        let best = -1
        for (const device of fitting(board, demand, agent))
          if (best < 0 || free[device] < free[best]) best = device
        return best
      })

/** Of those with enough left, any, all equally likely. */
export function anyThatFits(stream: RandomStream): DeviceRule {
  return (board, demand, agent) =>
    demand.devices === 0
      ? none
      : wholeOr(board, demand, agent, () => {
          const found = [...fitting(board, demand, agent)]
          return found[stream.integer(found.length)]
        })
}

/** As many whole devices as are asked for, or the one that `share` chooses for a part. */
export function wholeOr(
  board: PlacementBoard,
  demand: Demand,
  agent: AgentId,
  share: () => number,
): readonly number[] {
  if (demand.each < 1000) return [share()]
  const whole: number[] = []
  for (const device of fitting(board, demand, agent)) {
    whole.push(device)
    if (whole.length === demand.devices) return whole
  }
  assert(false, `agent ${agent} has not the ${demand.devices} devices that a task asks for`)
}

/** The devices of the agent that have as much left as the demand wants of each, in order. */
export function* fitting({ devices }: PlacementBoard, { each }: Demand, agent: AgentId): Iterable<number> {
  for (let device = devices.first[agent]; device < devices.first[agent + 1]; device++)
    if (devices.free[device] >= each) yield device
}
