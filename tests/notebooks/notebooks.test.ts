/** Notebooks are programs too: their cells type-check, and what is committed of them is what an execution leaves. */
import { describe, expect, test } from "vitest"
import { notebooks, textOf, typeErrors } from "./all.ts"
import { committed, joined, moduleOf, type Notebook, readNotebook } from "./notebook.ts"

const names = await notebooks()

test("the cells of all notebooks type-check", async () => {
  expect(names).toHaveLength(3)
  expect(await typeErrors()).toBe("")
})

test("a cell that is wrong is told with what is wrong, and one that shows a value is right", async () => {
  const wrong = await typeErrors({ wrong: 'const three: number = "three"\nthree\nexport {}\n' })
  expect(wrong).toMatch(/wrong\.ts\(1,7\): error TS2322: Type 'string' is not assignable to type 'number'/)
})

describe.each(names)("%s", (name) => {
  test("is committed as an execution leaves it: numbered from the top, each picture there, no cell failed", async () => {
    const text = await textOf(name)
    expect(committed(readNotebook(text))).toBe(text)
    const outputs = readNotebook(text).cells.flatMap((cell) => cell.outputs ?? [])
    expect(outputs.filter(({ output_type: type }) => type === "error")).toEqual([])
    const pictures = outputs.flatMap(({ data = {} }) => joined(data["image/svg+xml"] ?? ""))
    expect(pictures.filter((drawing) => drawing.includes('xmlns="http://www.w3.org/2000/svg"'))).not.toEqual(
      [],
    )
  })
})

const notebook = (outputs: Notebook["cells"][number]["outputs"]): Notebook => ({
  cells: [
    { cell_type: "markdown", source: "# Title" },
    { cell_type: "code", source: ["const one = 1\n", "one"], execution_count: 17, outputs: outputs ?? [] },
  ],
  metadata: { signature: "x" },
  nbformat: 4,
  nbformat_minor: 5,
})

test("cells one after the other are a module", () => {
  expect(moduleOf(notebook([]))).toBe("// cell 2\nconst one = 1\none\n")
})

test("when and in how many pieces something was written makes no difference", () => {
  const stream = (text: string) => ({ output_type: "stream", name: "stdout", text })
  const result = { output_type: "execute_result", execution_count: 17, data: { "text/plain": "1" } }
  const once = committed(notebook([stream("a\nb\n"), result]))
  expect(committed(notebook([stream("a\n"), stream("b\n"), { ...result, execution_count: 3 }]))).toBe(once)
  expect(committed(readNotebook(once))).toBe(once)
  expect(committed(notebook([stream("a\nc\n"), result]))).not.toBe(once)
})
