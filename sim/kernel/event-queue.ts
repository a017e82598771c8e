import { InvariantError } from "./assert.ts"

/**
 * The future: events ordered by (time, order of pushing), as a radix timing wheel on typed arrays.
 *
 * Position is the time of the event last popped. A time is five digits: 11 + 11 + 10 bits of its low word, 11 + 10 of
 * its high word. An event waits in the bucket named by the highest digit in which it differs from the position, so the
 * first bucket that is not empty holds the earliest event. When that bucket is coarse, position moves to the earliest
 * time in it and its events are dealt out to finer buckets, each at most four times in its life. An exponential gap
 * around one second is touched twice.
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

  // An event is a record of eight words: its 32 bytes travel together from memory. Record 0 means "none".
  private records: Int32Array
  private recordsUsed = 1
  private freeRecord = 0

  // A finest bucket holds one time: its records are linked, `heads` to `tails`. A coarse bucket holds many, in pages of
  // record numbers, so that dealing them out need not wait for one record to learn where the next is: `heads` is its
  // first page, `tails` the place after the last number. A cancelled one leaves a hole, 0.
  private readonly heads = new Int32Array(bucketCount)
  private readonly tails = new Int32Array(bucketCount)
  private pages: Int32Array
  private pagesUsed = 1
  private freePage = 0
  private holes = 0

  // Three tiers of bits find the first bucket that is not empty.
  private readonly bits = new Int32Array(bucketCount >>> 5)
  private readonly bitsOfBits = new Int32Array(bucketCount >>> 10)
  private top = 0

  private positionLow = 0
  private positionHigh = 0
  private earliest = nothing // or `unknown`

  /** `initialCapacity` events fit before the queue grows, 1 to 2^24 − 1. */
  constructor(initialCapacity = 1024) {
    const records = Math.min(initialCapacity, recordsMax - 1) + 1
    this.records = new Int32Array(records << recordShift)
    this.pages = new Int32Array(1024 << pageShift)
  }

  /**
   * Plans an event and returns a handle for `cancel`, a positive safe integer. `time` is a whole number of microseconds
   * from the last popped time to 2^53 − 1; the rest are signed 32-bit integers. Throws InvariantError otherwise.
   */
  push(time: number, kind: number, a: number, b: number): number {
    if (!(time >= this.time && time <= lastTime && Math.floor(time) === time)) refuseTime(time, this.time)
    if ((kind | 0) !== kind || (a | 0) !== a || (b | 0) !== b) refuseWords(kind, a, b)
    const record = this.freeRecord === 0 ? this.unusedRecord() : this.freeRecord
    const at = record << recordShift
    const records = this.records
    this.freeRecord = records[at + next]
    const timeLow = time | 0
    const timeHigh = (time * perHighWord) | 0
    records[at + low] = timeLow
    records[at + high] = timeHigh
    records[at + kindWord] = kind
    records[at + aWord] = a
    records[at + bWord] = b
    this.append(record, this.bucketOf(timeLow, timeHigh))
    if (time < this.earliest) this.earliest = time
    this.size++
    return ++records[at + generation] * recordsMax + record
  }

  /** Takes an event back; false if it has already happened or was cancelled, however often its place was reused. */
  cancel(handle: number): boolean {
    const records = this.records
    const record = handle % recordsMax
    const issue = (handle - record) / recordsMax
    if (!(Number.isSafeInteger(handle) && handle > 0 && record < this.recordsUsed)) return false
    const at = record << recordShift
    if ((issue & 1) === 0 || records[at + generation] !== issue) return false
    const timeLow = records[at + low]
    const timeHigh = records[at + high]
    if (timeHigh * highWord + (timeLow >>> 0) === this.earliest) this.earliest = unknown
    const bucket = this.bucketOf(timeLow, timeHigh)
    if (bucket < levelOne) this.unlink(at, bucket)
    else this.leaveHole(at)
    this.release(record)
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
    const records = this.records
    const at = record << recordShift
    this.kind = records[at + kindWord]
    this.a = records[at + aWord]
    this.b = records[at + bWord]
    const following = records[at + next]
    this.heads[bucket] = following
    if (following === 0) {
      this.tails[bucket] = 0
      this.clearBit(bucket)
      this.earliest = unknown
    } else {
      records[(following << recordShift) + previous] = 0
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
    let found = nothing
    while (found === nothing && this.top !== 0) {
      const first = this.firstBucket()
      if (first < levelOne)
        found = this.positionHigh * highWord + (((this.positionLow & ~digitMask) | first) >>> 0)
      else {
        found = this.earliestIn(first)
        if (found === nothing) this.dealOut(first) // nothing but holes
      }
    }
    this.earliest = found
    return found
  }

  private earliestIn(bucket: number): number {
    const { pages, records } = this
    const end = this.tails[bucket]
    let leastHigh = highWord
    let leastLow = 0
    let place = (this.heads[bucket] << pageShift) + 1
    while (place !== end) {
      if ((place & pageMask) === 0) place = (pages[place - pageWords] << pageShift) + 1
      const at = pages[place++] << recordShift
      if (at === 0) continue
      const timeHigh = records[at + high]
      const timeLow = records[at + low] >>> 0
      if (timeHigh < leastHigh || (timeHigh === leastHigh && timeLow < leastLow)) {
        leastHigh = timeHigh
        leastLow = timeLow
      }
    }
    return leastHigh === highWord ? nothing : leastHigh * highWord + leastLow
  }

  /** Moves the events of a coarse bucket to where the position wants them, in order, and drops its holes. */
  private dealOut(bucket: number): void {
    const records = this.records
    const end = this.tails[bucket]
    let page = this.heads[bucket]
    let place = (page << pageShift) + 1
    this.heads[bucket] = 0
    this.tails[bucket] = 0
    this.clearBit(bucket)
    while (place !== end) {
      if ((place & pageMask) === 0) {
        const following = this.pages[place - pageWords]
        this.releasePage(page)
        page = following
        place = (page << pageShift) + 1
      }
      const record = this.pages[place++]
      if (record === 0) this.holes--
      else {
        const at = record << recordShift
        this.append(record, this.bucketOf(records[at + low], records[at + high]))
      }
    }
    this.releasePage(page)
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
    const records = this.records
    const at = record << recordShift
    const tail = this.tails[bucket]
    if (tail === 0) this.setBit(bucket)
    if (bucket < levelOne) {
      records[at + next] = 0
      records[at + previous] = tail
      if (tail === 0) this.heads[bucket] = record
      else records[(tail << recordShift) + next] = record
      this.tails[bucket] = record
    } else {
      const place = (tail & pageMask) === 0 ? this.turnPage(bucket, tail) : tail
      this.pages[place] = record
      records[at + next] = place
      this.tails[bucket] = place + 1
    }
  }

  /** Gives a coarse bucket another page and returns its first place. Word 0 of a page is the next page. */
  private turnPage(bucket: number, tail: number): number {
    const page = this.freePage === 0 ? this.unusedPage() : this.freePage
    this.freePage = this.pages[page << pageShift]
    if (tail === 0) this.heads[bucket] = page
    else this.pages[tail - pageWords] = page
    return (page << pageShift) + 1
  }

  private unlink(at: number, bucket: number): void {
    const records = this.records
    const before = records[at + previous]
    const after = records[at + next]
    if (before === 0) this.heads[bucket] = after
    else records[(before << recordShift) + next] = after
    if (after === 0) this.tails[bucket] = before
    else records[(after << recordShift) + previous] = before
    if (this.heads[bucket] === 0) this.clearBit(bucket)
  }

  private leaveHole(at: number): void {
    this.pages[this.records[at + next]] = 0
    if (++this.holes > 2 * this.size + 4096) this.fillHoles()
  }

  private fillHoles(): void {
    for (let bucket = levelOne; bucket < bucketCount; bucket++) {
      if (this.tails[bucket] !== 0) this.dealOut(bucket)
    }
  }

  private setBit(bucket: number): void {
    const word = bucket >>> 5
    this.bits[word] |= 1 << bucket
    this.bitsOfBits[word >>> 5] |= 1 << word
    this.top |= 1 << (word >>> 5)
  }

  private clearBit(bucket: number): void {
    const word = bucket >>> 5
    if ((this.bits[word] &= ~(1 << bucket)) !== 0) return
    if ((this.bitsOfBits[word >>> 5] &= ~(1 << word)) !== 0) return
    this.top &= ~(1 << (word >>> 5))
  }

  /** Frees a record under a new generation. One that has run out of generations is never used again. */
  private release(record: number): void {
    const at = record << recordShift
    this.size--
    if (++this.records[at + generation] === generationsMax) return
    this.records[at + next] = this.freeRecord
    this.freeRecord = record
  }

  private releasePage(page: number): void {
    this.pages[page << pageShift] = this.freePage
    this.freePage = page
  }

  private unusedRecord(): number {
    const record = this.recordsUsed++
    if (record << recordShift === this.records.length) {
      if (record >= recordsMax) throw new InvariantError(`more than ${recordsMax - 1} events wait at once`)
      this.records = enlarged(this.records, Math.min(record * 2, recordsMax) << recordShift)
    }
    return record
  }

  private unusedPage(): number {
    const page = this.pagesUsed++
    if (page << pageShift === this.pages.length) this.pages = enlarged(this.pages, this.pages.length * 2)
    return page
  }
}

function refuseTime(time: number, now: number): never {
  throw new InvariantError(
    `an event was planned for ${time} µs at ${now} µs; it must be a whole number from then on`,
  )
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

// Words of a record. In a coarse bucket, `next` is the record's place in a page.
const recordShift = 3
const low = 0
const high = 1
const next = 2
const previous = 3
const kindWord = 4
const aWord = 5
const bWord = 6
const generation = 7

const pageShift = 4
const pageWords = 1 << pageShift
const pageMask = pageWords - 1

// A handle is generation × 2^24 + record, below 2^53. A record's generation is odd while its event waits.
const recordsMax = 2 ** 24
const generationsMax = 2 ** 29

const highWord = 0x1_0000_0000
const perHighWord = 1 / highWord
const lastTime = Number.MAX_SAFE_INTEGER
const nothing = Number.POSITIVE_INFINITY
const unknown = -1

// First bucket of each digit, finest first.
const digitMask = (1 << 11) - 1
const levelOne = 2048
const levelTwo = 4096
const levelThree = 5120
const levelFour = 7168
const bucketCount = 8192
