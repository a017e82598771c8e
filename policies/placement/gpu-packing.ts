/**
 * GPU packing: first into devices that are shared already, then free devices of agents in use, an idle agent last.
 * Scores 0 to 100. Source: FGD's artifact (ATC 2023), after Alibaba's production policy.
 */
import { type AgentId, type Demand, type PlacementBoard, thousandthsPerUnit } from "../../sim/index.ts"
import { fitting } from "./devices.ts"
import { scored } from "./scored.ts"

export const gpuPacking = scored(() => ({ name: "gpu-packing", score: packing }))

function packing(board: PlacementBoard, demand: Demand, agent: AgentId): number {
  if (demand.devices === 0) return 0
  const { first, free } = board.devices
  const devices = first[agent + 1] - first[agent]
  if (board.devices.countWith(agent, thousandthsPerUnit) === devices) return Math.max(33 - devices, devices)
  const taken = [...fitting(board, demand, agent)]
    .sort((a, b) => free[a] - free[b] || a - b)
    .slice(0, demand.devices)
  const untouched = taken.filter((device) => free[device] === thousandthsPerUnit).length
  if (untouched > 0) return Math.max(50 - untouched, 33)
  const percentFree = taken.reduce(
    (sum, device) => sum + Math.floor((free[device] * 100) / thousandthsPerUnit),
    0,
  )
  return Math.max(100 - Math.floor(percentFree / 10), 50)
}
