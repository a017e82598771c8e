/** An answer on screen, for programs, and in a folder of its own. */
import { type Answer, type RunIdentity, writeAnswer, writeBeside } from "../lab/index.ts"
import { renderAnswer } from "../reports/index.ts"
import { InvariantError } from "../sim/index.ts"
import { labelled } from "./comparison-text.ts"
import { BrokenRunError } from "./errors.ts"
import { bold, type Surroundings } from "./output.ts"
import { fromHere } from "./paths.ts"
import { printable, shellWord, wrapped } from "./text.ts"

/** A run that breaks a law is told with the command. */
export async function asked<T>(command: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    throw error instanceof InvariantError ? new BrokenRunError(error, command) : error
  }
}

export interface ToldAnswer {
  readonly answer: Answer
  readonly identity: RunIdentity
  /** What --json prints beside the answer's own words. */
  readonly fields: object
  /** What stands below the headline. */
  readonly lines: readonly string[]
}

/** Claims nothing; call `claimAnswerFolder` before a minute is spent. */
export async function tellAnswer(
  { stdout, env }: Surroundings,
  { out, json }: { readonly out?: string; readonly json: boolean },
  { answer, identity, fields, lines }: ToldAnswer,
): Promise<void> {
  let report: string | undefined
  if (out !== undefined) {
    writeAnswer(out, identity, answer)
    report = writeBeside(out, "report.html", Buffer.from(await renderAnswer(answer)))
  }
  const { headline, command, notes } = answer
  if (json) {
    const rss = process.resourceUsage().maxRSS / 1024
    const document = { headline, ...fields, command, notes, report: report ?? null, rss_mb: rss }
    stdout.write(`${JSON.stringify(document)}\n`)
    return
  }
  const repeat = out === undefined ? command : `${command} --out ${shellWord(fromHere(out))}`
  const told = [
    ...wrapped(printable(headline), 80).map((line) => bold(line, stdout, env)),
    "",
    ...lines,
    "",
    ...notes.flatMap((note) => wrapped(printable(note), 80, "  ")),
    labelled("Report", report === undefined ? "add --out DIR for the page and all tables" : fromHere(report)),
    labelled("Repeat", printable(repeat)),
  ]
  stdout.write(`${told.map((line) => line.trimEnd()).join("\n")}\n`)
}
