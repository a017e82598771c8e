/** Policies in files of their users: loaded once, run in any thread, named when they fail. */
export { keepBuiltIns } from "./built-ins.ts"
export { withoutClocks } from "./clocks.ts"
export { loadPolicyFile } from "./load.ts"
export { loadDataFile } from "./data-file.ts"
export { choiceOf } from "./choice.ts"
export { assertUntouched, ownCopy } from "./own-copy.ts"
export { type PolicyScript, PolicyShapeError } from "./script.ts"
