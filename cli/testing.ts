/** For tests: the command line in-process, as a user types it, with what it said on either side. */
import { runCommandLine } from "./app.ts"

export interface Said {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs `mesoscope ARGS…` without a terminal and without an environment. */
export async function mesoscope(...args: string[]): Promise<Said> {
  let stdout = ""
  let stderr = ""
  const code = await runCommandLine(args, {
    stdout: { write: (text) => void (stdout += text), isTerminal: false },
    stderr: { write: (text) => void (stderr += text), isTerminal: false },
    env: {},
  })
  return { code, stdout, stderr }
}
