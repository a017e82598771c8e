/**
 * GPU clustering: tasks that ask alike of GPUs (a part of one, one, two, …) go to the same agents, fuller ones first.
 * Source: FGD's artifact (ATC 2023), after Xiao et al., "Gandiva", OSDI 2018.
 */
import {
  type AgentId,
  classOf,
  classOfShares,
  type Demand,
  gpus,
  type PlacementBoard,
} from "../../sim/index.ts"
import { scored } from "./scored.ts"

export const gpuClustering = scored(() => ({ name: "gpu-clustering", score: clustering }))

const onlyItsClass = 75
const itsClassAmongOthers = 50
const nobodyYet = 25

function clustering(board: PlacementBoard, demand: Demand, agent: AgentId): number {
  if (demand.devices === 0) return 0
  const most = board.largest[gpus]
  const fullness = Math.floor((25 * (most - board.free(agent, gpus))) / most)
  return fullness + company(board, classOf(demand), agent)
}

function company(board: PlacementBoard, own: number, agent: AgentId): number {
  let others = false
  for (let other = classOfShares; other < board.classCount; other++)
    if (other !== own && board.tasksOfClass(agent, other) > 0) others = true
  if (board.tasksOfClass(agent, own) > 0) return others ? itsClassAmongOthers : onlyItsClass
  return others ? 0 : nobodyYet
}
