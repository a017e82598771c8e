/**
 * What the cells use. Runs happen in Node, in the Mesoscope of this clone, for the engine that shows a notebook computes some
 * functions of Math otherwise in the last bit; a cell only asks, reads the answer and shows it.
 */
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const program = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url))

/** What `mesoscope ARGS… --json` answers. Throws if it ends with another exit code than 0. */
export function ask(...args: readonly string[]): unknown {
  return JSON.parse(mesoscope(...args, "--json"))
}

function mesoscope(...args: readonly string[]): string {
  return execFileSync("node", [program, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
}

/** A new folder for results, in the system's folder of temporary files. */
export function folder(): string {
  return join(mkdtempSync(join(tmpdir(), "mesoscope-notebook-")), "results")
}

/** A trace of a few lines; the path of its file. */
export function traceOf(...lines: readonly string[]): string {
  const file = join(mkdtempSync(join(tmpdir(), "mesoscope-notebook-")), "jobs.csv")
  writeFileSync(file, `${lines.join("\n")}\n`)
  return file
}

/** Something that a notebook shows when it is the last value of a cell. */
export interface Shown {
  readonly [how: symbol]: () => Readonly<Record<string, string>>
}

const shown = (type: string, content: string): Shown => ({
  [Symbol.for("Jupyter.display")]: () => ({ [type]: content }),
})

/** A figure of a comparison, drawn by `mesoscope report FOLDER --format svg`: "waits", "fairness", … */
export function figure(results: string, name: string): Shown {
  const drawn = mesoscope("report", results, "--format", "svg").trim().split("\n")
  const file = drawn.find((path) => path.endsWith(`-${name}.svg`))
  if (file === undefined) throw new RangeError(`There is no figure "${name}" among ${drawn.join(", ")}.`)
  return svg(readFileSync(file, "utf8"))
}

/** The first wide drawing on the page of an answer. */
export function drawingOn(results: string): Shown {
  const page = readFileSync(join(results, "report.html"), "utf8")
  const [, attributes, body] = /<svg class="drawing wide"([^>]*)>(.*?)<\/svg>/s.exec(page) ?? []
  if (attributes === undefined) throw new RangeError(`There is no drawing on ${results}/report.html.`)
  return svg(
    `<svg xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" font-size="11"${attributes}>${body}</svg>`,
  )
}

/** A drawing as text. */
export function svg(text: string): Shown {
  return shown("image/svg+xml", text)
}

/** Rows under the names of their columns; numbers to four digits. */
export function table(rows: readonly Readonly<Record<string, string | number | null>>[]): Shown {
  const [first = {}] = rows
  const cell = (tag: string, text: string) =>
    `<${tag}>${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</${tag}>`
  const lines = [
    Object.keys(first).map((name) => cell("th", name)),
    ...rows.map((row) => Object.values(row).map((value) => cell("td", textOf(value)))),
  ]
  return shown(
    "text/html",
    `<table>\n${lines.map((cells) => `<tr>${cells.join("")}</tr>`).join("\n")}\n</table>`,
  )
}

function textOf(value: string | number | null): string {
  if (value === null) return "–"
  return typeof value === "string" ? value : String(Number(value.toPrecision(4)))
}
