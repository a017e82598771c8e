/** What the numbers of several trials say together, and how sure that is. */
export { type Comparable, compareTrials } from "./compare.ts"
export { type Metric, roleMetrics, trialMetrics } from "./metrics.ts"
export { sampleOf, studentInterval } from "./intervals.ts"
export { type Control, type Estimate, estimateOf } from "./controlled.ts"
export { parseMargin, usualMargin } from "./zone.ts"
export { precisionOf, runsBeforeNextLook, type StoppingRule, whetherToStop } from "./several.ts"
