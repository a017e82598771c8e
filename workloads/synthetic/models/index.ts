/** Synthetic workloads by name. */
export {
  chosen,
  isSynthetic,
  quickened,
  resolveSynthetic,
  type SyntheticChoice,
  syntheticModels,
} from "./catalogue.ts"
export type { SyntheticModel } from "./model.ts"
export { type JannClass, jannClasses } from "./jann-97.ts"
export { fittedSetting, fittedWorkload } from "./fitted.ts"
