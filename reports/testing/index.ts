/** The door for tests of other rooms: made-up results, and results that attack. */
export { attacks, hostileResults } from "./hostile.ts"
export { sampleResults } from "./sample-results.ts"
export { sampleFits } from "./sample-fits.ts"
