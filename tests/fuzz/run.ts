/**
 * `npm run fuzz -- [--format NAME] [--count 10000] [--seed 1] [--from 0]`: mutated files of each format must give an error that
 * names its place or a sound import, each within 5 s of CPU and 512 MB; never a crash. Prints what did not, with the number
 * that makes it again: `--format NAME --seed N --from NUMBER --count 1 --keep FILE` writes that file.
 */
import { type ChildProcess, fork } from "node:child_process"
import { rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { buildSync } from "esbuild"
import { createRandom } from "../../sim/index.ts"
import { traceFormats } from "../../workloads/index.ts"
import type { FuzzMessage, FuzzRequest } from "./child.ts"
import { mutated } from "./mutate.ts"
import { seedsOf } from "./seeds.ts"

const longestMs = 5000
/** Of wall-clock time, after which a process is given up: on a busy machine five seconds of CPU take longer. */
const hangingMs = 30_000
const mostMb = 512
const batch = 500

const names = traceFormats.map(({ name }) => name)
const { values } = parseArgs({
  options: {
    format: { type: "string" },
    count: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    from: { type: "string", default: "0" },
    jobs: { type: "string", default: "2" },
    keep: { type: "string" },
  },
})
const [count, seed, first] = [Number(values.count), Number(values.seed), Number(values.from)]
const wanted = names.filter((name) => values.format === undefined || values.format === name)
if (wanted.length === 0 || ![count, seed, first].every(Number.isSafeInteger)) {
  process.stderr.write(`Known formats: ${names.join(", ")}; count, seed and from are whole numbers.\n`)
  process.exit(2)
}

interface Tally {
  imports: number
  errors: number
  greatestMb: number
  slowestMs: number
  readonly failures: string[]
}

// Within the project, so that its packages are found; apart from other runs.
const program = join(
  fileURLToPath(new URL("../../", import.meta.url)),
  `node_modules/.cache/fuzz-${process.pid}.mjs`,
)
let failed = 0
try {
  if (values.keep === undefined) await runAll()
  else keep(values.keep)
} finally {
  rmSync(program, { force: true })
}
process.exitCode = failed > 0 ? 1 : 0

async function runAll(): Promise<void> {
  buildSync({
    entryPoints: [fileURLToPath(new URL("child.ts", import.meta.url))],
    outfile: program,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    define: { "import.meta.url": JSON.stringify(new URL("child.ts", import.meta.url).href) },
    logLevel: "warning",
  })
  const waiting = [...wanted]
  await Promise.all(Array.from({ length: Number(values.jobs) }, () => takeTurns(waiting)))
}

async function takeTurns(waiting: string[]): Promise<void> {
  for (let format = waiting.shift(); format !== undefined; format = waiting.shift()) {
    const tally = await fuzz(format)
    const { imports, errors, failures, greatestMb, slowestMs } = tally
    failed += failures.length
    process.stdout.write(
      `${format.padEnd(20)} ${imports + errors + failures.length} files: ${errors} errors, ${imports} imports, ${failures.length} failures; at most ${greatestMb.toFixed(0)} MB, ${slowestMs} ms of CPU\n`,
    )
    for (const failure of failures.slice(0, 20)) process.stdout.write(`  ${failure}\n`)
  }
}

async function fuzz(format: string): Promise<Tally> {
  const tally: Tally = { imports: 0, errors: 0, greatestMb: 0, slowestMs: 0, failures: [] }
  const end = first + count
  for (let from = first; from < end;)
    from = await runBatch({ format, seed, from, to: Math.min(end, from + batch) }, tally)
  return tally
}

/** Runs files in one process; resolves to the first that still has to be run. */
function runBatch(request: FuzzRequest, tally: Tally): Promise<number> {
  const child: ChildProcess = fork(program, [JSON.stringify(request)], {
    // Not the loader that runs this: the program is built. It clears up between files.
    execArgv: ["--expose-gc"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  })
  let current = request.from
  let began = performance.now()
  let stderr = ""
  child.stderr?.on("data", (text: Buffer) => (stderr = (stderr + text.toString()).slice(-500)))
  const fail = (number: number, what: string) =>
    tally.failures.push(`--format ${request.format} --seed ${request.seed} --from ${number}: ${what}`)
  return new Promise((resolve) => {
    let isHanging = false
    const watch = setInterval(() => {
      if (performance.now() - began < hangingMs) return
      isHanging = true
      child.kill("SIGKILL")
    }, 250)
    child.on("message", (message: FuzzMessage) => {
      if (message.kind === "begin") {
        current = message.number
        began = performance.now()
        return
      }
      tally.slowestMs = Math.max(tally.slowestMs, Math.round(message.cpuMs))
      began = performance.now()
      current = message.number + 1
      if (message.cpuMs > longestMs) fail(message.number, `${message.cpuMs.toFixed(0)} ms of CPU`)
      else if (message.outcome === "import") tally.imports++
      else if (message.outcome === "error") tally.errors++
      else fail(message.number, message.outcome)
      const wasBelow = tally.greatestMb <= mostMb
      tally.greatestMb = Math.max(tally.greatestMb, message.rssMb)
      if (message.rssMb > mostMb && wasBelow) fail(message.number, `${message.rssMb.toFixed(0)} MB`)
    })
    child.on("close", (code) => {
      clearInterval(watch)
      if (code === 0 && !isHanging) return resolve(request.to)
      fail(current, isHanging ? `longer than ${hangingMs} ms` : `the process ended with ${code}: ${stderr}`)
      resolve(current + 1)
    })
  })
}

function keep(path: string): void {
  const [format] = wanted
  const stream = createRandom(seed).stream(`fuzz/${format}/${first}`)
  const seeds = seedsOf(format, names)
  const { file, content } = seeds[stream.integer(seeds.length)]
  writeFileSync(path, mutated(content, stream))
  process.stdout.write(`${path} is file ${first} of ${format}, made from ${file}\n`)
}
