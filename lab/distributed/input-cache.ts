/** Inputs on this machine: a folder of files named by their digest, shared by all its workers, so that each is fetched once. */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from "node:fs"
import { join } from "node:path"
import { lock, ResultsFolderError, writeAtomically } from "../results/index.ts"
import { type InputAddress, inputAddress } from "./input-store.ts"

const daysKept = 7
const millisBetweenLooks = 100
const filePattern = /^[0-9a-f]{64}\.input$/

export interface CachedInput {
  readonly bytes: Buffer
  readonly wasHere: boolean
}

/**
 * The input out of the folder, or else what `fetch` brings, which is then kept there. While another worker of this machine
 * fetches it, it is waited for. Undefined if `fetch` finds nothing.
 */
export async function cachedInput(
  folder: string,
  address: InputAddress,
  fetch: () => Promise<Buffer | undefined>,
): Promise<CachedInput | undefined> {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${address.sha256}.input`)
  for (;;) {
    const bytes = readChecked(path, address)
    if (bytes !== undefined) return { bytes, wasHere: true }
    const release = tryLock(`${path}.lock`)
    if (release === undefined) {
      await new Promise((resolve) => setTimeout(resolve, millisBetweenLooks))
      continue
    }
    try {
      const fetched = readChecked(path, address) ?? (await fetch())
      if (fetched !== undefined) writeAtomically(path, (sink) => sink(fetched))
      return fetched === undefined ? undefined : { bytes: fetched, wasHere: false }
    } finally {
      release()
      removeUnused(folder)
    }
  }
}

/** A file that a disk has damaged counts for nothing. */
function readChecked(path: string, { sha256, bytes: size }: InputAddress): Buffer | undefined {
  if (statSync(path, { throwIfNoEntry: false })?.size !== size) return undefined
  const bytes = readFileSync(path)
  if (inputAddress(bytes).sha256 !== sha256) return undefined
  const now = new Date()
  utimesSync(path, now, now)
  return bytes
}

function tryLock(path: string): (() => void) | undefined {
  try {
    return lock(path, 0)
  } catch (error) {
    if (error instanceof ResultsFolderError) return undefined
    throw error
  }
}

/** What nobody has read for a week. */
function removeUnused(folder: string): void {
  const oldest = Date.now() - daysKept * 86_400_000
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    const isOld = (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) < oldest
    if (filePattern.test(name) && isOld) rmSync(path, { force: true })
  }
}
