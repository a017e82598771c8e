/** `npm run engines`: fetches the engines where they are missing and compares what the small runs give in each. */
import { engines, installEngines, isInstalled, printedBy } from "./engines.ts"
import { digestLines } from "./small-runs.ts"

await installEngines()
const expected = digestLines().trim()
console.log(`Node ${process.versions.node}\n${expected}`)
for (const engine of engines) {
  if (!isInstalled(engine)) {
    console.log(`${engine.name}: ${engine.program} is missing`)
    process.exitCode = 1
    continue
  }
  const printed = await printedBy(engine, "print-small-runs.ts")
  console.log(`${engine.name}: ${printed === expected ? "the same" : `DIFFERENT\n${printed}`}`)
  if (printed !== expected) process.exitCode = 1
}
