/** The folder of an answer: answer.json with everything, its tables as CSV, and the page. The same question leaves the same bytes. */
import { join } from "node:path"
import type { Answer } from "./answer.ts"
import { writeAtomically } from "./atomic-write.ts"
import { claim, removeTemporaries, type RunIdentity } from "./claim.ts"
import { csvOf } from "./reproduction-folder.ts"

const documentFile = "answer.json"
const format = "mesoscope answer 1"

/** Makes the folder if it is missing. Throws ResultsFolderError unless it is empty or holds this very answer. */
export function claimAnswerFolder(folder: string, run: RunIdentity): void {
  const isOurs = (name: string) =>
    name === documentFile || name === "report.html" || /^[a-z-]+\.csv$/.test(name)
  claim(folder, run, { document: documentFile, isOurs })
}

/** Writes everything but the page, each file whole or not at all. */
export function writeAnswer(folder: string, run: RunIdentity, answer: Answer): void {
  claimAnswerFolder(folder, run)
  removeTemporaries(folder)
  const put = (name: string, text: string) =>
    writeAtomically(join(folder, name), (sink) => sink(Buffer.from(text)))
  put(documentFile, `${JSON.stringify({ format, run, answer }, undefined, 1)}\n`)
  for (const { name, rows } of answer.tables) put(`${name}.csv`, csvOf(rows))
}
