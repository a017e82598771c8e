/** Models fitted to workloads: fit, draw, and how near what is drawn comes. */
export { fitWorkload } from "./fit-workload.ts"
export type { FittedModel } from "./fitted-model.ts"
export { generate, type GenerateSetting } from "./generate.ts"
export { goodnessOfFit } from "./goodness.ts"
export type { GoodnessCard } from "./goodness-card.ts"
