import type { PolicyFactory } from "../../sim/index.ts"

/**
 * Strict priority: each agent to the role of greatest weight that may be offered it, and within it to the framework that
 * has asked longest. Roles of lower weight get what is left, which may be nothing for ever.
 */
export const priority: PolicyFactory = () => ({
  name: "priority",
  isWorkConserving: true,
  *allocate({ frameworks }, agents) {
    const weight = (framework: number) => frameworks.weight(frameworks.role(framework))
    const queue = frameworks
      .asking()
      .toSorted((a, b) => weight(b) - weight(a) || frameworks.askingOrder(a) - frameworks.askingOrder(b))
    for (const agent of agents) {
      const first = queue.find((framework) => !frameworks.refuses(framework, agent))
      if (first !== undefined) yield { agent, framework: first }
    }
  },
})
