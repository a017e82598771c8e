import fc from "fast-check"
import { expect, test } from "vitest"
import { ByteScanner } from "./byte-scanner.ts"

/** A scanner at the beginning of a text, with the bytes behind it that it needs. */
function scannerOf(text: string): ByteScanner {
  const scanner = new ByteScanner()
  scanner.load(Buffer.from(`${text}\n....`, "latin1"))
  return scanner
}

const anyText = fc.oneof(
  fc.stringMatching(/^\d{0,17}[,\nx./:]?\d*$/),
  fc.array(fc.nat(255)).map((bytes) => Buffer.from(bytes).toString("latin1")),
)

test("digits are passed and read as the number that they are", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const [digits] = /^\d*/.exec(text) ?? [""]
      const [reading, skipping] = [scannerOf(text), scannerOf(text)]
      const value = reading.whole()
      skipping.skipDigits()
      expect([reading.at, skipping.at]).toEqual([digits.length, digits.length])
      if (digits.length <= 15) expect(value).toBe(digits === "" ? -1 : Number(digits))
    }),
    { numRuns: 500 },
  )
})

test("a line is passed up to its newline, and its commas are counted", () => {
  fc.assert(
    fc.property(anyText, fc.nat(7), (text, from) => {
      const padded = `${"#".repeat(from)}${text}`
      const line = text.slice(0, `${text}\n`.indexOf("\n"))
      const scanner = scannerOf(padded)
      scanner.at = from
      expect(scanner.skipLine()).toBe(line.split(",").length - 1)
      expect(scanner.at).toBe(from + line.length)
    }),
    { numRuns: 500 },
  )
})

test("what is the same as bytes kept is passed, and nothing else", () => {
  fc.assert(
    fc.property(anyText, fc.nat(40), fc.nat(40), (text, length, changed) => {
      const kept = Buffer.from(text.slice(0, length), "latin1")
      const isChanged = changed < kept.length
      if (isChanged) kept[changed] ^= 1
      const scanner = scannerOf(text)
      const view = new DataView(kept.buffer, kept.byteOffset, kept.length)
      expect(scanner.isSame(view, kept.length)).toBe(!isChanged)
      expect(scanner.at).toBe(isChanged ? 0 : kept.length)
    }),
    { numRuns: 500 },
  )
})
