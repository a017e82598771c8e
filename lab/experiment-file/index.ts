/** Experiments as people write them. */
export { at, type Placed } from "./located.ts"
export { loadExperimentFile } from "./load.ts"
export type { ResultColumn } from "./column.ts"
export type { SeedRule } from "./seeds.ts"
export type { Threshold } from "./threshold.ts"
export { type ExperimentFile, type FilePoint } from "./table.ts"
export { parseWarmUp, type WarmUpChoice } from "./warm-up.ts"
