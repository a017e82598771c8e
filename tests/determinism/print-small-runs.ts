/** The entry of the bundle: prints what the small runs give, as digests.txt has it. */
import { digestLines } from "./small-runs.ts"

console.log(digestLines())
