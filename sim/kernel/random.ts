import { assert } from "./assert.ts"

/** Chance, by name. The numbers of a stream depend on the seed and its name only, never on what else was drawn. */
export interface Random {
  /** A fresh cursor at the start of the numbers that belong to `name`; two calls give two independent cursors. */
  stream(name: string): RandomStream
}

/** A cursor in an endless row of random numbers. */
export interface RandomStream {
  /** The next number in [0, 1), a multiple of 2^−53. */
  next(): number
  /** The next whole number from 0 to n − 1, all equally likely. `n` is 1 to 2^32; throws InvariantError otherwise. */
  integer(n: number): number
}

/** The streams of one run. `seed` is a safe integer; throws InvariantError otherwise. */
export function createRandom(seed: number): Random {
  assert(Number.isSafeInteger(seed), `a seed must be a safe integer, not ${seed}`)
  return { stream: (name) => new Alea(`${seed}/${name}`) }
}

/**
 * Baagøe's Alea, number for number that of `seedrandom.alea` (a test compares them): a multiply-with-carry of
 * three lanes of 32 bits. Ours because the kernel depends on nothing and must load unbundled in a browser.
 * Source: Johannes Baagøe, "Better random numbers for JavaScript", 2010, MIT licence.
 */
class Alea implements RandomStream {
  // Begun as fractions, so that engines keep them as plain doubles.
  private s0 = 0.5
  private s1 = 0.5
  private s2 = 0.5
  private carry = 1

  constructor(seed: string) {
    const mash = new Mash()
    const start = [mash.add(" "), mash.add(" "), mash.add(" ")]
    const [s0, s1, s2] = start.map((lane) => fraction(lane - mash.add(seed)))
    this.s0 = s0
    this.s1 = s1
    this.s2 = s2
  }

  next(): number {
    const high = this.next32()
    return high + Math.floor(this.next32() * 0x200000) * perTwo53
  }

  integer(n: number): number {
    assert(
      Number.isInteger(n) && n >= 1 && n <= words,
      "a random integer is drawn below a whole number from 1 to 2^32",
    )
    const fair = words - (words % n)
    let word: number
    do word = this.next32() * words
    while (word >= fair)
    return word % n
  }

  /** The next number in [0, 1), a multiple of 2^−32. */
  private next32(): number {
    const t = 2_091_639 * this.s0 + this.carry * perWord
    this.s0 = this.s1
    this.s1 = this.s2
    this.carry = t | 0
    this.s2 = t - this.carry
    return this.s2
  }
}

/** Alea's hash of texts to fractions; what was added before matters. */
class Mash {
  private n = 0xefc8249d

  add(text: string): number {
    for (let i = 0; i < text.length; i++) {
      this.n += text.charCodeAt(i)
      let h = 0.02519603282416938 * this.n
      this.n = h >>> 0
      h = (h - this.n) * this.n
      this.n = h >>> 0
      this.n += (h - this.n) * words
    }
    return (this.n >>> 0) * perWord
  }
}

function fraction(x: number): number {
  return x < 0 ? x + 1 : x
}

const words = 0x1_0000_0000
const perWord = 1 / words
const perTwo53 = perWord / 0x20_0000

/**
 * A keyed hash of three 32-bit words to an unsigned one: every bit of each reaches every bit of the result. For chance
 * that must not be a stream, such as "agent 7 in run 12". MurmurHash3_x86_32 of twelve bytes, by Austin Appleby.
 */
export function mix32(a: number, b: number, c: number): number {
  return avalanche(mixWord(mixWord(mixWord(0, a), b), c) ^ 12)
}

function mixWord(h: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51)
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593)
  h ^= k
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0
}

function avalanche(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/**
 * An order in which to visit 0 … n − 1, drawn from (key, run) alone: skipping some visits, or reading out of turn,
 * changes nothing for the others. Positions are drawn when first read (Fisher–Yates from the front), so a walk that
 * stops early costs little. Allocates once, for the largest n.
 */
export class VisitOrder {
  private readonly sorted: Int32Array
  private readonly order: Int32Array
  private drawn = 0
  private key = 0

  /** For `n` places, 0 or more. In ascending order until first shuffled. */
  constructor(n: number) {
    this.sorted = Int32Array.from({ length: n }, (_, i) => i)
    this.order = this.sorted.slice()
    this.drawn = n
  }

  /** Begins the order of run `run` under `key` (a seed); both count modulo 2^32. */
  shuffle(key: number, run: number): void {
    this.order.set(this.sorted)
    this.drawn = 0
    this.key = mix32(key, run, 0)
  }

  /** Who is visited as number `i`, 0 to n − 1. */
  at(i: number): number {
    while (this.drawn <= i) this.draw()
    return this.order[i]
  }

  private draw(): void {
    const order = this.order
    const i = this.drawn++
    const chance = avalanche((this.key + Math.imul(i, golden)) | 0)
    // Uneven by less than n / 2^32.
    const j = i + Math.floor(chance * (order.length - i) * perWord)
    const swap = order[i]
    order[i] = order[j]
    order[j] = swap
  }
}

const golden = 0x9e3779b9 // 2^32 over the golden ratio: steps that never come near each other
