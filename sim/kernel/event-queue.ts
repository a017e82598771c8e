import { InvariantError } from "./assert.ts"

/**
 * The future: events ordered by (time, order of pushing), as a radix timing wheel on typed arrays.
 *
 * Position is the time of the event last popped. A time is five digits: 11 + 11 + 10 bits of its low word, 11 + 10 of
 * its high word. An event waits in the bucket named by the highest digit in which it differs from the position, so the
 * first bucket that is not empty holds the earliest event. When that bucket is coarse, position moves to the earliest
 * time in it and the others move to finer buckets, each at most four times in its life. An exponential gap around one
 * second is touched twice.
 *
 * Equal times stay in order without being compared: a coarse bucket is dealt out, in order, into finer buckets that
 * were empty, before anything can be pushed into these directly.
 *
 * Position moves only when an event is popped. A pop that finds nothing within its limit leaves the queue as it was,
 * and events may still be pushed at any time from the last popped on. Source of the idea: Ahuja, Mehlhorn, Orlin,
 * Tarjan, "Faster algorithms for the shortest path problem", J. ACM 37 (1990), §2 (radix heap).
 */
export class EventQueue {
  /** Time of the event last popped, in whole microseconds; 0 before the first. Nothing can be pushed before it. */
  time = 0
  /** What the event last popped was pushed with: three signed 32-bit integers. */
  kind = 0
  a = 0
  b = 0
  /** Events that wait: pushed, and neither popped nor cancelled. */
  size = 0

  // An event is a record of four words in each of two arrays: `pool`, which is all that lists are walked and dealt by,
  // and `cargo`, which is touched when it is pushed and popped. Record 0 means "none".
  private pool: Int32Array
  private cargo: Int32Array
  private poolUsed = 1
  private freeRecord = 0

  // Buckets are lists. Three tiers of bits find the first that is not empty.
  private readonly heads = new Int32Array(bucketCount)
  private readonly tails = new Int32Array(bucketCount)
  private readonly bits = new Int32Array(bucketCount >>> 5)
  private readonly bitsOfBits = new Int32Array(bucketCount >>> 10)
  private top = 0

  private positionLow = 0
  private positionHigh = 0
  private earliest = nothing // or `unknown`

  /** `initialCapacity` events fit before the pool doubles, 1 to 2^24 − 1. */
  constructor(initialCapacity = 1024) {
    const length = (Math.min(initialCapacity, recordsMax - 1) + 1) * recordWords
    this.pool = new Int32Array(length)
    this.cargo = new Int32Array(length)
  }

  /**
   * Plans an event and returns a handle for `cancel`, a positive safe integer. `time` is a whole number of microseconds
   * from the last popped time to 2^53 − 1; the rest are signed 32-bit integers. Throws InvariantError otherwise.
   */
  push(time: number, kind: number, a: number, b: number): number {
    if (!(time >= this.time && time <= Number.MAX_SAFE_INTEGER && Math.floor(time) === time))
      this.refuse(time)
    if ((kind | 0) !== kind || (a | 0) !== a || (b | 0) !== b) refuseWords(kind, a, b)
    const record = this.freeRecord === 0 ? this.unusedRecord() : this.freeRecord
    const at = record * recordWords
    const { pool, cargo } = this
    this.freeRecord = pool[at + next]
    const timeLow = time | 0
    const timeHigh = (time * perHighWord) | 0
    pool[at + low] = timeLow
    pool[at + high] = timeHigh
    cargo[at + kindWord] = kind
    cargo[at + aWord] = a
    cargo[at + bWord] = b
    this.append(record, this.bucketOf(timeLow, timeHigh))
    if (time < this.earliest) this.earliest = time
    this.size++
    return ++cargo[at + generation] * recordsMax + record
  }

  /** Takes an event back; false if it has already happened or was cancelled, however often its place was reused. */
  cancel(handle: number): boolean {
    const { pool, cargo } = this
    const record = handle % recordsMax
    const at = record * recordWords
    const issue = (handle - record) / recordsMax
    if (!(Number.isSafeInteger(handle) && handle > 0 && record < this.poolUsed)) return false
    if ((issue & 1) === 0 || cargo[at + generation] !== issue) return false
    const timeLow = pool[at + low]
    const timeHigh = pool[at + high]
    this.unlink(at, this.bucketOf(timeLow, timeHigh))
    this.release(record)
    if (timeHigh * highWord + (timeLow >>> 0) === this.earliest) this.earliest = unknown
    return true
  }

  /**
   * Takes the earliest event into `time`, `kind`, `a`, `b` if its time is at most `limit`, and returns true.
   * Otherwise returns false and nothing has changed.
   */
  pop(limit: number): boolean {
    const time = this.earliest === unknown ? this.findEarliest() : this.earliest
    if (!(time <= limit) || time === nothing) return false
    const first = this.firstBucket()
    this.time = time
    this.positionLow = time | 0
    this.positionHigh = (time * perHighWord) | 0
    if (first >= levelOne) this.dealOut(first)
    const bucket = this.positionLow & digitMask
    const record = this.heads[bucket]
    const { pool, cargo } = this
    const at = record * recordWords
    this.kind = cargo[at + kindWord]
    this.a = cargo[at + aWord]
    this.b = cargo[at + bWord]
    const following = pool[at + next]
    this.heads[bucket] = following
    if (following === 0) {
      this.tails[bucket] = 0
      this.clearBit(bucket)
      this.earliest = unknown
    } else {
      pool[following * recordWords + previous] = 0
      this.earliest = time
    }
    this.release(record)
    return true
  }

