/**
 * Reads mutated files in a process of its own: `from` up to, not including, `to`, of one format. Says before each file
 * which it is, so that whoever started this knows what hangs, and afterwards what came of it.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createRandom } from "../../sim/index.ts"
import { errorRules, InputError, readTrace, TraceError, traceFormats } from "../../workloads/index.ts"
import { mutated } from "./mutate.ts"
import { companionsOf, seedsOf } from "./seeds.ts"
import { flawIn } from "./sound.ts"

export interface FuzzRequest {
  readonly format: string
  readonly seed: number
  readonly from: number
  readonly to: number
}

export type FuzzMessage =
  | { readonly kind: "begin"; readonly number: number }
  | {
      readonly kind: "end"
      readonly number: number
      readonly outcome: string
      readonly rssMb: number
      readonly cpuMs: number
    }

const [request] = process.argv.slice(2).map((text) => JSON.parse(text) as FuzzRequest)
const folder = mkdtempSync(join(tmpdir(), "mesoscope-fuzz-"))
const seeds = seedsOf(
  request.format,
  traceFormats.map(({ name }) => name),
)
const random = createRandom(request.seed)
const companions = companionsOf(request.format)
const named = companions.filter(({ isNamed }) => isNamed).map(({ name }) => join(folder, name))

/** "import" and "error" are as it must be; whatever else is said is a failure. */
async function outcomeOf(path: string, number: number): Promise<string> {
  try {
    const result = await readTrace({
      paths: [path, ...named],
      onError: errorRules[number % errorRules.length],
      // Half of them by name, as somebody would who knows what the file ought to be.
      format: number % 2 === 0 ? request.format : undefined,
    })
    return flawIn(result) ?? "import"
  } catch (error) {
    if (error instanceof InputError) return "error"
    if (error instanceof TraceError)
      return error.message.includes(folder) ? "error" : `no file is named: ${error.message}`
    return error instanceof Error
      ? `${error.name}: ${error.message} ${error.stack?.split("\n")[1] ?? ""}`
      : "thrown"
  }
}

/** So much may stand about before it is cleared up, lest a file pays for the tables of the one before. */
const tidyMb = 200

try {
  for (const { name, content } of companions) writeFileSync(join(folder, name), content)
  for (let number = request.from; number < request.to; number++) {
    const stream = random.stream(`fuzz/${request.format}/${number}`)
    const { file, content } = seeds[stream.integer(seeds.length)]
    const path = join(folder, file)
    writeFileSync(path, mutated(content, stream))
    process.send?.({ kind: "begin", number } satisfies FuzzMessage)
    const before = process.cpuUsage()
    const outcome = await outcomeOf(path, number)
    const { user, system } = process.cpuUsage(before)
    const rssMb = process.resourceUsage().maxRSS / 1024
    process.send?.({
      kind: "end",
      number,
      outcome,
      rssMb,
      cpuMs: (user + system) / 1000,
    } satisfies FuzzMessage)
    if (process.memoryUsage.rss() > tidyMb * 2 ** 20) globalThis.gc?.()
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
