/** Policies in files of their users: loaded once, run in any thread, named when they fail. */
export { withoutClocks } from "./clocks.ts"
export { loadPolicyFile } from "./load.ts"
export { choiceOf, type PolicyScript, PolicyShapeError } from "./script.ts"
