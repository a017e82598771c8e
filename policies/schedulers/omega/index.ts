/** Omega and its rivals in the paper: control planes, and the bare cell in which the paper is reproduced. */
export { runBareCell } from "./bare-cell.ts"
export { conflicted, type DecisionRecorder, foundNoRoom, placed } from "./facts.ts"
export { mesosOmega13 } from "./mesos-omega13.ts"
export { faithful, fixed, paperDecision, type Rules } from "./rules.ts"
export { sharedState } from "./shared-state.ts"
export type { Site } from "./site.ts"
