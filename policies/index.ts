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
