/** A file that means harm, or looks like it, and what must become of it. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Readable } from "node:stream"

export interface HostileFile {
  readonly name: string
  /** Makes it in a folder of its own, and gives the path; absent where it comes by standard input. */
  readonly make?: (folder: string) => string
  readonly stdin?: () => Readable
  /** So large that reading it takes a moment: left out of `npm test`, and read by `npm run hostile`. */
  readonly isLarge?: boolean
  /** The message, or that it is imported. */
  readonly expected: RegExp | "imports"
}

type Content = string | Uint8Array

/** A file of this content, made when it is needed where it is large. */
export function holding(
  name: string,
  content: Content | (() => Content),
  expected: HostileFile["expected"],
  fileName = "hostile",
): HostileFile {
  return {
    name,
    expected,
    isLarge: typeof content === "function",
    make(folder) {
      const path = join(folder, fileName)
      writeFileSync(path, typeof content === "function" ? content() : content)
      return path
    },
  }
}
