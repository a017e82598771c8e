/** The Omega paper's runs: for its reproduction, and for whoever measures how fast they are. */
export { publishedArchitectures } from "./architectures.ts"
export { cellOf, jobTable, readJobList } from "./job-list.ts"
export { runOnce } from "./one-run.ts"
