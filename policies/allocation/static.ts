import type { AgentId, FrameworksView, PolicyFactory, RoleId } from "../../sim/index.ts"
import { dominantShare } from "./order/measures.ts"
import { ShareOrder } from "./order/share-order.ts"

/**
 * Static partitioning: every agent belongs to one role for good, agents being dealt out in proportion to the roles'
 * weights; within a role by dominant share. What a role does not use stays idle: the baseline that sharing must beat.
 */
export const staticPartition: PolicyFactory = () => {
  let owners: Int32Array | undefined
  return {
    name: "static",
    *allocate({ frameworks, agents: { count } }, agents) {
      owners ??= dealAgents(count, frameworks)
      const order = new ShareOrder(
        frameworks,
        dominantShare(frameworks, () => 1),
      )
      for (const agent of agents) {
        const framework = order.neediest(agent, owners[agent])
        if (framework === undefined) continue
        yield { agent, framework }
        order.grew(framework)
      }
    },
  }
}

/** Deals the agents in order of id, each to the role that is furthest below its weight's part; ties to the lower role. */
function dealAgents(count: number, frameworks: FrameworksView): Int32Array {
  const dealt = new Float64Array(frameworks.roleCount)
  const owners = new Int32Array(count)
  for (let agent: AgentId = 0; agent < count; agent++) {
    let owner: RoleId = 0
    for (let role: RoleId = 1; role < dealt.length; role++)
      if ((dealt[role] + 1) / frameworks.weight(role) < (dealt[owner] + 1) / frameworks.weight(owner))
        owner = role
    owners[agent] = owner
    dealt[owner]++
  }
  return owners
}
