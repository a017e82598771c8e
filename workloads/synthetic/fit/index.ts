/** Models fitted to workloads: fit, draw, and how near what is drawn comes. */
export { checkModel } from "./check-model.ts"
export { type FitDetail, fitWorkload } from "./fit-workload.ts"
export type { FittedModel } from "./fitted-model.ts"
export { packModel, unpackModel } from "./packed-model.ts"
export { generate, type GenerateSetting } from "./generate.ts"
export { goodnessOfFit } from "./goodness.ts"
export type { GoodnessCard } from "./goodness-card.ts"
