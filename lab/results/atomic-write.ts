/**
 * Files that are there whole or not at all: written under a temporary name in the same folder, forced to disk, then
 * renamed. A reader never sees half a file, and a full disk leaves what was there before.
 */
import { closeSync, fsyncSync, openSync, renameSync, unlinkSync, writeSync } from "node:fs"
import { basename, dirname, join } from "node:path"

/** Takes bytes in order; the buffer may be used again after the call. */
export type Sink = (bytes: Uint8Array) => void

const temporaryPattern = /^\.(.+)\.\d+\.tmp$/

/** The file that a temporary name stands for, or undefined if the name is no temporary one of ours. */
export function temporaryFor(name: string): string | undefined {
  return temporaryPattern.exec(name)?.[1]
}

/** Calls `fill` with a sink, and puts what it wrote at `path`. If `fill` throws, nothing changes. */
export function writeAtomically(path: string, fill: (sink: Sink) => void): void {
  const folder = dirname(path)
  const temporary = join(folder, `.${basename(path)}.${process.pid}.tmp`)
  const file = openSync(temporary, "w")
  try {
    try {
      fill((bytes) => writeAll(file, bytes))
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
  } catch (error) {
    unlinkSync(temporary)
    throw error
  }
  syncFolder(folder)
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done, bytes.length - done)
}

/** The rename itself lasts only when the folder is on disk; some file systems cannot do that, and need not. */
function syncFolder(folder: string): void {
  let handle: number
  try {
    handle = openSync(folder, "r")
  } catch {
    return
  }
  try {
    fsyncSync(handle)
  } catch {
    // The file itself is safe; only the order of renames is not promised.
  } finally {
    closeSync(handle)
  }
}
