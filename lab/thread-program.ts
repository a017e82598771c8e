/**
 * The compiled program of a thread. Node knows no TypeScript as a thread's entry, and a loader that translates anew in
 * every thread leaves files open in each that is ended early: a grid of bad policies ran into the limit of open files.
 */
import { existsSync } from "node:fs"
import { relative } from "node:path"
import { fileURLToPath } from "node:url"

/** `source` as the compiler left it; itself, when compiled already. Throws when nothing is compiled yet. */
export function threadProgram(source: URL): URL {
  if (!import.meta.url.endsWith(".ts")) return withEnding(source)
  const top = new URL("../", import.meta.url)
  const place = relative(fileURLToPath(top), fileURLToPath(source))
  const compiled = withEnding(new URL(`dist/${place}`, top))
  if (!existsSync(compiled)) throw new Error(`${place} is not compiled; compile it: npm run build`)
  return compiled
}

/** The compiler does not rewrite names in URLs. */
const withEnding = (file: URL) => new URL(file.href.replace(/\.ts$/, ".js"))