  /** Time of the earliest event in microseconds, Infinity when none waits. Disturbs nothing. */
  peekTime(): number {
    return this.earliest === unknown ? this.findEarliest() : this.earliest
  }

  private findEarliest(): number {
    this.earliest = this.top === 0 ? nothing : this.earliestIn(this.firstBucket())
    return this.earliest
  }

  private earliestIn(bucket: number): number {
    const pool = this.pool
    let at = this.heads[bucket] * recordWords
    let leastHigh = pool[at + high]
    let leastLow = pool[at + low] >>> 0
    // The finest buckets hold a single time.
    if (bucket >= levelOne) {
      while ((at = pool[at + next] * recordWords) !== 0) {
        const timeHigh = pool[at + high]
        const timeLow = pool[at + low] >>> 0
        if (timeHigh < leastHigh || (timeHigh === leastHigh && timeLow < leastLow)) {
          leastHigh = timeHigh
          leastLow = timeLow
        }
      }
    }
    return leastHigh * highWord + leastLow
  }

  /** Moves the events of the first, coarse bucket to where the new position wants them, in order. */
  private dealOut(bucket: number): void {
    const pool = this.pool
    let record = this.heads[bucket]
    this.heads[bucket] = 0
    this.tails[bucket] = 0
    this.clearBit(bucket)
    while (record !== 0) {
      const at = record * recordWords
      const following = pool[at + next]
      this.append(record, this.bucketOf(pool[at + low], pool[at + high]))
      record = following
    }
  }

  private bucketOf(timeLow: number, timeHigh: number): number {
    const differsHigh = timeHigh ^ this.positionHigh
    if (differsHigh === 0) {
      const differs = (timeLow ^ this.positionLow) >>> 0
      if (differs < 1 << 11) return timeLow & digitMask
      if (differs < 1 << 22) return levelOne + ((timeLow >>> 11) & digitMask)
      return levelTwo + (timeLow >>> 22)
    }
    if (differsHigh < 1 << 11) return levelThree + (timeHigh & digitMask)
    return levelFour + (timeHigh >>> 11)
  }

  private firstBucket(): number {
    const high = trailingZeros(this.top)
    const middle = (high << 5) | trailingZeros(this.bitsOfBits[high])
    return (middle << 5) | trailingZeros(this.bits[middle])
  }

  private append(record: number, bucket: number): void {
    const pool = this.pool
    const tail = this.tails[bucket]
    const at = record * recordWords
    pool[at + next] = 0
    pool[at + previous] = tail
    this.tails[bucket] = record
    if (tail !== 0) {
      pool[tail * recordWords + next] = record
      return
    }
    this.heads[bucket] = record
    const word = bucket >>> 5
    this.bits[word] |= 1 << bucket
    this.bitsOfBits[word >>> 5] |= 1 << word
    this.top |= 1 << (word >>> 5)
  }

  private unlink(at: number, bucket: number): void {
    const pool = this.pool
    const before = pool[at + previous]
    const after = pool[at + next]
    if (before === 0) this.heads[bucket] = after
    else pool[before * recordWords + next] = after
    if (after === 0) this.tails[bucket] = before
    else pool[after * recordWords + previous] = before
    if (this.heads[bucket] === 0) this.clearBit(bucket)
  }

  private clearBit(bucket: number): void {
    const word = bucket >>> 5
    if ((this.bits[word] &= ~(1 << bucket)) !== 0) return
    if ((this.bitsOfBits[word >>> 5] &= ~(1 << word)) !== 0) return
    this.top &= ~(1 << (word >>> 5))
  }

  /** Frees a record under a new generation. One that has run out of generations is never used again. */
  private release(record: number): void {
    const at = record * recordWords
    this.size--
    if (++this.cargo[at + generation] === generationsMax) return
    this.pool[at + next] = this.freeRecord
    this.freeRecord = record
  }

  private unusedRecord(): number {
    const record = this.poolUsed++
    if (record * recordWords === this.pool.length) {
      if (record >= recordsMax) throw new InvariantError(`more than ${recordsMax - 1} events wait at once`)
      const length = Math.min(record * 2, recordsMax) * recordWords
      this.pool = enlarged(this.pool, length)
      this.cargo = enlarged(this.cargo, length)
    }
    return record
  }

  private refuse(time: number): never {
    throw new InvariantError(
      `an event was planned for ${time} µs at ${this.time} µs; it must be a whole number from then on`,
    )
  }
}

function refuseWords(kind: number, a: number, b: number): never {
  throw new InvariantError(`an event carries (${kind}, ${a}, ${b}); each must be a signed 32-bit integer`)
}

function enlarged(words: Int32Array, length: number): Int32Array {
  const larger = new Int32Array(length)
  larger.set(words)
  return larger
}

function trailingZeros(word: number): number {
  return 31 - Math.clz32(word & -word)
}

// Words of a record.
const recordWords = 4
const low = 0
const high = 1
const next = 2
const previous = 3
const kindWord = 0
const aWord = 1
const bWord = 2
const generation = 3

// A handle is generation × 2^24 + record, below 2^53. A record's generation is odd while its event waits.
const recordsMax = 2 ** 24
const generationsMax = 2 ** 29

const highWord = 0x1_0000_0000
const perHighWord = 1 / highWord
const unknown = -1
const nothing = Number.POSITIVE_INFINITY

// First bucket of each digit, finest first.
const digitMask = (1 << 11) - 1
const levelOne = 2048
const levelTwo = 4096
const levelThree = 5120
const levelFour = 7168
const bucketCount = 8192
