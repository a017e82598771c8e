/** Where a command writes: results to stdout, progress and warnings to stderr. Tests give their own. */
export interface Output {
  write(text: string): void
  readonly isTerminal: boolean
}

export interface Surroundings {
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Readonly<Partial<Record<string, string>>>
  /** Has `words` said when the user or the system ends the program from now on. */
  readonly onInterrupt?: (words: () => string) => void
}

/** Makes text bold on a terminal, unless NO_COLOR is set to anything (https://no-color.org). */
export function bold(text: string, output: Output, env: Surroundings["env"]): string {
  const isWanted = output.isTerminal && (env["NO_COLOR"] ?? "") === ""
  return isWanted ? `\x1b[1m${text}\x1b[22m` : text
}
