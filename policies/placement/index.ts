/** Which agent a task goes to, and which of its GPU devices. */
export { placementCatalogue, placementNamed } from "./catalogue.ts"
export { fgdFor, stateOf } from "./fgd.ts"
export { Fragmentation, type TypicalDemand, typicalDemands } from "./fragmentation.ts"
