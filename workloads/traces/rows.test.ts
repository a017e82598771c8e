import { gzipSync } from "node:zlib"
import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Readable } from "node:stream"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { describeWithData, traceFile } from "../../tests/data.ts"
import { readByteRows } from "./byte-rows.ts"
import { readCsvRows } from "./csv-rows.ts"
import { taskEventsDialect } from "./google-task-events.ts"
import { peekLines } from "./parts.ts"
import type { Dialect, Row, RowSource } from "./rows.ts"
import { swfDialect } from "./swf.ts"
import { swimDialect } from "./swim.ts"

const folder = mkdtempSync(join(tmpdir(), "mesoscope-rows-"))
const dialect: Dialect = { separator: "comma", columns: ["job", "start_s", "duration_s"], fewestCells: 3 }
const sources: [string, RowSource][] = [
  ["bytes", readByteRows],
  ["csv-parse", readCsvRows],
]

/** "1,0,5" and "2,3,xxx…", as the zstd program packs it. */
const entropyCoded = Buffer.from("KLUv/QRYnQAAYDEsMCw1CjIsMyx4CgEAKCrwArIZL48=", "base64")

/** No content size, no checksum, a window of 2 MiB. */
const zstdHeader = Buffer.from("28b52ffd0058", "hex")

/** `text` in one frame of one block that is not compressed. */
function rawZstd(text: string): Buffer {
  const size = Buffer.byteLength(text)
  const header = (size << 3) | 1
  return Buffer.concat([
    zstdHeader,
    Buffer.from([header & 255, (header >> 8) & 255, header >> 16]),
    Buffer.from(text),
  ])
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

async function cellsOf(source: RowSource, path: string, rowDialect = dialect): Promise<string[][]> {
  const rows: string[][] = []
  await source([path], rowDialect, (row) => rows.push(textsOf(row)))
  return rows
}

function textsOf(row: Row): string[] {
  return Array.from({ length: row.cellCount }, (_, column) => row.text(column))
}

describe.each(sources)("rows by %s", (_name, source) => {
  test("a plain file and its gzip have the same rows", async () => {
    const text = "1,0,5\n2,3,\n"
    const expected = [
      ["1", "0", "5"],
      ["2", "3", ""],
    ]
    expect(await cellsOf(source, file("plain.csv", text))).toEqual(expected)
    expect(await cellsOf(source, file("packed.csv.gz", gzipSync(text)))).toEqual(expected)
  })

  test("a byte order mark, carriage returns, empty lines and a missing last newline change nothing", async () => {
    const path = file("windows.csv", "\uFEFF1,0,5\r\n\r\n2,3,4")
    expect(await cellsOf(source, path)).toEqual([
      ["1", "0", "5"],
      ["2", "3", "4"],
    ])
  })

  test("standard input is read where the path is -", async () => {
    const stdin = Readable.from([Buffer.from("1,0,"), Buffer.from("5\n2,3,4\n")], { objectMode: false })
    const lines: number[] = []
    const count = await source(["-"], dialect, (row) => lines.push(row.line), { stdin })
    expect([count, ...lines]).toEqual([2, 1, 2])
  })

  test("several parts are one trace, and lines count from 1 in each", async () => {
    const paths = [file("a.csv", "1,0,5\n"), file("b.csv", "2,0,5\n3,0,5\n")]
    const seen: string[] = []
    await source(paths, dialect, (row) => seen.push(`${row.text(0)} at ${row.line}`))
    expect(seen).toEqual(["1 at 1", "2 at 1", "3 at 2"])
  })

  test.each(["", " 12 ", "0x10", "1e309", "NaN", "Infinity", "3abc", "1.5"])(
    "%j is no integer",
    async (cell) => {
      const path = file("cell.csv", `1,0,5\n2,3,${cell}\n`)
      const reading = source([path], dialect, (row) => void row.integer(2))
      await expect(reading).rejects.toThrow(`${path}:2:3: column "duration_s" is ${JSON.stringify(cell)}; `)
    },
  )

  test("a row with too few cells is an error with its line", async () => {
    const reading = cellsOf(source, file("ragged.csv", "1,0,5\n2,3\n"))
    await expect(reading).rejects.toThrow(/ragged\.csv:2: the row has 2 cells; at least 3 are needed/)
  })

  test("a NUL byte is an error", async () => {
    const reading = cellsOf(source, file("nul.csv", "1,0,5\n2,\0,4\n"))
    await expect(reading).rejects.toThrow(/nul\.csv:[12]: the line holds a NUL byte/)
  })

  test("UTF-16 is an error that says how to convert", async () => {
    const reading = cellsOf(source, file("wide.csv", Buffer.from("\uFEFF1,0,5\n", "utf16le")))
    await expect(reading).rejects.toThrow(/wide\.csv:1: the file is UTF-16; .* iconv/)
  })

  test("a truncated gzip is an error with the line reached", async () => {
    const whole = gzipSync(Array.from({ length: 20_000 }, (_, i) => `${i},${i * 7},${i % 13}\n`).join(""))
    const reading = cellsOf(source, file("cut.csv.gz", whole.subarray(0, whole.length / 2)))
    await expect(reading).rejects.toThrow(/cut\.csv\.gz:\d+: the gzip data ends early/)
  })

  test("a line longer than 1 MiB is an error", async () => {
    const reading = cellsOf(source, file("long.csv", `1,0,5\n2,3,${"4".repeat(1 << 21)}`))
    await expect(reading).rejects.toThrow(/long\.csv:2: the line is longer than 1 MiB/)
  })

  test("a missing file is an error", async () => {
    await expect(cellsOf(source, join(folder, "none.csv"))).rejects.toThrow(
      /none\.csv:1: there is no such file/,
    )
  })
})

test("a zstd file has the rows of the plain one, in one frame or several, after a frame to skip", async () => {
  const expected = [
    ["1", "0", "5"],
    ["2", "3", "x".repeat(300)],
  ]
  const plain = expected.map((cells) => `${cells.join(",")}\n`).join("")
  const skip = Buffer.from("502a4d1804000000abcdabcd", "hex")
  for (const packed of [
    entropyCoded,
    rawZstd(plain),
    Buffer.concat([rawZstd(plain.slice(0, 7)), skip, rawZstd(plain.slice(7))]),
    Buffer.concat([skip, rawZstd(plain)]),
  ])
    expect(await cellsOf(readByteRows, file("packed.csv.zst", packed))).toEqual(expected)
})

test("a zstd file cut short or damaged is an error with the line reached", async () => {
  const cut = file("cut.csv.zst", entropyCoded.subarray(0, entropyCoded.length - 9))
  await expect(cellsOf(readByteRows, cut)).rejects.toThrow(/cut\.csv\.zst:1: the zstd data ends early/)
  const damaged = file("damaged.csv.zst", Buffer.from("28b52ffd00580700000000", "hex"))
  await expect(cellsOf(readByteRows, damaged)).rejects.toThrow(
    /damaged\.csv\.zst:1: the zstd data is damaged/,
  )
})

test("a zstd bomb is stopped", async () => {
  // A block of 4 bytes that stands for 128 KiB of the same letter, 4096 times: 512 MiB.
  const block = Buffer.from([2, 0, 16, 53])
  const bomb = Buffer.concat([zstdHeader, ...Array.from({ length: 4096 }, () => block)])
  const path = file("bomb.csv.zst", bomb)
  await expect(peekLines(path)).rejects.toThrow(/bytes of zstd unpack to more than/)
})

test("a gzip bomb is stopped", async () => {
  const bomb = gzipSync(Buffer.alloc(80 << 20, `1,0,${"5".repeat(10_000)}\n`))
  const reading = readByteRows([file("bomb.csv.gz", bomb)], dialect, () => {})
  await expect(reading).rejects.toThrow(/bytes of gzip unpack to more than/)
})

test("quoted cells may hold separators and newlines", async () => {
  const path = file("quoted.csv", '1,"a,b","say ""so""\nagain"\n2,3,4\n')
  expect(await cellsOf(readCsvRows, path)).toEqual([
    ["1", "a,b", 'say "so"\nagain'],
    ["2", "3", "4"],
  ])
})

test("a quote that is never closed is an error", async () => {
  const reading = cellsOf(readCsvRows, file("open.csv", '1,0,5\n2,"3,4\n'))
  await expect(reading).rejects.toThrow(/open\.csv:\d+: a quote is opened and never closed/)
})

test("both sources see the same cells in any plain table", async () => {
  const cell = fc.stringMatching(/^[a-z0-9.-]{1,6}$/)
  const table = fc.array(fc.array(cell, { minLength: 3, maxLength: 5 }), { minLength: 1, maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(table, async (rows) => {
      const path = file("table.csv", rows.map((row) => row.join(",")).join("\n"))
      expect(await cellsOf(readByteRows, path)).toEqual(await cellsOf(readCsvRows, path))
    }),
    { numRuns: 30 },
  )
})

test("a look at standard input takes nothing from it", async () => {
  const stdin = Readable.from([Buffer.from("1,0,5\n2,3,4\n")], { objectMode: false })
  expect(await peekLines("-", { stdin })).toEqual(["1,0,5", "2,3,4"])
  expect(await readByteRows(["-"], dialect, () => {}, { stdin })).toBe(2)
})

describeWithData("both sources agree on real files", () => {
  test.each([
    ["google-2011/task_events-part-00001-of-00500.csv.gz", taskEventsDialect, [0, 2, 3, 5, 9, 10], 77_776],
    ["swf/KTH-SP2-1996-2.1-cln.swf.gz", swfDialect, [0, 1, 3, 4, 7, 10], 27_992],
    ["facebook-swim/FB-2009_samples_24_times_1hr_0.tsv.gz", swimDialect, [1, 3, 4, 5], 5894],
  ] as const)("%s", async (path, rowDialect, columns, rows) => {
    const sums = async (source: RowSource) => {
      const totals = columns.map(() => 0)
      const count = await source([traceFile(path)], rowDialect, (row) => {
        for (const [i, column] of columns.entries())
          if (!row.isEmpty(column)) totals[i] = (totals[i] * 31 + row.number(column)) % 1e9
      })
      return { count, totals }
    }
    const byBytes = await sums(readByteRows)
    expect(byBytes).toEqual(await sums(readCsvRows))
    expect(byBytes.count).toBe(rows)
  })
})
