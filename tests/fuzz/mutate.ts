/** Breaks files as the world does, and worse: cells, lines, bytes. The same stream breaks the same file alike. */
import { gzipSync } from "node:zlib"
import type { RandomStream } from "../../sim/index.ts"

/** What stands where it should not. */
const oddCells = [
  "",
  " ",
  " 12 ",
  "-1",
  "-0",
  "0",
  "1",
  "00012",
  "1e309",
  "-1e309",
  "1e-400",
  "1e15",
  "0x10",
  "NaN",
  "Infinity",
  "null",
  "None",
  "3abc",
  "1,5",
  "1.5.5",
  "+7",
  ".5",
  "5.",
  "9007199254740993",
  "9223372036854775807",
  "-9223372036854775808",
  "4294967296",
  "2147483648",
  "999999999",
  "100000000000000000000",
  '"',
  '""',
  '"a,b"',
  "__proto__",
  "constructor",
  "=1+1",
  "<script>",
  "\u0000",
  "\u001b[31m",
  "\u202e",
  "é",
  "\ufeff",
  "2020-13-45 99:99:99",
  "(null)",
  "16GiB",
  "{}",
  "[]",
]

/** A mutated file is small: what is repeated fifty times has at most so many bytes. */
const mostRepeated = 1 << 14

type Mutation = (content: Buffer, random: RandomStream) => Buffer

const asText =
  (change: (text: string, random: RandomStream) => string): Mutation =>
  (content, random) =>
    Buffer.from(change(content.toString("utf8"), random))

const asLines = (change: (lines: string[], random: RandomStream) => void): Mutation =>
  asText((text, random) => {
    const lines = text.split("\n")
    change(lines, random)
    return lines.join("\n")
  })

const oneOf = <T>(values: readonly T[], random: RandomStream): T => values[random.integer(values.length)]

/** Cells are what stands between separators, whatever these are. */
const swapCell = asText((text, random) => {
  const cells = [...text.matchAll(/[^,\s;|:"{}[\]]+/g)]
  if (cells.length === 0) return text
  const { index, 0: cell } = oneOf(cells, random)
  return text.slice(0, index) + oneOf(oddCells, random) + text.slice(index + cell.length)
})

const changeNumber = asText((text, random) => {
  const numbers = [...text.matchAll(/\d+/g)]
  if (numbers.length === 0) return text
  const { index, 0: digits } = oneOf(numbers, random)
  const value = Number(digits)
  const other = oneOf([value + 1, value - 1, value * 1000, -value, value / 7, value * 2 ** 31], random)
  return text.slice(0, index) + String(other) + text.slice(index + digits.length)
})

const mutations: readonly Mutation[] = [
  swapCell,
  swapCell,
  swapCell,
  changeNumber,
  changeNumber,
  asLines((lines, random) => void lines.splice(random.integer(lines.length), 1)),
  asLines((lines, random) => void lines.splice(random.integer(lines.length), 0, oneOf(lines, random))),
  asLines((lines, random) => {
    const [a, b] = [random.integer(lines.length), random.integer(lines.length)]
    ;[lines[a], lines[b]] = [lines[b], lines[a]]
  }),
  asLines((lines, random) => {
    const at = random.integer(lines.length)
    lines[at] = lines[at].slice(0, random.integer(lines[at].length + 1))
  }),
  asLines((lines, random) => {
    const at = random.integer(lines.length)
    lines[at] += oneOf([",", "\t", "\r", " ", ",,,,", ",x".repeat(300), "\\", "}"], random)
  }),
  asLines((lines, random) => void lines.splice(random.integer(lines.length), 0, "9".repeat(5000))),
  asText((text, random) => text.replaceAll("\n", oneOf(["\r\n", "\r", "\n\n", " \n"], random))),
  asText((text, random) => oneOf(["\ufeff", "\n", " ", "#", ";", "\u0000"], random) + text),
  asText((text, random) => text.replaceAll(",", oneOf([";", "\t", ", ", ",,"], random))),
  (content, random) => content.subarray(0, random.integer(content.length + 1)),
  (content, random) => {
    const copy = Buffer.from(content)
    for (let i = 0; i <= random.integer(4); i++)
      if (copy.length > 0) copy[random.integer(copy.length)] = random.integer(256)
    return copy
  },
  (content, random) => {
    const [from, to] = [random.integer(content.length + 1), random.integer(content.length + 1)]
    return Buffer.concat([content.subarray(0, Math.max(from, to)), content.subarray(Math.min(from, to))])
  },
  (content) =>
    content.length > mostRepeated ? content : Buffer.concat(Array.from({ length: 50 }, () => content)),
]

const mostMutations = 4

/** The content after one to four mutations; now and then packed, whole or cut off. */
export function mutated(content: Buffer, random: RandomStream): Buffer {
  let result = content
  for (let left = 1 + random.integer(mostMutations); left > 0; left--)
    result = oneOf(mutations, random)(result, random)
  if (random.integer(20) > 0) return result
  const packed = gzipSync(result)
  return random.integer(2) === 0 ? packed : packed.subarray(0, random.integer(packed.length + 1))
}
