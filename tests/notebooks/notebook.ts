/** Notebooks as files: their cells, and what is the same of them whenever and wherever they are executed. */

interface Output {
  output_type: string
  execution_count?: number | null
  text?: string | string[]
  data?: Record<string, string | string[]>
  metadata?: object
  ename?: string
  evalue?: string
  traceback?: string[]
  name?: string
}

interface Cell {
  cell_type: string
  source: string | string[]
  id?: string
  metadata?: object
  execution_count?: number | null
  outputs?: Output[]
}

export interface Notebook {
  cells: Cell[]
  metadata: object
  nbformat: number
  nbformat_minor: number
}

export const joined = (text: string | readonly string[]): string =>
  typeof text === "string" ? text : text.join("")

export function readNotebook(text: string): Notebook {
  return JSON.parse(text) as Notebook
}

/** The code of all cells as one module, which is what one after the other they are; a comment says where each begins. */
export function moduleOf({ cells }: Notebook): string {
  const code = cells.flatMap(({ cell_type: type, source }, i) =>
    type === "code" ? [`// cell ${i + 1}\n${joined(source).trimEnd()}\n`] : [],
  )
  return code.join("\n")
}

const metadata = {
  kernelspec: { display_name: "Deno", language: "typescript", name: "deno" },
  language_info: { file_extension: ".ts", mimetype: "text/x.typescript", name: "typescript" },
}

/**
 * The text of a notebook as it is committed: cells with their outputs, numbered from the top, without times, versions or
 * what else an execution leaves behind. Executed twice it is the same text.
 */
export function committed({ cells }: Notebook): string {
  let count = 0
  const kept = cells.map(({ cell_type: type, source, outputs = [] }, i) => {
    const lines = linesOf(joined(source))
    const cell = { cell_type: type, id: `cell-${i + 1}`, metadata: {} }
    if (type !== "code") return { ...cell, source: lines }
    count++
    return { ...cell, execution_count: count, outputs: outputsOf(outputs, count), source: lines }
  })
  return `${JSON.stringify({ cells: kept, metadata, nbformat: 4, nbformat_minor: 5 }, undefined, 1)}\n`
}

/** What was written in several pieces is one text; when it came is chance. */
function outputsOf(outputs: readonly Output[], count: number): object[] {
  const merged: Output[] = []
  for (const output of outputs) {
    const last = merged.at(-1)
    if (output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name)
      last.text = joined(last.text ?? "") + joined(output.text ?? "")
    else merged.push({ ...output })
  }
  return merged.map((output) => {
    if (output.output_type === "stream")
      return { name: output.name, output_type: "stream", text: linesOf(joined(output.text ?? "")) }
    const { data = {}, ename, evalue, output_type: type } = output
    if (type === "error") return { ename, evalue, output_type: type, traceback: [] }
    const texts = Object.entries(data).map(([kind, text]) => [kind, linesOf(joined(text))])
    return {
      data: Object.fromEntries(texts) as object,
      ...(type === "execute_result" ? { execution_count: count } : {}),
      metadata: {},
      output_type: type,
    }
  })
}

function linesOf(text: string): string[] {
  return text === "" ? [] : (text.match(/[^\n]*\n|[^\n]+$/g) ?? [])
}
