/** `mesoscope reproduce`, in-process: what is said, what is written, and the exit code. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { runCommandLine } from "./app.ts"

let folder = ""
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mesoscope-reproduce-"))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** With a folder of data that is not there. */
async function reproduce(...args: string[]) {
  let stdout = ""
  let stderr = ""
  const code = await runCommandLine(["reproduce", ...args], {
    stdout: { write: (text) => void (stdout += text), isTerminal: false },
    stderr: { write: (text) => void (stderr += text), isTerminal: false },
    env: { MESOSCOPE_DATA: join(folder, "nothing") },
  })
  return { code, stdout, stderr }
}

test("without a name it says what can be reproduced, from which publication, and by which flags", async () => {
  const { code, stdout } = await reproduce()
  expect(stdout).toContain("drf-nsdi11\n    Dominant Resource Fairness: ")
  expect(code).toBe(0)
})

test("the verdict comes first, then each published value beside ours, then how to repeat it", async () => {
  const { code, stdout } = await reproduce("drf-nsdi11")
  expect(stdout).toMatch(/^All 43 published values are reproduced\. drf-nsdi11: Ghodsi/)
  expect(stdout).toMatch(/ceei: tasks of A +4\.09091 +4\.09091 +0 +0 +reproduced\n/)
  expect(stdout).toContain("Repeat    npx mesoscope reproduce drf-nsdi11\n")
  expect(code).toBe(0)
})

test("--json prints one document: rows, checks with their verdicts, the command, the time", async () => {
  const { stdout } = await reproduce("drf-nsdi11", "--json")
  const document = JSON.parse(stdout) as { readonly rows: object[]; readonly checks: object[] }
  expect(Object.keys(document)).toEqual([
    "name",
    "source",
    "command",
    "rows",
    "checks",
    "notes",
    "cpu_s",
    "wall_s",
  ])
  expect(document.checks[0]).toEqual({
    what: "worked example, launch 1: user (0 is A)",
    ours: 1,
    theirs: 1,
    tolerance: 0,
    because: "a fraction: exact",
    difference: 0,
    verdict: "reproduced",
  })
  expect(document.rows).toHaveLength(5 + 6 + 6)
})

test("--out writes a page without scripts beside the rows and the checks, and refuses a folder of something else", async () => {
  const out = join(folder, "drf")
  expect((await reproduce("drf-nsdi11", "--out", out)).code).toBe(0)
  expect(readdirSync(out).sort()).toEqual(["checks.csv", "report.html", "reproduction.json", "rows.csv"])
  const page = readFileSync(join(out, "report.html"), "utf8")
  expect(page).toContain("<h1>All 43 published values are reproduced.</h1>")
  expect(page).not.toContain("<script")
  expect(readFileSync(join(out, "checks.csv"), "utf8").split("\n")[0]).toBe(
    "what,ours,theirs,tolerance,because,difference,verdict",
  )
  const again = await reproduce("drf-nsdi11", "--slice", "--out", out)
  expect(again.stderr).toContain('holds the results of another run (extent "whole", not "slice")')
  expect(again.code).toBe(2)
})

test("all runs every one, a line each, and names those whose data is missing", async () => {
  const { stdout } = await reproduce("all", "--slice")
  expect(stdout).toMatch(/^drf-nsdi11: All 43 published values are reproduced\. /m)
})

test.each([
  [["drf-nsdi12"], `Unknown reproduction "drf-nsdi12". Did you mean "drf-nsdi11"?`],
  [["drf-nsdi11", "--swf", "x"], "drf-nsdi11 knows no --swf; it takes none of these flags."],
  [["all", "--seeds", "3"], `"all" takes no flag but --slice; name one reproduction to use --seeds.`],
])("reproduce %s is refused", async (args, message) => {
  const { code, stderr } = await reproduce(...args)
  expect(stderr).toContain(message)
  expect(code).toBe(2)
})
