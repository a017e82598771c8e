/** Questions asked of every run. Each hears facts and integrates them exactly; adding one touches no file under sim/. */
export { type Counts, counts, type StateCounts } from "./counts.ts"
export { type CrowdWatch, crowdsOf } from "./crowd.ts"
export { intervalLength, type Intervals, intervals } from "./intervals.ts"
export {
  type ReportProbes,
  reportProbes,
  type ReportSettings,
  type TrialFacts,
  type TrialRows,
} from "./trial-rows.ts"
export { type Settling, settling } from "./settling.ts"
export { type Utilisation, utilisation } from "./utilisation.ts"
export { type Waits, waiting } from "./waiting.ts"
export { type WaitWatch, type WatchedWaits, watchedWaits } from "./watched-waits.ts"
