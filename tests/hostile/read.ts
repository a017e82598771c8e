/**
 * Reads hostile files from number FIRST on, of those that make.ts made (`read.ts FIRST PATHS.json`), and prints a line of
 * JSON each: what became of it, seconds of CPU, seconds waited, the most megabytes that this process ever held. Stops
 * after a file that took much memory, so that the next is measured in a fresh process.
 */
import { readFileSync } from "node:fs"
import type { Readable } from "node:stream"
import { readTrace, TraceError } from "../../workloads/index.ts"
import { hostileFiles } from "./all.ts"
import { whatIsInvalid } from "./valid.ts"

const [, , first, list] = process.argv
const paths = JSON.parse(readFileSync(list, "utf8")) as readonly (string | null)[]
const muchMegabytes = 200

for (let i = Number(first); i < hostileFiles.length; i++) {
  if (paths[i] === "") {
    process.stdout.write(`${JSON.stringify({ i })}\n`)
    continue
  }
  const [began, cpuBegan] = [performance.now(), process.cpuUsage()]
  const outcome = await outcomeOf(paths[i], hostileFiles[i].stdin?.())
  const { user, system } = process.cpuUsage(cpuBegan)
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024)
  const waitedSeconds = (performance.now() - began) / 1000
  const line = {
    i,
    outcome: outcome.slice(0, 400),
    cpuSeconds: (user + system) / 1e6,
    waitedSeconds,
    megabytes,
  }
  process.stdout.write(`${JSON.stringify(line)}\n`)
  if (megabytes > muchMegabytes) break
}

/** "imports", what is wrong with the import, or the message; any error but ours is told by its name. */
async function outcomeOf(path: string | null, stdin?: Readable): Promise<string> {
  try {
    const request = path === null ? { paths: ["-"], stdin } : { paths: [path] }
    return whatIsInvalid(await readTrace(request)) ?? "imports"
  } catch (error) {
    return error instanceof TraceError ? error.message : `NOT OURS: ${String(error)}`
  }
}
