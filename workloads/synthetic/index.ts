/** Workloads drawn from laws. */
export { type Arrivals, bursts, dailyRhythm, poisson } from "./arrivals.ts"
export {
  boundedPareto,
  constant,
  empirical,
  exponential,
  hyperexponential,
  type Law,
  lognormal,
  uniform,
  weibull,
  zipf,
} from "./laws.ts"
export { demoDay } from "./demo-day.ts"
export {
  checkModel,
  type FitDetail,
  type FittedModel,
  fitWorkload,
  generate,
  type GenerateSetting,
  type GoodnessCard,
  goodnessOfFit,
  packModel,
  unpackModel,
} from "./fit/index.ts"
export {
  chosen,
  fittedSetting,
  fittedWorkload,
  isSynthetic,
  quickened,
  type JannClass,
  jannClasses,
  resolveSynthetic,
  type SyntheticChoice,
  type SyntheticModel,
  syntheticModels,
} from "./models/index.ts"
export { gammaCdf, gammaLaw } from "./gamma-law.ts"
export { type HyperErlang, hyperErlang, matchMoments } from "./hyper-erlang.ts"
export { mmc } from "./mmc.ts"
export {
  type SyntheticFramework,
  type SyntheticRequest,
  type SyntheticSetting,
  syntheticWorkload,
} from "./synthetic-workload.ts"
