import type { PolicyFactory } from "../../sim/index.ts"
import { leastFirst } from "./order/least-first.ts"
import { assetShare } from "./order/measures.ts"

/**
 * Asset fairness: each agent to the role, then the framework, whose shares of all resources add up to least, by weight.
 * Fails sharing incentive: a user of one resource can get less than its half of the cluster would give.
 * Source: Ghodsi et al., "Dominant Resource Fairness", NSDI 2011, section 5.1.
 */
export const asset: PolicyFactory = () => leastFirst("asset", assetShare)
