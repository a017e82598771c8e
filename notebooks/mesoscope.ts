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

interface Kernel {
  readonly jupyter: { broadcast(type: string, content: object): Promise<void> }
}

/**
 * Shows something below the cell. Awaited, it is there before the cell ends; what a cell prints, or its last value, may come
 * later than that, and is lost then where nobody looks on.
 */
async function show(type: string, content: string): Promise<void> {
  const { Deno: kernel } = globalThis as { readonly Deno?: Kernel }
  if (kernel === undefined) throw new RangeError("Cells are shown by the kernel of Deno.")
  await kernel.jupyter.broadcast("display_data", { data: { [type]: content }, metadata: {}, transient: {} })
}

/** Shows a line of text. */
export async function say(text: string): Promise<void> {
  await show("text/plain", text)
}

/** Shows a figure of a comparison, drawn by `mesoscope report FOLDER --format svg`: "waits", "fairness", … */
export async function figure(results: string, name: string): Promise<void> {
  const drawn = mesoscope("report", results, "--format", "svg").trim().split("\n")
  const file = drawn.find((path) => path.endsWith(`-${name}.svg`))
  if (file === undefined) throw new RangeError(`There is no figure "${name}" among ${drawn.join(", ")}.`)
  await svg(readFileSync(file, "utf8"))
}

/** Shows the first wide drawing on the page of an answer. */
export async function drawingOn(results: string): Promise<void> {
  const page = readFileSync(join(results, "report.html"), "utf8")
  const [, attributes, body] = /<svg class="drawing wide"([^>]*)>(.*?)<\/svg>/s.exec(page) ?? []
  if (attributes === undefined) throw new RangeError(`There is no drawing on ${results}/report.html.`)
  await svg(
    `<svg xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" font-size="11"${attributes}>${body}</svg>`,
  )
}

/** Shows a drawing. */
export async function svg(drawing: string): Promise<void> {
  await show("image/svg+xml", drawing)
}

/** Shows rows under the names of their columns; numbers to four digits. */
export async function table(
  rows: readonly Readonly<Record<string, string | number | null>>[],
): Promise<void> {
  const [first = {}] = rows
  const cell = (tag: string, text: string) =>
    `<${tag}>${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</${tag}>`
  const lines = [
    Object.keys(first).map((name) => cell("th", name)),
    ...rows.map((row) => Object.values(row).map((value) => cell("td", textOf(value)))),
  ]
  await show(
    "text/html",
    `<table>\n${lines.map((cells) => `<tr>${cells.join("")}</tr>`).join("\n")}\n</table>`,
  )
}

function textOf(value: string | number | null): string {
  if (value === null) return "–"
  return typeof value === "string" ? value : String(Number(value.toPrecision(4)))
}
