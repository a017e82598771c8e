/** How many tasks one table may hold: 21 bytes each at least, some 330 MB in all, so that a laptop can read any trace. */
import { TraceError } from "./trace-error.ts"

export const mostTasks = 16_000_000

/** The error for a trace of more; `line` where a row makes it too many. */
export function tooManyTasks(file: string, what: string, fix: string, line?: number): TraceError {
  return new TraceError({
    file,
    ...(line === undefined ? {} : { line }),
    found: what,
    expected: `at most ${mostTasks} are held at once`,
    fix,
    isFinal: true,
  })
}
