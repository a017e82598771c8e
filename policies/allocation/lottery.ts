import { mix32, type PolicyFactory, type RoleId } from "../../sim/index.ts"

/**
 * Lottery scheduling: a draw for each agent, in which a role has as many tickets as it weighs; within the role all are
 * equally likely. Fair in the mean, whatever anybody holds. The draw is a hash of (seed, run, agent).
 * Source: Waldspurger & Weihl, OSDI 1994.
 */
export const lottery: PolicyFactory = (setting) => {
  const key = setting.random.stream("policies/lottery").integer(2 ** 32)
  return {
    name: "lottery",
    isWorkConserving: true,
    *allocate({ frameworks, run }, agents) {
      for (const agent of agents) {
        const eligible = frameworks.eligible(agent)
        if (eligible.length === 0) continue
        const roles = [...new Set(eligible.map((framework) => frameworks.role(framework)))]
        const winner = drawn(roles, (role) => frameworks.weight(role), mix32(key, run, agent) / 2 ** 32)
        const members = eligible.filter((framework) => frameworks.role(framework) === winner)
        yield { agent, framework: members[mix32(agent, run, key) % members.length] }
      }
    },
  }
}

/** The role in whose part of all tickets `chance`, 0 to 1, falls. */
function drawn(roles: readonly RoleId[], tickets: (role: RoleId) => number, chance: number): RoleId {
  let left = chance * roles.reduce((sum, role) => sum + tickets(role), 0)
  return roles.find((role) => (left -= tickets(role)) < 0) ?? roles[roles.length - 1]
}
