import type { PolicyFactory } from "../../sim/index.ts"
import { leastFirst } from "./order/least-first.ts"
import { dominantShare } from "./order/measures.ts"

/**
 * Dominant Resource Fairness: each agent goes to the role that holds least of what it holds most, and within it to the
 * framework that does; ties to the lower id. Weights are ignored. Whole agents are offered, as in Mesos, so shares are
 * equal to within one agent. Source: Ghodsi et al., "Dominant Resource Fairness", NSDI 2011, section 4.
 */
export const drf: PolicyFactory = () => leastFirst("drf", (frameworks) => dominantShare(frameworks, () => 1))

/** Dominant Resource Fairness with each role's share divided by its weight. Source: the same, section 4.3. */
export const weightedDrf: PolicyFactory = () =>
  leastFirst("weighted", (frameworks) => dominantShare(frameworks, (role) => frameworks.weight(role)))
