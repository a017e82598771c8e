/** How many tasks one table may hold: 21 bytes each at least, some 330 MB in all, so that a laptop can read any trace. */
import type { Row } from "./rows.ts"
import { TraceError } from "./trace-error.ts"

export const mostTasks = 16_000_000

/** The error for a trace of more; `line` where a row makes it too many. */
export function tooManyTasks(
  file: string,
  what: string,
  fix: string,
  line?: number,
  most = mostTasks,
): TraceError {
  return new TraceError({
    file,
    ...(line === undefined ? {} : { line }),
    found: what,
    expected: `at most ${most} are held at once`,
    fix,
    isFinal: true,
  })
}

/** For tables that are built while the trace is read: columns double as they grow, and for a moment are there twice. */
const mostWhileReading = mostTasks / 2

/** Counts tasks job by job, before they are made. */
export class TaskBudget {
  #tasks = 0

  /** Throws TraceError, which ends the reading, where the row makes them too many. */
  take(tasks: number, { file, line }: Pick<Row, "file" | "line">): void {
    this.#tasks += tasks
    if (this.#tasks > mostWhileReading)
      throw tooManyTasks(
        file,
        `with this row, the trace asks for ${this.#tasks} tasks`,
        "Check the columns, or split the trace.",
        line,
        mostWhileReading,
      )
  }
}
