/**
 * Reads bytes of text four at a time, as little-endian words: digits, cells, lines. Whoever reads must leave four bytes
 * behind the last one that counts. Each step has its slow twin in byte-scanner.test.ts.
 *
 * The arithmetic is of Mycroft ("Determine if a word has a zero byte", 1987) and of the four-digit step that many
 * fast number readers use: bytes side by side in one word, so that one operation serves four.
 */
export class ByteScanner {
  /** Where reading goes on. */
  at = 0
  #view: DataView = new DataView(new ArrayBuffer(8))

  /** The bytes that `at` counts in. */
  load(bytes: Uint8Array): void {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** The byte at `at`, which is passed. */
  byte(): number {
    return this.#view.getUint8(this.at++)
  }

  /**
   * Passes digits and reads them as a whole number; −1 where there is none. More than 15 digits are no longer exact:
   * the caller looks how far `at` has moved.
   */
  whole(): number {
    const view = this.#view
    let at = this.at
    let value = 0
    for (;;) {
      const digits = view.getInt32(at, true) ^ zeros
      const others = noDigits(digits)
      if (others === 0) {
        value = value * 10_000 + fourDigits(digits)
        at += 4
        continue
      }
      const count = firstByte(others)
      if (count > 0) value = value * powersOfTen[count] + fourDigits(digits << (32 - 8 * count))
      const isNone = at + count === this.at
      this.at = at + count
      return isNone ? -1 : value
    }
  }

  /** Passes digits. */
  skipDigits(): void {
    for (;;) {
      const others = noDigits(this.#view.getInt32(this.at, true) ^ zeros)
      if (others !== 0) {
        this.at += firstByte(others)
        return
      }
      this.at += 4
    }
  }

  /** True, and they are passed, where the next `length` bytes are those that `kept` begins with. */
  isSame(kept: DataView, length: number): boolean {
    const view = this.#view
    const from = this.at
    let i = 0
    for (; i + 4 <= length; i += 4) if (view.getInt32(from + i, true) !== kept.getInt32(i, true)) return false
    for (; i < length; i++) if (view.getUint8(from + i) !== kept.getUint8(i)) return false
    this.at = from + length
    return true
  }

  /** Goes to the next newline, and returns how many commas lie before it, modulo 256. */
  skipLine(): number {
    const view = this.#view
    let at = this.at
    let commas = 0
    for (;;) {
      const word = view.getInt32(at, true)
      const newlines = zeroBytes(word ^ newlineWord)
      const found = zeroBytes(word ^ commaWord)
      if (newlines !== 0) {
        // Of the word's commas, those below its first newline.
        commas += (found & ((newlines & -newlines) - 1)) >>> 7
        this.at = at + firstByte(newlines)
        return Math.imul(commas, 0x01010101) >>> 24
      }
      commas += found >>> 7
      at += 4
    }
  }
}

const zeros = 0x30303030
const newlineWord = 0x0a0a0a0a
const commaWord = 0x2c2c2c2c
const powersOfTen = Int32Array.of(1, 10, 100, 1000)

/** High bits of the bytes above 9; exact for the first of them. */
function noDigits(digits: number): number {
  return ((digits + 0x76767676) | digits) & 0x80808080
}

/** High bits of the bytes that are zero. */
function zeroBytes(word: number): number {
  return ~(((word & 0x7f7f7f7f) + 0x7f7f7f7f) | word | 0x7f7f7f7f)
}

/** Which byte of the word has the lowest bit that is set. */
function firstByte(bits: number): number {
  return (31 - Math.clz32(bits & -bits)) >> 3
}

/** The number of four digits, the first in the lowest byte. */
function fourDigits(digits: number): number {
  const pairs = (Math.imul(digits, 10) + (digits >>> 8)) & 0x00ff00ff
  return (pairs & 0xff) * 100 + (pairs >>> 16)
}
