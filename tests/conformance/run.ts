/**
 * Replays recorded decisions of the real allocator of Mesos: `npm run conformance [-- FILES]`, by default the two
 * corpora of ../shared/conformance (MESOSCOPE_DATA names another ../shared). Fails if one decision differs. Behind
 * `--allocator` may stand which of ours decides: fast, or reference, its slow twin.
 */
import { resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { referenceAllocator } from "../../policies/allocation/mesos/testing/index.ts"
import { type AllocatorFactory, ours } from "./calls.ts"
import { readScenarios } from "./format.ts"
import { describeDifference } from "./difference.ts"
import { replay } from "./replay.ts"

const project = fileURLToPath(new URL("../../", import.meta.url))
const corpora = resolve(project, process.env["MESOSCOPE_DATA"] ?? "../shared", "conformance")
const allocators: Readonly<Record<string, AllocatorFactory>> = { fast: ours, reference: referenceAllocator }
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { allocator: { type: "string", default: "fast" } },
})
const allocator = allocators[values.allocator]
if (allocator === undefined) {
  console.error(
    `--allocator is "${values.allocator}"; expected one of: ${Object.keys(allocators).join(", ")}`,
  )
  process.exit(2)
}
const files =
  positionals.length > 0
    ? positionals
    : ["basic.jsonl.gz", "random-shared.jsonl.gz"].map((name) => resolve(corpora, name))

const counts = { passed: 0, failed: 0, unsupported: 0 }
for (const file of files) {
  for (const scenario of readScenarios(file)) {
    const outcome = replay(scenario, allocator)
    counts[outcome.kind]++
    if (outcome.kind !== "passed") console.log(describeDifference(scenario, outcome))
  }
}
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.unsupported} unsupported`)
process.exitCode = counts.failed + counts.unsupported > 0 ? 1 : 0
