import { expect, test } from "vitest"
import { InvariantError } from "./assert.ts"
import { Digest } from "./digest.ts"

// Of the Python package mmh3 5 (hash_bytes(…, x64arch=False)), its bytes read as four little-endian words.
const published: Record<number, string> = {
  0: "00000000000000000000000000000000",
  1: "cf0f20ca519c70b1519c70b1519c70b1",
  2: "3b2a601d61ca8325184e904f184e904f",
  3: "84a7f9ad7f2df22094d1d6c1c2ee2e01",
  4: "68700ca496ff673a56bdd6897602b29a",
  5: "f9d0adc53a83568a6210c11762b5d777",
  8: "7eda0c06ed56c03134769c6af692e24e",
  100: "ac5afe6b6df322d55d4f50a1b85240ed",
}

test("a digest is MurmurHash3_x86_128, as published", () => {
  for (const [length, hex] of Object.entries(published)) {
    const words = Array.from({ length: Number(length) }, (_, i) => (Math.imul(i, 0x9e3779b9) + 1) | 0)
    expect(digestOf(words)).toBe(hex)
  }
})

test("a digest changes with any word, any order and any length", () => {
  const words = Array.from({ length: 33 }, (_, i) => i)
  const changed = words.map((_, at) => words.map((word, i) => (i === at ? word ^ 0x80000000 : word)))
  const swapped = words
    .slice(1)
    .map((_, at) => words.map((word, i) => (i === at ? at + 1 : i === at + 1 ? at : word)))
  const shortened = words.map((_, length) => words.slice(0, length))
  const zeros = words.map((_, length) => Array<number>(length + 2).fill(0))
  const digests = [words, ...changed, ...swapped, ...shortened, ...zeros].map(digestOf)
  expect(new Set(digests).size).toBe(digests.length)
})

test("reading a digest does not disturb it", () => {
  const digest = new Digest()
  for (let i = 0; i < 100; i++) {
    digest.word((Math.imul(i, 0x9e3779b9) + 1) | 0)
    digest.hex()
  }
  expect(digest.hex()).toBe(published[100])
})

test("signed and unsigned words are the same word", () => {
  expect(digestOf([-1, 2 ** 31])).toBe(digestOf([2 ** 32 - 1, -(2 ** 31)]))
})

test("a number is its low word, then its high word, in two's complement", () => {
  expect(digestOf([5, 1])).toBe(digestOfNumbers(2 ** 32 + 5))
  expect(digestOf([-1, -1])).toBe(digestOfNumbers(-1))
  expect(digestOf([-1, 2 ** 21 - 1])).toBe(digestOfNumbers(Number.MAX_SAFE_INTEGER))
  expect(digestOf([0, 0])).toBe(digestOfNumbers(-0))
})

test("only safe integers are numbers for a digest", () => {
  for (const x of [0.5, NaN, Infinity, 2 ** 53, -(2 ** 53)])
    expect(() => digestOfNumbers(x)).toThrow(InvariantError)
})

test("texts differ by length and by every letter", () => {
  const texts = ["", "\0", "\0\0", "a", "a\0", "b", "ab", "ba", "agent-7", "agent-8", "µ", "😀"]
  expect(new Set(texts.map(digestOfText)).size).toBe(texts.length)
  expect(digestOfText("mesos")).toBe(digestOf([5, 0x0065006d, 0x006f0073, 0x0073]))
})

function digestOf(words: readonly number[]): string {
  const digest = new Digest()
  for (const word of words) digest.word(word)
  return digest.hex()
}

function digestOfNumbers(x: number): string {
  const digest = new Digest()
  digest.number(x)
  return digest.hex()
}

function digestOfText(text: string): string {
  const digest = new Digest()
  digest.text(text)
  return digest.hex()
}
