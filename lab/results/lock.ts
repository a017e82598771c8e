/**
 * One process at a time: a file that says who works in the folder, and is touched while he does. One left by a process that
 * is gone does not count: on this host that is seen at once, on another by a file that nobody touches.
 */
import { closeSync, openSync, readFileSync, rmSync, statSync, utimesSync, writeSync } from "node:fs"
import { hostname } from "node:os"
import { ResultsFolderError } from "./claim.ts"

const secondsBetweenTouches = 5
const secondsUntilGone = 30

/**
 * Returns how to let go. Waits `patienceSeconds` for a process of another host, which may have been killed a moment ago.
 * Throws ResultsFolderError while another process holds it.
 */
export function lock(path: string, patienceSeconds = secondsUntilGone + secondsBetweenTouches): () => void {
  const began = performance.now()
  while (!isMade(path)) {
    const holder = holderOf(path)
    if (holder === undefined) continue
    if (!isAlive(holder, path)) rmSync(path, { force: true })
    else if (isHere(holder) || performance.now() - began >= 1000 * patienceSeconds)
      throw new ResultsFolderError(
        `Process ${holder} works in this folder. Wait for its end; if there is no such process, remove ${path}.`,
      )
    else sleep(1000)
  }
  const timer = setInterval(() => touch(path), 1000 * secondsBetweenTouches)
  timer.unref()
  return () => {
    clearInterval(timer)
    rmSync(path, { force: true })
  }
}

/** False if the file is there already. */
function isMade(path: string): boolean {
  try {
    const file = openSync(path, "wx")
    writeSync(file, `${process.pid} ${hostname()}\n`)
    closeSync(file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false
    throw error
  }
}

/** "4711 host"; undefined if the file has gone meanwhile. */
function holderOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined
    throw error
  }
}

const isHere = (holder: string) => holder.endsWith(` ${hostname()}`)

function isAlive(holder: string, path: string): boolean {
  const [, pid] = /^(\d+) ./.exec(holder) ?? []
  // Killed between making the file and writing into it.
  if (pid === undefined) return false
  if (!isHere(holder))
    return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) < 1000 * secondsUntilGone
  if (Number(pid) === process.pid) return false
  try {
    process.kill(Number(pid), 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"
  }
}

function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date())
  } catch {
    // Somebody removed it by hand, as the message told him.
  }
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}
