/** Questions that take many runs, each chosen after those before: how many agents, how much more, what if. */
export { type Objective, parseObjective } from "./objective.ts"
export { type Runs, runsFor, type Setup } from "./runs.ts"
export { type Sized, sizeFor, type SizePoint } from "./sizing.ts"
export { type Prices, hoursPerMonth, parsePrices } from "./prices.ts"
export { kneeOf, loadCarried, monthsUntil, withSpareRack } from "./planning.ts"
