/** SQL over results. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { afterAll, expect, test } from "vitest"
import { writeAtomically, writeParquet } from "../lab/results/index.ts"
import { runCommandLine } from "./app.ts"

const folder = relative(process.cwd(), mkdtempSync(join(tmpdir(), "mesoscope-query-")))
afterAll(() => rmSync(folder, { recursive: true }))

writeAtomically(join(folder, "trials.parquet"), (sink) =>
  writeParquet(
    {
      name: "trials",
      rowCount: 3,
      columns: [
        { kind: "text", name: "policy", about: "", texts: ["drf", "it's"], at: (row) => Number(row > 1) },
        { kind: "real", name: "wait_s", about: "", at: (row) => row + 0.5 },
      ],
    },
    sink,
  ),
)

async function query(...args: string[]) {
  let stdout = ""
  let stderr = ""
  const code = await runCommandLine(["query", ...args], {
    stdout: { write: (text) => void (stdout += text), isTerminal: false },
    stderr: { write: (text) => void (stderr += text), isTerminal: false },
    env: {},
  })
  return { code, stdout, stderr }
}

const sql = "select policy, avg(wait_s) as wait from trials group by policy order by policy"

test("every table of the folder can be asked by its name", async () => {
  expect(await query(sql, folder)).toEqual({
    code: 0,
    stderr: "",
    stdout: "policy  wait\ndrf     1\nit's    2.5\n",
  })
  const { stdout } = await query(sql, folder, "--json")
  expect(JSON.parse(stdout)).toEqual([
    { policy: "drf", wait: 1 },
    { policy: "it's", wait: 2.5 },
  ])
})

test("a wrong question is told with the tables that there are", async () => {
  const { code, stderr } = await query("select * from trails", folder)
  expect(stderr).toMatch(/DuckDB: [^]*trails[^]* Tables: trials\./)
  expect(code).toBe(2)
  expect((await query(sql, join(folder, "none"))).stderr).toContain("There is no table in")
})
