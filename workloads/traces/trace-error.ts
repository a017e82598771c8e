/** What is wrong with a trace, said so that its owner can mend it. Wrong input is never an assertion of ours. */
export interface TraceProblem {
  /** As the user named it; "standard input" for `-`. */
  readonly file: string
  /** Counted from 1; absent where the file as a whole is wrong. */
  readonly line?: number
  /** The cell's place in its row, counted from 1. */
  readonly columnNumber?: number
  /** The cell's name as the format calls it. */
  readonly column?: string
  /** What stands there, as text, or what the file does ("the gzip data ends early"). */
  readonly found: string
  /** A clause on what ought to stand there: "a duration must be a number of seconds, 0 or more". */
  readonly expected: string
  /** One thing to do: "Drop the row or fix the trace." */
  readonly fix: string
  /** True where nothing after it can be read either, so that leaving the row out would not help. */
  readonly isFinal?: boolean
}

/**
 * A trace that cannot be read. The message reads
 * `jobs.csv:184:3: column "duration_s" is "-3"; a duration must be 0 or more. Drop the row or fix the trace.`
 */
export class TraceError extends Error {
  override readonly name = "TraceError"
  readonly problem: TraceProblem

  constructor(problem: TraceProblem) {
    super(describe(problem))
    this.problem = problem
  }

  /** The same problem, with the line at which it was met where that was not known before. */
  at(line: number): TraceError {
    return this.problem.line === undefined ? new TraceError({ ...this.problem, line }) : this
  }
}

const longestQuote = 60

/** A cell as it may stand in a message: quoted, cut to 60 characters, control characters made visible. */
function quoteCell(text: string): string {
  return JSON.stringify(text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text)
}

function describe(problem: TraceProblem): string {
  const { file, line, columnNumber, column, found, expected, fix } = problem
  const place = [file, line, columnNumber].filter((part) => part !== undefined).join(":")
  const subject = column === undefined ? found : `column "${column}" is ${quoteCell(found)}`
  return `${place}: ${subject}; ${expected}. ${fix}`
}
