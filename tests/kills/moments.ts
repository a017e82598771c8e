/** What a process is doing when it is struck, as it is seen in its folder. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { bytesOf, journalIn } from "./sweep.ts"

export const moments = ["starting", "claimed", "running", "writing"] as const
type Moment = (typeof moments)[number]

/** Waits until the run is so far, or at its end; `target` trials are kept while it is running. */
export async function until(
  moment: Moment,
  out: string,
  child: { readonly exitCode: number | null },
  target: number,
): Promise<void> {
  const begun = moment === "writing" ? new Set(bytesOf(out).keys()) : new Set<string>()
  while (child.exitCode === null && !isReached()) await pause(1)

  function isReached(): boolean {
    switch (moment) {
      case "starting":
        return true
      case "claimed":
        return existsSync(join(out, "sweep.json"))
      case "running":
        return linesIn(journalIn(out)) >= target
      case "writing":
        return existsSync(out) && readdirSync(out).some((name) => isOfResults(name) && !begun.has(name))
    }
  }
}

/** Tables, and what is written before it is renamed to one. */
const isOfResults = (name: string) =>
  /(?:csv|parquet)$|journal\.\d+\.tmp$|\.(?:csv|parquet)\.\d+\.tmp$/.test(name)

function linesIn(path: string): number {
  return existsSync(path) ? readFileSync(path, "latin1").split("\n").length - 1 : 0
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
