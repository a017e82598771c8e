import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { describeWithData, traceFile } from "../data.ts"
import { describeFile, tableColumns } from "./describe-file.ts"

const linesOf = (path: string | URL) =>
  readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split("\t"))
const [header, ...table] = linesOf(new URL("table.tsv", import.meta.url))
const column = (name: (typeof tableColumns)[number]) => tableColumns.indexOf(name)

/** The others are read by `npm run manifest`. */
const isSmall = (row: readonly string[]) =>
  Number(row[column("rows")]) <= 100_000 && Number(row[column("tasks")]) <= 300_000

test("files that ask for nothing have no jobs", () => {
  expect(header).toEqual([...tableColumns])
  for (const row of table)
    if (row[column("kind")] !== "workload")
      expect([row[column("jobs")], row[column("tasks")]]).toEqual(["0", "0"])
})

describeWithData("the manifest of traces", () => {
  test("every file of it has its row in the table", () => {
    const paths = linesOf(traceFile("MANIFEST.tsv")).map(([path]) => path)
    expect(table.map(([path]) => path)).toEqual(paths)
    for (const row of table) expect(row.length, row[0]).toBe(tableColumns.length)
  })

  test.each(table.filter(isSmall).map((row) => [row[0], row] as const))(
    "%s is recognised, and its columns are those of the table",
    async (path, row) => {
      expect(await describeFile(path)).toEqual(row)
    },
  )
})
