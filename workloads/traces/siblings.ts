/** Files that belong to a trace and lie beside it: a throughput matrix, a list of machines. */
import { dirname, join } from "node:path"
import { storedSize } from "./parts.ts"
import { TraceError } from "./trace-error.ts"

/** The first of these names, plain or with `.gz`, that is a file beside `path`; undefined if none is, or for `-`. */
export async function siblingOf(path: string, names: readonly string[]): Promise<string | undefined> {
  if (path === "-") return undefined
  for (const name of names.flatMap((plain) => [plain, `${plain}.gz`])) {
    const sibling = join(dirname(path), name)
    if (await isFile(sibling)) return sibling
  }
  return undefined
}

/** True if there is such a file. */
export async function isFile(path: string): Promise<boolean> {
  try {
    await storedSize([path])
    return true
  } catch (error) {
    if (error instanceof TraceError) return false
    throw error
  }
}
