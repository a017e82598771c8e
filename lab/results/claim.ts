/** Whose folder it is: one that holds anything else is refused before a minute is spent. */
import { mkdirSync, readdirSync, readFileSync, statSync, unlinkSync } from "node:fs"
import { join } from "node:path"
import { temporaryFor } from "./atomic-write.ts"

/** What makes the run what it is: plain JSON, the same for the same run. */
export type RunIdentity = {
  readonly [field: string]: string | number | readonly (string | number)[] | null
}

/** The folder is not ours to write in or to read; the message says why and what to do. */
export class ResultsFolderError extends Error {
  override readonly name = "ResultsFolderError"
}

export interface Layout {
  /** The file that says of which run the folder is, in its field "run". */
  readonly document: string
  /** True for the names that a folder of this kind may hold. */
  readonly isOurs: (name: string) => boolean
}

/** Makes the folder if it is missing. Throws ResultsFolderError unless it is empty or holds this very run. */
export function claim(folder: string, run: RunIdentity, { document, isOurs }: Layout): void {
  const names = listOrMake(folder)
  const present = names.filter((name) => !isOurs(temporaryFor(name) ?? ""))
  const foreign = present.filter((name) => !isOurs(name))
  if (foreign.length > 0)
    throw new ResultsFolderError(
      `The folder "${folder}" holds other files ("${foreign[0]}"${foreign.length > 1 ? ", …" : ""}). Give --out a new or empty folder.`,
    )
  if (present.includes(document)) {
    const before = runIn(join(folder, document))
    if (JSON.stringify(before) !== JSON.stringify(run))
      throw new ResultsFolderError(
        `The folder "${folder}" holds the results of another run (${difference(before, run, document)}). Give --out a new or empty folder.`,
      )
  } else if (present.length > 0) {
    throw new ResultsFolderError(
      `The folder "${folder}" holds tables ("${present[0]}") but no ${document} that says of which run. Remove it, or give --out a new folder.`,
    )
  }
}

/** Removes what a killed run left half written. */
export function removeTemporaries(folder: string): void {
  for (const name of readdirSync(folder)) if (temporaryFor(name) !== undefined) unlinkSync(join(folder, name))
}

function listOrMake(folder: string): string[] {
  try {
    mkdirSync(folder, { recursive: true })
    return readdirSync(folder)
  } catch (error) {
    const isFile = statSync(folder, { throwIfNoEntry: false })?.isFile() === true
    const why = isFile ? "it is a file" : (error as Error).message
    throw new ResultsFolderError(`The folder "${folder}" cannot be made: ${why}. Give --out another one.`)
  }
}

function runIn(path: string): unknown {
  try {
    const document: unknown = JSON.parse(readFileSync(path, "utf8"))
    return typeof document === "object" && document !== null && "run" in document ? document.run : undefined
  } catch {
    return undefined
  }
}

/** The first field that differs, as "seed 7, not 1". */
function difference(before: unknown, run: RunIdentity, document: string): string {
  if (typeof before !== "object" || before === null) return `its ${document} cannot be read`
  const old = before as RunIdentity
  for (const field of Object.keys({ ...old, ...run })) {
    const [was, is] = [JSON.stringify(old[field]), JSON.stringify(run[field])]
    if (was !== is) return `${field} ${was ?? "absent"}, not ${is ?? "absent"}`
  }
  return "its fields stand in another order"
}
