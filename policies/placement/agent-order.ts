/**
 * Which agents an allocation run comes to first: those that a placement would take for a task that asks for next to nothing,
 * ties in the order of the run, which is shuffled. Who is offered an agent is still the policy's to say; but the first
 * agents go to whoever is first, and most frameworks use the first offers of a message first.
 */
import {
  type AllocationPolicy,
  type Demand,
  PlacementBoard,
  type PolicyFactory,
  scalarCount,
  type World,
} from "../../sim/index.ts"
import type { Settings } from "../settings.ts"
import { placementCatalogue } from "./catalogue.ts"
import type { Score } from "./kept-scores.ts"

const nothing: Demand = {
  type: -1,
  shape: -1,
  amounts: new Float64Array(scalarCount),
  devices: 0,
  each: 0,
  constraints: 0,
  tasks: 0,
}

/** The policy of a world, given its agents in the order that the setting `agent_order` names; by default as they come. */
export function agentOrder(settings: Settings): (policy: PolicyFactory, world: World) => PolicyFactory {
  const orders = placementCatalogue.filter(({ ordersAgents }) => ordersAgents !== undefined)
  const names = ["shuffled", ...orders.map(({ name }) => name)]
  const chosen = settings.choice("agent_order", names, "shuffled")
  const score = orders.find(({ name }) => name === chosen)?.ordersAgents
  if (score === undefined) return (policy) => policy
  return (policy, world) => (setting) => ordered(policy(setting), score, new PlacementBoard(world.view))
}

function ordered(policy: AllocationPolicy, score: Score, board: PlacementBoard): AllocationPolicy {
  return {
    ...policy,
    // Also where one framework asks alone, the order of its offers is to be said.
    isWorkConserving: false,
    allocate(view, agents) {
      const scored = Array.from(agents, (agent) => ({ agent, score: score(board, nothing, agent) }))
      scored.sort((a, b) => b.score - a.score)
      return policy.allocate(
        view,
        scored.map(({ agent }) => agent),
      )
    },
  }
}
