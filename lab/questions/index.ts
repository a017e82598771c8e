/** Questions that take many runs, each chosen after those before: how many agents, how much more, what if. */
export { type Judged, type Objective, parseObjective, watchesFor } from "./objective.ts"
export { endedRuns, type Runs, runsFor, type RunSettings, type Setup } from "./runs.ts"
export { type Sized, sizeFor, type SizePoint } from "./sizing.ts"
export { type Prices, hoursPerMonth, parsePrices } from "./prices.ts"
export { kneeOf, loadCarried, monthsUntil, withSpareRack } from "./planning.ts"
export { type Inflated, type InflatedPoint, inflate } from "./inflate.ts"
export { compact, compactedQuantile, type Compacted } from "./compact.ts"
export { asItIs, changesAgainst, type Swing, tornado } from "./whatif.ts"
