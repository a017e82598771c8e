import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import fc from "fast-check"
import { expect, test } from "vitest"
import { readByteRows } from "./byte-rows.ts"
import { google2011, readGoogle } from "./google-2011.ts"
import type { RowSource } from "./rows.ts"

const folder = mkdtempSync(join(tmpdir(), "mesoscope-google-lines-"))

function file(name: string, ...lines: string[]): string {
  const path = join(folder, name)
  writeFileSync(path, lines.join("\n"))
  return path
}

/** The rows of bytes without the quick way. */
const plainly: RowSource = (paths, dialect, visit, settings) =>
  readByteRows(paths, dialect, visit, { ...settings, quickLines: undefined })

/** Mostly regular, now and then a cell that is not. */
const oneOf = (...cells: string[]) => fc.constantFrom(...cells)
const line = fc
  .tuple(
    oneOf("7", "7", "7", "70", "0", "9223372036854775807", "x", "7.0", "+7"),
    oneOf("", "", "2", "-", "12"),
    oneOf("5", "6", "3418309", "123456789012345678", ""),
    oneOf("0", "1", "2", "3", "400", "4294967296", "-1"),
    oneOf("", "329150663", "m"),
    oneOf("0", "1", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
    oneOf("u1", "u2", "ü", ""),
    oneOf("0", "3", "", "4"),
    oneOf("0", "9", "11", "12", "2"),
    oneOf("0.5", "0.125", "1", "0.00000000000000001", "5e-1", ".5", "0.", "1.5", ""),
    oneOf("0.25", "0.07446", ""),
    oneOf("", "0.0004244", "?"),
    oneOf("", "0", "1", "1\r", "2", "1,extra"),
  )
  .map((cells) => cells.join(","))

test("regular lines taken quickly become what they become cell by cell, and irregular ones the same error", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 12 }),
      fc.constantFrom("fail", "skip"),
      async (lines, onError) => {
        const path = file("lines.csv", ...lines, "")
        const outcome = async (source: RowSource) =>
          readGoogle([path], { onError }, source).catch((error: Error) => error.message)
        expect(await outcome(readByteRows)).toEqual(await outcome(plainly))
      },
    ),
    { numRuns: 300 },
  )
})

test("a task keeps its first priority, class and user, and wants machines apart if any row says so", async () => {
  const path = file(
    "first.csv",
    "5,,7,0,,0,ann,3,9,0.5,0.25,,0",
    "6,,7,0,,1,bob,1,2,1,1,,1",
    "8,,7,0,,2,bob,1,2,1,1,,",
    "9,,7,0,,0,bob,1,2,1,1,,",
    "",
  )
  const { jobs } = (await google2011.read([path], {})).workload
  expect(jobs.names[jobs.jobUser![0]]).toBe("ann")
  expect([jobs.taskPriority![0], jobs.taskClass![0], jobs.taskEvictions![0], jobs.taskWait![0]]).toEqual([
    9, 3, 1, 1,
  ])
  expect(jobs.constraints[jobs.taskConstraints![0]]).toEqual([{ kind: "spread", atMost: 1 }])
})

test("job events alone are jobs of one core each", async () => {
  const path = file(
    "jobs.csv",
    "0,,1,0,ann,3,name,logical",
    "0,,2,0,bob,0,name,logical",
    "10,,1,1,ann,3,name,logical",
    "25,,1,5,ann,3,name,logical",
    "30,,2,1,bob,0,name,logical",
  )
  const { workload, card } = await google2011.read([path], {})
  expect(workload.jobs.frameworks.map(({ name }) => name)).toEqual(["class-3/ann", "class-0/bob"])
  expect([...workload.jobs.taskDuration].map((time) => time === Number.MAX_SAFE_INTEGER)).toEqual([
    false,
    true,
  ])
  expect([...workload.jobs.taskEnds]).toEqual([1, 0])
  expect(card).toMatchObject({ kind: "workload", rows: 5, jobs: 2, tasks: 2, censored: 1 })
  expect(card.imputed).toEqual([
    { what: "requests of jobs, which job events do not tell: one core", count: 2 },
  ])
})

test("jobs folded to a row each are the same, in milliseconds, and a job told twice is skipped", async () => {
  const path = file("folded.csv", "1,u1,3,1,0,4,9,5", "2,u2,0,2,5,,,", "1,u1,3,1,0,4,9,4", "")
  const { workload, card } = await google2011.read([path], {})
  expect([...workload.jobs.jobArrival]).toEqual([0, 5000])
  expect([...workload.jobs.taskDuration]).toEqual([5000, 5000])
  expect(card.skipped).toMatchObject([{ reason: "job that a row before told", count: 1, firstLine: 3 }])
})

test("machine events alone are an inventory", async () => {
  const path = file("machines.csv", "0,5,0,hp,0.5,0.25", "9,5,1,hp,,")
  const { workload, card } = await google2011.read([path], {})
  expect(card).toMatchObject({ kind: "inventory", jobs: 0, agents: 1, machineRows: 2 })
  expect(workload.agents?.attributeSets).toEqual([{}, { platform: "hp" }])
  expect(workload.agents?.changes.count).toBe(1)
})
