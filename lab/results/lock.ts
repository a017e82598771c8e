/** One process at a time: a file that says who works in the folder. One left by a process that is gone does not count. */
import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs"
import { hostname } from "node:os"
import { ResultsFolderError } from "./claim.ts"

/** Returns how to let go. Throws ResultsFolderError while another process holds it. */
export function lock(path: string): () => void {
  const own = `${process.pid} ${hostname()}\n`
  for (let attempt = 0; ; attempt++) {
    try {
      const file = openSync(path, "wx")
      writeSync(file, own)
      closeSync(file)
      return () => rmSync(path, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || attempt > 1) throw error
    }
    const holder = readFileSync(path, "utf8").trim()
    if (isAlive(holder))
      throw new ResultsFolderError(
        `Process ${holder} works in this folder. Wait for its end; if there is no such process, remove ${path}.`,
      )
    rmSync(path, { force: true })
  }
}

/** A process of another host is taken to be alive: nobody here can know. */
function isAlive(holder: string): boolean {
  const [, pid, host] = /^(\d+) (.+)$/.exec(holder) ?? []
  // Killed between making the file and writing into it.
  if (pid === undefined) return false
  if (host !== hostname()) return true
  if (Number(pid) === process.pid) return false
  try {
    process.kill(Number(pid), 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"
  }
}
