/** What holds the text: packing, encoding, places that are no files. */
import { execFileSync } from "node:child_process"
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Readable } from "node:stream"
import { gzipSync } from "node:zlib"
import { type HostileFile, holding } from "./hostile-file.ts"

const swim = "job0\t5\t5\t1\t1\t1\njob1\t6\t1\t1\t1\t1\n"
const mebibyte = 1 << 20

/** A frame of zstd that is one run of a byte after the other, 128 KiB from 4 bytes each. */
function zstdBomb(blocks: number): Uint8Array {
  const window = 0x58 // 2 MiB
  const block = (isLast: boolean) => {
    const header = ((128 << 10) << 3) | (1 << 1) | (isLast ? 1 : 0)
    return [header & 255, (header >> 8) & 255, (header >> 16) & 255, 48]
  }
  const head = [0x28, 0xb5, 0x2f, 0xfd, 0, window]
  return Uint8Array.from([
    ...head,
    ...Array.from({ length: blocks }, (_, i) => block(i === blocks - 1)).flat(),
  ])
}

const pair = (bytes: Uint8Array, first: number, second: number) =>
  Buffer.concat([Buffer.from([first, second]), bytes])

export const containerFiles: readonly HostileFile[] = [
  holding("an empty file", "", /hostile: the file is empty/),
  holding("nothing but newlines", "\n\n\n", /hostile: the file is empty/),
  holding("nothing but a byte order mark", "\uFEFF", /hostile: the file is empty/),
  holding("a byte order mark before a trace", `\uFEFF${swim}`, "imports"),
  holding("line ends of Windows", swim.replaceAll("\n", "\r\n"), "imports"),
  holding("line ends of old Macs", swim.replaceAll("\n", "\r"), /hostile/),
  holding("no newline at the end", swim.trimEnd(), "imports"),
  holding("UTF-16, little end first", pair(Buffer.from(swim, "utf16le"), 0xff, 0xfe), /the file is UTF-16/),
  holding(
    "UTF-16, big end first",
    pair(Buffer.from(swim, "utf16le").swap16(), 0xfe, 0xff),
    /the file is UTF-16/,
  ),
  holding("UTF-16 without a mark", Buffer.from(swim, "utf16le"), /hostile/),
  holding(
    "a NUL beyond what recognising sees",
    `${swim.repeat(5000)}job2\t6\t\0\t1\t1\t1\n`,
    /hostile:10001: the line holds a NUL byte/,
  ),
  holding("nothing but NULs", new Uint8Array(1000), /hostile/),
  holding("a program", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 200, 201]), /hostile/),
  holding("a picture", Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0]), /hostile/),
  holding("a zip file", Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 0, 0]), /hostile/),
  holding(
    "a page",
    "<!DOCTYPE html><html><script>alert(1)</script></html>\n",
    /hostile: its first lines are of no known format/,
  ),
  holding(
    "a line of 2 MiB",
    `${swim}job2\t${"1".repeat(2 * mebibyte)}\n`,
    /hostile:3: the line is longer than 1 MiB/,
  ),
  holding("a first line of 2 MiB", "1".repeat(2 * mebibyte), /hostile/),
  holding("a million columns", `${"1\t".repeat(500_000)}\n`, /hostile/),
  holding(
    "three hundred columns",
    `${swim}job2${"\t1".repeat(300)}\n`,
    /hostile:3: the row has more than 256 cells/,
  ),
  {
    name: "a line of 10 GB from standard input",
    expected: /standard input:3: the line is longer than 1 MiB/,
    stdin: () => Readable.from(endless(swim, Buffer.alloc(mebibyte, "1"))),
  },
  {
    name: "a stream that never ends and holds no newline",
    expected: /standard input/,
    stdin: () => Readable.from(endless("", Buffer.alloc(mebibyte, "x"))),
  },
  holding(
    "gzip that unpacks a thousandfold",
    () => gzipSync(Buffer.alloc(256 * mebibyte, "job0\t5\t5\t1\t1\t1\n")),
    /bytes of gzip unpack to more than/,
  ),
  holding("gzip in gzip", gzipSync(gzipSync(swim)), /hostile/),
  holding(
    "gzip that ends early",
    gzipSync(swim.repeat(1000)).subarray(0, 60),
    /the gzip data ends early|damaged/,
  ),
  holding(
    "gzip that is damaged",
    damaged(gzipSync(swim.repeat(1000))),
    /the gzip data is damaged|ends early/,
  ),
  holding("gzip of nothing", gzipSync(""), /the file is empty/),
  holding("gzip in two members", Buffer.concat([gzipSync(swim), gzipSync(swim)]), "imports"),
  holding(
    "gzip with rubbish after it",
    Buffer.concat([gzipSync(swim), Buffer.from("rubbish")]),
    /hostile|imports/,
  ),
  holding("nothing but gzip's mark", Buffer.from([0x1f, 0x8b]), /hostile/),
  holding("zstd that unpacks thirty-thousandfold", zstdBomb(8000), /hostile/),
  holding("zstd that ends early", zstdBomb(4).subarray(0, 9), /hostile/),
  holding("nothing but zstd's mark", Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), /hostile/),
  holding(
    "zstd with a window of terabytes",
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0xff, 1, 0, 0]),
    /hostile/,
  ),
  holding("nothing but Parquet's mark", "PAR1", /hostile/),
  { name: "a device without end", expected: /this is a device/, make: () => "/dev/zero" },
  { name: "a device without content", expected: /this is a device/, make: () => "/dev/null" },
  {
    name: "a pipe that nobody writes to",
    expected: /this is a pipe/,
    make(folder) {
      execFileSync("mkfifo", [join(folder, "pipe")])
      return join(folder, "pipe")
    },
  },
  {
    name: "a link to itself",
    expected: /hostile/,
    make(folder) {
      symlinkSync("hostile", join(folder, "hostile"))
      return join(folder, "hostile")
    },
  },
  {
    name: "a folder that leads back to itself",
    expected: /this folder leads back to itself/,
    make(folder) {
      mkdirSync(join(folder, "parts"))
      symlinkSync("..", join(folder, "parts", "up"))
      return folder
    },
  },
  { name: "an empty folder", expected: /the folder holds no file/, make: (folder) => folder },
  {
    name: "a file that is not there",
    expected: /there is no such file/,
    make: (folder) => join(folder, "none"),
  },
  {
    name: "a path with a NUL",
    expected: /hostile|NUL|null bytes/i,
    make: (folder) => join(folder, "a\0hostile"),
  },
  {
    name: "a folder whose second part is of another format",
    expected: /part-2:1/,
    make(folder) {
      writeFileSync(join(folder, "part-1"), swim)
      writeFileSync(join(folder, "part-2"), "name,cpu_milli\n")
      return folder
    },
  },
]

function damaged(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  for (let i = 30; i < 40; i++) copy[i] ^= 0x55
  return copy
}

function* endless(first: string, chunk: Buffer): Iterable<Buffer> {
  if (first !== "") yield Buffer.from(first)
  for (let i = 0; i < 10_000; i++) yield chunk
}
