import type { PolicyFactory } from "../../sim/index.ts"

/**
 * First come, first served: each agent goes to the framework that has been asking for offers longest, whatever it
 * holds already. One that asks without end starves the others; that is the point of comparing with it.
 */
export const fifo: PolicyFactory = () => ({
  name: "fifo",
  isWorkConserving: true,
  *allocate({ frameworks }, agents) {
    const queue = frameworks
      .asking()
      .toSorted((a, b) => frameworks.askingOrder(a) - frameworks.askingOrder(b))
    for (const agent of agents) {
      const first = queue.find((framework) => !frameworks.refuses(framework, agent))
      if (first !== undefined) yield { agent, framework: first }
    }
  },
})
