import type { PolicyFactory } from "../../sim/index.ts"
import { leastFirst } from "./order/least-first.ts"
import { memoryShare } from "./order/measures.ts"

/**
 * Max-min fairness on one resource: each agent to the role, then the framework, that holds least memory, by weight. Who
 * needs little memory and many cores may take all cores. Source: YARN's FairSharePolicy; Bertsekas & Gallager, 1992.
 */
export const maxMin: PolicyFactory = () => leastFirst("max-min", memoryShare)
