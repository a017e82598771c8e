import { leastBy, mix32, type PolicyFactory } from "../../sim/index.ts"

/**
 * Each agent goes to one of the frameworks that may be offered it, all equally likely. The choice is a hash of
 * (seed, run, agent, framework): it does not depend on what was chosen before.
 */
export const random: PolicyFactory = (setting) => {
  const key = setting.random.stream("policies/random").integer(2 ** 32)
  return {
    name: "random",
    isWorkConserving: true,
    *allocate({ frameworks, run }, agents) {
      const lot = mix32(key, run, 0)
      for (const agent of agents) {
        const winner = leastBy(frameworks.eligible(agent), (framework) => mix32(agent, framework, lot))
        if (winner !== undefined) yield { agent, framework: winner }
      }
    },
  }
}
