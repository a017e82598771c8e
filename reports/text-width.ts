/**
 * How wide a text is in DejaVu Sans, read from the font itself, because Vega without a canvas only guesses. Browsers
 * that draw the page in another font have room to spare: few are wider than DejaVu.
 */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"

const require = createRequire(import.meta.url)
export const regularFont = require.resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf")
export const boldFont = require.resolve("dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf")

/** Of a character that the font does not have, in ems: as wide as a wide one. */
const unknownWidth = 1

interface Advances {
  /** Width of a character in ems. */
  of(codePoint: number): number
}

const loaded = new Map<string, Advances>()

/** Width in pixels of one line of text. */
export function textWidth(text: string, { size, bold = false }: { size: number; bold?: boolean }): number {
  const path = bold ? boldFont : regularFont
  let font = loaded.get(path)
  if (font === undefined) loaded.set(path, (font = readAdvances(readFileSync(path))))
  let ems = 0
  for (const character of text) ems += font.of(character.codePointAt(0) ?? 0)
  return ems * size
}

/** The text, cut with an ellipsis so that it is at most `width` pixels wide. */
export function fitted(text: string, width: number, font: { size: number; bold?: boolean }): string {
  if (textWidth(text, font) <= width) return text
  const characters = Array.from(text)
  while (characters.length > 1 && textWidth(`${characters.join("")}…`, font) > width) characters.pop()
  return `${characters.join("").trimEnd()}…`
}

/** The text in lines of at most `width` pixels; a word that is wider is cut. */
export function wrapped(text: string, width: number, font: { size: number; bold?: boolean }): string[] {
  const lines: string[] = []
  let line = ""
  for (const word of text.split(/\s+/)) {
    const longer = line === "" ? word : `${line} ${word}`
    if (textWidth(longer, font) <= width) line = longer
    else {
      if (line !== "") lines.push(line)
      line = fitted(word, width, font)
    }
  }
  return line === "" ? lines : [...lines, line]
}

/** Reads the tables head, hhea, hmtx and cmap. Source: Apple TrueType Reference Manual, chapter 6. */
function readAdvances(file: Buffer): Advances {
  const table = (tag: string) => {
    const tables = file.readUInt16BE(4)
    for (let i = 0; i < tables; i++) {
      const entry = 12 + 16 * i
      if (file.toString("latin1", entry, entry + 4) === tag) return file.readUInt32BE(entry + 8)
    }
    throw new Error(`The font has no table "${tag}".`)
  }
  const unitsPerEm = file.readUInt16BE(table("head") + 18)
  const lastMetric = file.readUInt16BE(table("hhea") + 34) - 1
  const metrics = table("hmtx")
  const glyphs = readGlyphs(file, table("cmap"))
  return {
    of(codePoint) {
      const glyph = glyphs.get(codePoint)
      if (glyph === undefined) return unknownWidth
      return file.readUInt16BE(metrics + 4 * Math.min(glyph, lastMetric)) / unitsPerEm
    },
  }
}

/** The glyph of each code point, from the subtable of format 12. */
function readGlyphs(file: Buffer, cmap: number): Map<number, number> {
  const glyphs = new Map<number, number>()
  const subtables = file.readUInt16BE(cmap + 2)
  for (let i = 0; i < subtables; i++) {
    const subtable = cmap + file.readUInt32BE(cmap + 4 + 8 * i + 4)
    if (file.readUInt16BE(subtable) !== 12) continue
    const groups = file.readUInt32BE(subtable + 12)
    for (let g = 0; g < groups; g++) {
      const group = subtable + 16 + 12 * g
      const [first, last, glyph] = [0, 4, 8].map((at) => file.readUInt32BE(group + at))
      for (let code = first; code <= last; code++) glyphs.set(code, glyph + code - first)
    }
  }
  return glyphs
}
