/**
 * `npm run -s kills -- [--count 200] [--seed 1]`: a sweep whose process is killed at random moments, resumed, and killed again.
 * Beside `count` kills there are a quarter as many interrupts, and a tenth as many power losses (the last bytes of the journal are
 * gone) and full disks (no file grows beyond a random size). After each nothing that was kept may be lost, nothing kept is
 * run again, and whenever a run comes to its end the folder has the bytes of one that nobody disturbed. SIGINT ends it early, with
 * what it has seen.
 */
import { existsSync, mkdtempSync, rmSync, statSync, truncateSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { createRandom } from "../../sim/index.ts"
import { moments, pause, until } from "./moments.ts"
import {
  attempt,
  bytesOf,
  differences,
  type Ended,
  journalIn,
  keptIn,
  trialCount,
  writeSweep,
} from "./sweep.ts"

const { values } = parseArgs({
  options: { count: { type: "string", default: "200" }, seed: { type: "string", default: "1" } },
})
const [count, seed] = [values.count, values.seed].map(Number)
if (![count, seed].every((number) => Number.isSafeInteger(number) && number >= 0)) {
  process.stderr.write("count and seed are whole numbers.\n")
  process.exit(2)
}

const kinds = ["kill", "interrupt", "power loss", "full disk"] as const
type Kind = (typeof kinds)[number]
const wanted: Readonly<Record<Kind, number>> = {
  kill: count,
  interrupt: Math.ceil(count / 4),
  "power loss": Math.ceil(count / 10),
  "full disk": Math.ceil(count / 10),
}

const stream = createRandom(seed).stream("kills")
const folder = mkdtempSync(join(tmpdir(), "mesoscope-kills-"))
const struck = new Map<string, number>()
const wrong: string[] = []
/** Bytes of the journal that a power loss takes. */
const mostCut = 4096
let finished = 0
let runs = 0
let isStopped = false
process.once("SIGINT", () => (isStopped = true))

try {
  const experiment = writeSweep(folder)
  const reference = join(folder, "undisturbed")
  await attempt(experiment, reference, 2).ended
  const undisturbed = bytesOf(reference)
  let out = join(folder, "0")
  const all = order()
  for (const [i, kind] of all.entries()) {
    if (isStopped) break
    if (i % 20 === 0) process.stderr.write(`${i} of ${all.length}\n`)
    // Again and again until it strikes: a run that was quicker has come to its end.
    while (!(await disturb(kind, experiment, out))) {
      finish(out, undisturbed)
      out = join(folder, String(++finished))
    }
  }
  await undisturbedRun(experiment, out)
  finish(out, undisturbed)
  finished++
} finally {
  rmSync(folder, { recursive: true })
}
const told = [...struck].map(([what, times]) => `${times} ${what}`).sort(byWhat)
process.stdout.write(`${wrong.map((line) => `${line}\n`).join("")}${told.join(", ")}\n`)
process.stdout.write(
  `${runs} runs, ${finished} of them to the end; ${wrong.length} things lost, done twice or different (seed ${seed})\n`,
)
process.exitCode = wrong.length > 0 ? 3 : 0

function byWhat(a: string, b: string): number {
  const [left, right] = [a, b].map((line) => line.replace(/^\d+ /, ""))
  return left < right ? -1 : 1
}

/** All disturbances, shuffled. */
function order(): Kind[] {
  const all = kinds.flatMap((kind) => Array.from({ length: wanted[kind] }, () => kind))
  for (let i = all.length - 1; i > 0; i--) {
    const j = stream.integer(i + 1)
    ;[all[i], all[j]] = [all[j], all[i]]
  }
  return all
}

/** False if the run was at its end before it was struck. */
async function disturb(kind: Kind, experiment: string, out: string): Promise<boolean> {
  const before = keptBefore(out)
  const moment = moments[stream.integer(moments.length)]
  const isFull = kind === "full disk"
  const running = attempt(experiment, out, 1 + stream.integer(2), isFull ? 1 + stream.integer(24) : undefined)
  runs++
  if (!isFull) {
    await until(moment, out, running.child, stream.integer(trialCount))
    await pause(stream.integer(moment === "starting" ? 800 : 12))
    running.child.kill(kind === "interrupt" ? "SIGINT" : "SIGKILL")
  }
  const ended = await running.ended
  if (ended.code === 0) {
    checkWork(ended, before)
    return false
  }
  const after = keptBefore(out)
  for (const key of before) if (!after.has(key)) wrong.push(`${kind} while ${moment} lost trial ${key}`)
  if (isFull && !(ended.code === 2 && /EFBIG|file too large/.test(ended.stderr)))
    wrong.push(`a full disk ended with ${ended.code}: ${ended.stderr}`)
  if (kind === "interrupt" && !(ended.code === 130 || ended.code === null))
    wrong.push(`an interrupt ended with ${ended.code}: ${ended.stderr}`)
  if (kind === "power loss") cut(out)
  const what = isFull ? kind : `${kind} while ${moment}`
  struck.set(what, (struck.get(what) ?? 0) + 1)
  return true
}

/** A process that was just struck may have left the journal open; then it is gone, and nobody else writes. */
function keptBefore(out: string): Set<string> {
  return existsSync(journalIn(out)) ? keptIn(out) : new Set()
}

async function undisturbedRun(experiment: string, out: string): Promise<void> {
  const before = keptBefore(out)
  const ended = await attempt(experiment, out, 2).ended
  runs++
  checkWork(ended, before)
}

/** A run that came to its end has run what was not kept, and nothing else. */
function checkWork({ code, stdout, stderr }: Ended, before: ReadonlySet<string>): void {
  if (code !== 0) {
    wrong.push(`a run that nobody disturbed ended with ${code}: ${stderr}`)
    return
  }
  const { trials, kept } = JSON.parse(stdout) as { readonly trials: number; readonly kept: number }
  if (trials !== trialCount || kept !== before.size)
    wrong.push(`${before.size} of ${trialCount} trials were kept, and a run says ${kept} of ${trials}`)
}

function finish(out: string, undisturbed: ReadonlyMap<string, string>): void {
  const different = differences(bytesOf(out), undisturbed)
  if (different.length > 0) wrong.push(`the bytes differ of ${different.join(", ")}`)
  rmSync(out, { recursive: true, force: true })
}

/** The last bytes of the journal never reached the disk. */
function cut(out: string): void {
  const path = journalIn(out)
  const size = statSync(path, { throwIfNoEntry: false })?.size
  if (size !== undefined) truncateSync(path, Math.max(0, size - stream.integer(mostCut + 1)))
}
