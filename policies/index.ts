/** The policies, by name. */
export {
  type PlaneSetting,
  policyCatalogue,
  type PolicyChoice,
  type PolicyEntry,
  PolicyError,
  resolvePolicy,
} from "./catalogue.ts"
