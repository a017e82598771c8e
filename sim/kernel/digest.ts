import { InvariantError } from "./assert.ts"

/**
 * A running 128-bit fingerprint of 32-bit words: MurmurHash3_x86_128 with seed 0 over the words' little-endian bytes,
 * by Austin Appleby, public domain (github.com/aappleby/smhasher, src/MurmurHash3.cpp). Not for secrets. Needs no
 * `node:crypto`, and is the same in every engine and on every machine.
 */
export class Digest {
  private words = 0
  // Words that wait for their block of four.
  private first = 0
  private second = 0
  private third = 0
  // Lanes.
  private h1 = 0
  private h2 = 0
  private h3 = 0
  private h4 = 0

  /** Adds one word: a signed or unsigned 32-bit integer; −1 and 2^32 − 1 are the same word. */
  word(x: number): void {
    const place = this.words++ & 3
    if (place === 0) this.first = x | 0
    else if (place === 1) this.second = x | 0
    else if (place === 2) this.third = x | 0
    else this.mixBlock(x | 0)
  }

  /** Adds a safe integer as two words, the low one first, in two's complement. Throws InvariantError for any other. */
  number(x: number): void {
    if (!(x >= -largest && x <= largest && Math.floor(x) === x)) refuse(x)
    this.word(x | 0)
    this.word(Math.floor(x * perHighWord) | 0)
  }

  /** Adds a text: its length, then its UTF-16 code units, two to a word. */
  text(s: string): void {
    this.word(s.length)
    for (let i = 0; i < s.length; i += 2) {
      const second = i + 1 < s.length ? s.charCodeAt(i + 1) : 0
      this.word(s.charCodeAt(i) | (second << 16))
    }
  }

  /** The fingerprint of all words so far as 32 hex digits. Disturbs nothing: more words may follow. */
  hex(): string {
    const pending = this.words & 3
    const bytes = this.words * 4 // murmur takes the length modulo 2^32
    let h1 = this.h1 ^ (pending > 0 ? scramble(this.first, c1, 15, c2) : 0) ^ bytes
    let h2 = this.h2 ^ (pending > 1 ? scramble(this.second, c2, 16, c3) : 0) ^ bytes
    let h3 = this.h3 ^ (pending > 2 ? scramble(this.third, c3, 17, c4) : 0) ^ bytes
    let h4 = this.h4 ^ bytes
    h1 = (h1 + h2 + h3 + h4) | 0
    h2 = finish(h2 + h1)
    h3 = finish(h3 + h1)
    h4 = finish(h4 + h1)
    h1 = (finish(h1) + h2 + h3 + h4) | 0
    return hex8(h1) + hex8(h2 + h1) + hex8(h3 + h1) + hex8(h4 + h1)
  }

  private mixBlock(fourth: number): void {
    let { h1, h2, h3, h4 } = this
    h1 = (Math.imul(rotate(h1 ^ scramble(this.first, c1, 15, c2), 19) + h2, 5) + 0x561ccd1b) | 0
    h2 = (Math.imul(rotate(h2 ^ scramble(this.second, c2, 16, c3), 17) + h3, 5) + 0x0bcaa747) | 0
    h3 = (Math.imul(rotate(h3 ^ scramble(this.third, c3, 17, c4), 15) + h4, 5) + 0x96cd1c35) | 0
    h4 = (Math.imul(rotate(h4 ^ scramble(fourth, c4, 18, c1), 13) + h1, 5) + 0x32ac3b17) | 0
    this.h1 = h1
    this.h2 = h2
    this.h3 = h3
    this.h4 = h4
  }
}

const c1 = 0x239b961b
const c2 = 0xab0e9789
const c3 = 0x38b34ae5
const c4 = 0xa1e38b93
const largest = Number.MAX_SAFE_INTEGER
const perHighWord = 1 / 0x1_0000_0000

function refuse(x: number): never {
  throw new InvariantError(`a digest takes safe integers, not ${x}`)
}

function rotate(x: number, by: number): number {
  return (x << by) | (x >>> (32 - by))
}

function scramble(word: number, before: number, by: number, after: number): number {
  return Math.imul(rotate(Math.imul(word, before), by), after)
}

/** Murmur's finaliser: every bit of `x` reaches every bit of the result. */
function finish(x: number): number {
  let h = x | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

function hex8(word: number): string {
  return (word >>> 0).toString(16).padStart(8, "0")
}
