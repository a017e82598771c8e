/** The policies, by name. */
export {
  isPolicyFile,
  type PlaneSetting,
  policyCatalogue,
  type PolicyChoice,
  type PolicyEntry,
  PolicyError,
  resolvePolicy,
} from "./catalogue.ts"
export {
  assetShareOfTask,
  competitiveEquilibrium,
  dominantShareOfTask,
  equalShares,
  progressiveFilling,
} from "./allocation/fluid.ts"
