/** The journal: what survives a process that is killed, a power loss, a full disk and a disk that lies. */
import {
  closeSync,
  copyFileSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import fc from "fast-check"
import { afterAll, expect, test } from "vitest"
import { Journal } from "./journal.ts"

const folder = mkdtempSync(join(tmpdir(), "mesoscope-journal-"))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
const fresh = () => join(folder, `${files++}.journal`)

const keyOf = (n: number) => n.toString(16).padStart(32, "0")
/** Values of many lengths, some with line ends, quotes and letters of several bytes. */
const valueOf = (n: number) => ({
  n,
  text: 'ä\n"{∞ '.repeat(n % 7),
  rows: Array.from({ length: n % 5 }, () => 1 / 3),
})

const order = Array.from({ length: 20 }, (_, n) => keyOf(n))

function fill(journal: Journal): void {
  for (const [n, key] of order.entries()) if (!journal.has(key)) journal.append(key, valueOf(n))
}

/** An undisturbed one, and the same sealed. */
function undisturbed() {
  const path = fresh()
  const journal = new Journal(path)
  for (const n of [3, 1, 2]) journal.append(keyOf(n), valueOf(n))
  fill(journal)
  const raw = readFileSync(path)
  journal.seal(order)
  return { path, raw, sealed: readFileSync(path) }
}

const reference = undisturbed()

function expectToEndAlike(path: string): void {
  const journal = new Journal(path)
  fill(journal)
  for (const [n, key] of order.entries()) expect(journal.read(key)).toEqual(valueOf(n))
  journal.seal(order)
  expect(readFileSync(path).equals(reference.sealed)).toBe(true)
}

test("cut off after any byte, it keeps what was whole, and ends with the same bytes", () => {
  const ends = [...reference.raw.entries()].flatMap(([at, byte]) => (byte === 10 ? [at + 1] : []))
  for (let length = 0; length <= reference.raw.length; length += 7) {
    const path = fresh()
    writeFileSync(path, reference.raw.subarray(0, length))
    const journal = new Journal(path)
    expect([...journal.keys].length).toBe(ends.filter((end) => end <= length).length)
    journal.close()
    expectToEndAlike(path)
    rmSync(path)
  }
})

test("cut off again and again, nothing is lost twice", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 4096 }), { minLength: 1, maxLength: 6 }), (cuts) => {
      const path = fresh()
      for (const cut of cuts) {
        const journal = new Journal(path)
        for (const [n, key] of order.entries()) if (!journal.has(key)) journal.append(key, valueOf(n))
        journal.close()
        const { length } = readFileSync(path)
        truncateSync(path, Math.max(0, length - cut))
      }
      expectToEndAlike(path)
    }),
    { numRuns: 40 },
  )
})

test("a line in the middle that a disk has damaged is done again, and no other", () => {
  fc.assert(
    fc.property(fc.nat({ max: reference.raw.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const path = fresh()
      const bytes = Buffer.from(reference.raw)
      bytes[at] ^= flip
      writeFileSync(path, bytes)
      const journal = new Journal(path)
      // A damaged line end costs the line behind it as well.
      expect([...journal.keys].length).toBeGreaterThanOrEqual(order.length - 2)
      for (const key of journal.keys) expect(journal.read(key)).toEqual(valueOf(order.indexOf(key)))
      journal.close()
      expectToEndAlike(path)
    }),
    { numRuns: 100 },
  )
})

test("a full disk stops the run with its error, and what was kept before is there", () => {
  for (const room of [0, 1, 100, 500, 1500]) {
    const path = fresh()
    let left = room
    const append = (file: number, bytes: Uint8Array) => {
      if (left === 0) throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" })
      const written = writeSync(file, bytes.subarray(0, Math.min(left, bytes.length)))
      left -= written
      return written
    }
    const journal = new Journal(path, { append })
    expect(() => fill(journal)).toThrow("ENOSPC")
    const kept = [...journal.keys]
    left = Infinity
    // Somebody made room while the process lived.
    fill(journal)
    for (const [n, key] of order.entries()) expect(journal.read(key)).toEqual(valueOf(n))
    journal.close()
    expect(readFileSync(path).length).toBeGreaterThan(room)
    const again = new Journal(path)
    expect([...again.keys].slice(0, kept.length)).toEqual(kept)
    again.close()
    expectToEndAlike(path)
  }
})

test("what two processes appended at once is read once", () => {
  const [path, other] = [fresh(), fresh()]
  copyFileSync(reference.path, other)
  const file = openSync(path, "a")
  for (const half of [reference.raw, reference.raw.subarray(0, 50), reference.raw]) writeSync(file, half)
  closeSync(file)
  expectToEndAlike(path)
})

test("trials of another experiment stay behind those of this one", () => {
  const path = fresh()
  const journal = new Journal(path)
  fill(journal)
  journal.seal([keyOf(7), keyOf(5)])
  const again = new Journal(path)
  expect([...again.keys]).toEqual([keyOf(7), keyOf(5), ...order.filter((_, n) => n !== 7 && n !== 5)])
  again.close()
})
