import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parquetReadObjects } from "hyparquet"
import { afterEach, beforeEach, expect, test } from "vitest"
import {
  claimFolder,
  csvCell,
  missing,
  type Table,
  writeAtomically,
  writeCsv,
  writeParquet,
  writeResults,
} from "./index.ts"

let folder = ""
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "mesoscope-results-"))))
afterEach(() => rmSync(folder, { recursive: true }))

const durations = [1_500_000, missing, 0, 90_000_001]

const table: Table = {
  name: "tasks",
  rowCount: 4,
  columns: [
    {
      kind: "number",
      name: "task",
      about: "",
      decimals: 0,
      at: (row) => [0, 7, 6253877526, 2 ** 53 - 1][row],
    },
    { kind: "number", name: "cpus", about: "", decimals: 3, at: (row) => [4000, 500, 62, 0][row] },
    { kind: "number", name: "wait_s", about: "", decimals: 6, at: (row) => durations[row], mayMiss: true },
    { kind: "real", name: "mean", about: "", at: (row) => [0.1, Number.NaN, 1e-9, 12.5][row] },
    {
      kind: "text",
      name: "role",
      about: "",
      texts: ["a", "=cmd()", 'x,"y"'],
      at: (row) => [0, 1, 2, missing][row],
    },
  ],
}

function bytesOf(write: (table: Table, sink: (bytes: Uint8Array) => void) => void, written = table): Buffer {
  const chunks: Buffer[] = []
  write(written, (bytes) => void chunks.push(Buffer.from(bytes)))
  return Buffer.concat(chunks)
}

test("a table as CSV has exact numbers, empty cells for what is missing, and no formulas", () => {
  expect(bytesOf(writeCsv).toString()).toBe(
    [
      "task,cpus,wait_s,mean,role",
      "0,4,1.5,0.1,a",
      "7,0.5,,,'=cmd()",
      '6253877526,0.062,0,1e-9,"x,""y"""',
      "9007199254740991,0,90.000001,12.5,",
      "",
    ].join("\n"),
  )
})

test("a table of many rows is written in pieces and nothing is lost between them", () => {
  const rowCount = 200_000
  const long: Table = {
    name: "long",
    rowCount,
    columns: [{ kind: "number", name: "n", about: "", decimals: 3, at: (row) => row }],
  }
  const lines = bytesOf(writeCsv, long).toString().split("\n")
  expect(lines).toHaveLength(rowCount + 2)
  for (const row of [0, 1, 999, 1000, 123_456, rowCount - 1]) expect(lines[row + 1]).toBe(String(row / 1000))
})

test("a table as Parquet reads back as it was", async () => {
  const bytes = bytesOf(writeParquet)
  const rows = await parquetReadObjects({ file: new Uint8Array(bytes).buffer })
  expect(rows).toEqual([
    { task: 0n, cpus: 4, wait_s: 1.5, mean: 0.1, role: "a" },
    { task: 7n, cpus: 0.5, wait_s: null, mean: null, role: "=cmd()" },
    { task: 6253877526n, cpus: 0.062, wait_s: 0, mean: 1e-9, role: 'x,"y"' },
    { task: 2n ** 53n - 1n, cpus: 0, wait_s: 90.000001, mean: 12.5, role: null },
  ])
})

test("Parquet of several row groups reads back, and has the same bytes every time", async () => {
  const long: Table = {
    name: "long",
    rowCount: 70_000,
    columns: [
      { kind: "number", name: "n", about: "", decimals: 0, at: (row) => row },
      { kind: "text", name: "t", about: "", texts: ["a", "b", "c"], at: (row) => row % 3 },
    ],
  }
  const bytes = bytesOf(writeParquet, long)
  expect(bytesOf(writeParquet, long).equals(bytes)).toBe(true)
  const rows = await parquetReadObjects({ file: new Uint8Array(bytes).buffer })
  expect(rows).toHaveLength(70_000)
  expect(rows[69_999]).toEqual({ n: 69_999n, t: "a" })
})

test("a table without rows is still a table", async () => {
  const none = { ...table, rowCount: 0 }
  expect(bytesOf(writeCsv, none).toString()).toBe("task,cpus,wait_s,mean,role\n")
  expect(await parquetReadObjects({ file: new Uint8Array(bytesOf(writeParquet, none)).buffer })).toEqual([])
})

test.each(["=1+1", "+1", "-1", "@sum", "\t=1", "\r=1"])("the text %j cannot become a formula", (text) => {
  expect(csvCell(text).replace(/^"/, "")).toMatch(/^'/)
})

test("a file that could not be finished leaves what was there before", () => {
  const path = join(folder, "a.csv")
  writeFileSync(path, "before")
  const fail = () =>
    writeAtomically(path, (sink) => {
      sink(Buffer.from("half"))
      throw new Error("the disk is full")
    })
  expect(fail).toThrow("the disk is full")
  expect(readFileSync(path, "utf8")).toBe("before")
  expect(readdirSync(folder)).toEqual(["a.csv"])
})

const run = { policy: "mesos/drf", seed: 7 }
const results = { run, result: { digest: "d" }, tables: [table] }

test("the same run again replaces its files with the same bytes", () => {
  writeResults(folder, results)
  const names = readdirSync(folder).sort()
  expect(names).toEqual(["run.json", "tasks.csv", "tasks.parquet"])
  const before = names.map((name) => readFileSync(join(folder, name)))
  writeResults(folder, results)
  expect(names.map((name) => readFileSync(join(folder, name)))).toEqual(before)
})

test("a folder with another run, or with anything else, is refused and left as it was", () => {
  const claim = (seed: number) => () => claimFolder(folder, { ...run, seed }, ["tasks"])
  writeResults(folder, results)
  expect(claim(7)).not.toThrow()
  expect(claim(8)).toThrow(`The folder "${folder}" holds the results of another run (seed 7, not 8).`)
  writeFileSync(join(folder, "thesis.tex"), "")
  expect(claim(7)).toThrow(`The folder "${folder}" holds other files ("thesis.tex").`)
  rmSync(join(folder, "thesis.tex"))
  rmSync(join(folder, "run.json"))
  expect(claim(7)).toThrow("but no run.json that says of which run")
})

test("what a killed run left behind is finished by the same run", () => {
  writeFileSync(join(folder, "run.json"), JSON.stringify({ run, result: null }))
  writeFileSync(join(folder, ".tasks.csv.123.tmp"), "half")
  writeResults(folder, results)
  expect(readdirSync(folder).sort()).toEqual(["run.json", "tasks.csv", "tasks.parquet"])
})

test("a folder that cannot be made is an error that says why", () => {
  writeFileSync(join(folder, "file"), "")
  expect(() => claimFolder(join(folder, "file"), run, [])).toThrow("it is a file")
  mkdirSync(join(folder, "deep/er"), { recursive: true })
  expect(() => claimFolder(join(folder, "deep/er/new"), run, [])).not.toThrow()
})
