/**
 * What paths name: a file, a folder of parts, standard input. Only regular files are opened, so that no device is
 * read for ever and no pipe waited for.
 */
import { numberFromText } from "./numbers.ts"
import { readdirSync, realpathSync, statSync } from "node:fs"
import { join } from "node:path"
import { asTraceError, fileProblem } from "./file-problems.ts"

const mostParts = 20_000
const deepestFolder = 8

/** Hidden files, marks of other tools (`_SUCCESS`), and what people write beside data. */
const isNoPart = /^(?:[._]|readme|licen[cs]e)|\.md$/i

/**
 * Every folder replaced by the files in it and below, in natural order: part-2 before part-10. What begins with a
 * dot, an underscore or README is no part. Symbolic links are followed, not in circles. Throws TraceError.
 */
export function expandPaths(paths: readonly string[]): string[] {
  const files: string[] = []
  for (const path of paths) {
    if (path === "-") files.push(path)
    else expand(path, files, [])
    if (files.length > mostParts)
      throw fileProblem(
        path,
        `there are more than ${mostParts} files`,
        "a trace has fewer parts",
        "Name its files.",
      )
  }
  return files
}

/** `above` are the real paths of the folders that are being walked through. */
function expand(path: string, files: string[], above: readonly string[]): void {
  try {
    const status = statSync(path)
    if (status.isFile()) {
      files.push(path)
      return
    }
    if (!status.isDirectory())
      throw fileProblem(
        path,
        `this is ${status.isFIFO() ? "a pipe" : status.isSocket() ? "a socket" : "a device"}`,
        "a trace is a file, a folder or `-`",
        status.isFIFO() ? "Write - and give the data to standard input." : "Name the trace's file.",
      )
    const real = realpathSync(path)
    if (above.includes(real) || above.length >= deepestFolder)
      throw fileProblem(
        path,
        above.includes(real) ? "this folder leads back to itself" : "folders are nested too deeply",
        `a trace's folders are at most ${deepestFolder} deep and no circle`,
        "Name the files in it.",
      )
    const before = files.length
    for (const name of readdirSync(path).sort(naturally))
      if (!isNoPart.test(name) && files.length <= mostParts) expand(join(path, name), files, [...above, real])
    if (files.length === before && above.length === 0)
      throw fileProblem(
        path,
        "the folder holds no file",
        "a folder holds the parts of a trace",
        "Check the path.",
      )
  } catch (error) {
    throw asTraceError(error, path)
  }
}

/** Digits by their value, all else by code unit: a total order that depends on no language. */
function naturally(a: string, b: string): number {
  const [left, right] = [a, b].map((name) => name.match(/\d+|\D+/g) ?? [])
  for (const [i, one] of left.entries()) {
    const other = right.at(i)
    if (other === undefined) return 1
    const difference = numberFromText(one) - numberFromText(other)
    if (difference !== 0 && !Number.isNaN(difference)) return difference
    if (one !== other) return one < other ? -1 : 1
  }
  return left.length - right.length
}
