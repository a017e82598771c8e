/** Where in the user's own file an error came from. */
import { SourceMap } from "node:module"
import type { PolicyScript } from "./script.ts"

/** "my-policy.ts:12:5", or undefined if the error came from elsewhere. */
export function placeInSource(script: PolicyScript, error: Error): string | undefined {
  const lines = (error.stack ?? "").split("\n")
  for (const line of lines) {
    const at = line.indexOf(`${script.file}:`)
    if (at < 0) continue
    const [, row, column] = /^:(\d+):(\d+)/.exec(line.slice(at + script.file.length)) ?? []
    if (row === undefined) continue
    return mapped(script, Number(row) - 1, Number(column) - 1)
  }
  return undefined
}

function mapped({ file, sourceMap }: PolicyScript, line: number, column: number): string {
  // The wrapper of script.ts stands before the first line of the code.
  const map = new SourceMap(JSON.parse(sourceMap) as ConstructorParameters<typeof SourceMap>[0])
  const entry = map.findEntry(line, column)
  return "originalLine" in entry
    ? `${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
    : file
}
