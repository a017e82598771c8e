import type { PolicyFactory } from "../../sim/index.ts"
import { Hierarchy } from "./order/hierarchy.ts"

/**
 * Hierarchical DRF: roles within roles ("eng/web"), without the starvation of its naive form, in which a sibling that
 * holds much of one resource keeps another from a second one. Source: Bhattacharya et al., SoCC 2013.
 */
export const hierarchicalDrf: PolicyFactory = () => ({
  name: "h-drf",
  isWorkConserving: true,
  *allocate({ frameworks }, agents) {
    const hierarchy = new Hierarchy(frameworks)
    for (const agent of agents) {
      const framework = hierarchy.neediest(agent)
      if (framework === undefined) continue
      yield { agent, framework }
      hierarchy.grew(framework)
    }
  },
})
