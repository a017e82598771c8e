/**
 * `npm run notebooks`: type-checks the cells of all notebooks, executes each in Deno, and compares what comes out with what
 * is committed. `npm run notebooks -- --write` commits to it: the files become what came out.
 */
import { writeFile } from "node:fs/promises"
import { engines, installEngines } from "../determinism/engines.ts"
import { executed, notebooks, pathOf, textOf, typeErrors } from "./all.ts"
import { committed, readNotebook } from "./notebook.ts"

const isWritten = process.argv.includes("--write")
const program = engines.find(({ name }) => name === "Deno")?.program ?? "deno"

await installEngines()
const errors = await typeErrors()
console.log(errors === "" ? "cells type-check" : errors)
if (errors !== "") process.exitCode = 1
for (const name of await notebooks()) {
  const began = performance.now()
  const before = await textOf(name)
  const after = await outcomeOf(name)
  if (after === undefined) continue
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  const isSame = before === after
  console.log(`${name}: ${isSame ? "the same" : isWritten ? "written" : "DIFFERENT"} (${seconds} s)`)
  if (isSame) continue
  if (isWritten) await writeFile(pathOf(name), after)
  else {
    console.log(firstDifference(before, after))
    process.exitCode = 1
  }
}

/** What would be committed; undefined, and told, where a cell fails. */
async function outcomeOf(name: string): Promise<string | undefined> {
  try {
    return committed(readNotebook(await executed(name, program)))
  } catch (error) {
    const said = (error as { stderr?: string }).stderr ?? String(error)
    console.log(`${name}: FAILED\n${said.split("------------------").at(-1)?.trim() ?? ""}`)
    process.exitCode = 1
    return undefined
  }
}

/** The first line that is not the same, as committed and as it is now. */
function firstDifference(before: string, after: string): string {
  const [was, is] = [before, after].map((text) => text.split("\n"))
  const line = was.findIndex((text, i) => text !== is[i])
  const at = line < 0 ? was.length : line
  return `  line ${at + 1}\n  − ${cut(was[at])}\n  + ${cut(is[at])}\n  npm run notebooks -- --write renews it`
}

function cut(text = ""): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
