/** The policies, by name. */
export * from "./placement/index.ts"
export {
  canPlace,
  type PlaneSetting,
  policiesThatHeed,
  policyCatalogue,
  type PolicyEntry,
} from "./catalogue.ts"
export {
  isPolicyFile,
  placedPolicy,
  type PlacementFile,
  placementFileIn,
  type PolicyChoice,
  resolvePolicy,
} from "./grammar.ts"
export {
  assetShareOfTask,
  competitiveEquilibrium,
  dominantShareOfTask,
  equalShares,
  progressiveFilling,
} from "./allocation/fluid/fluid.ts"
export type { PlacementEntry } from "./placement/catalogue.ts"
export { PolicyError } from "./policy-error.ts"
export {
  byRequest,
  bySubmit,
  f1,
  type Request,
  type Score,
  unicep,
  wfp3,
} from "./schedulers/batch/order/scores.ts"
export * from "./schedulers/omega/index.ts"
export { easy as easyBackfilling } from "./schedulers/batch/backfilling/easy.ts"
export { strict as strictBackfilling } from "./schedulers/batch/backfilling/strict.ts"
export {
  arrivalOrder,
  f1Order,
  type OrderFactory,
  shortestFirst,
  unicepOrder,
  wfp3Order,
} from "./schedulers/batch/order/orders.ts"
export { batch } from "./schedulers/batch/plane/plane.ts"
export { balancedAllocationScore, leastAllocatedScore, mostAllocatedScore } from "./placement/allocated.ts"
export { kubernetesWith } from "./schedulers/kubernetes/kubernetes.ts"
export { feasibleNodesToFind } from "./schedulers/kubernetes/node-sample.ts"
