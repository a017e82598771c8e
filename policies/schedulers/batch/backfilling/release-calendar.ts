import { type Amounts, type Micros, scalarCount } from "../../../../sim/index.ts"

/** When so much will have been freed that a need fits, and what will then be left over. */
export interface Opening {
  readonly time: Micros
  readonly spare: Float64Array
}

/** Times in a block before it is cut in two. */
const fullBlock = 256

interface Block {
  /** Ascending; a row of `amounts` each. */
  readonly times: number[]
  readonly amounts: number[]
  readonly total: Float64Array
}

/**
 * What running work is expected to free, by time: times ascending in blocks with their sums, so that to add, to take back
 * and to ask cost some hundred steps whatever runs. Amounts at one time stand together.
 */
export class ReleaseCalendar {
  readonly #blocks: Block[] = []

  /** Work that needs nothing frees nothing: it has no time here, to be added or to be taken back. */
  add(time: Micros, amounts: Amounts): void {
    if (isNothing(amounts)) return
    const block = this.#blocks[this.#blockFor(time)] ?? this.#appended()
    const at = place(block.times, time)
    if (block.times[at] !== time) {
      block.times.splice(at, 0, time)
      block.amounts.splice(at * scalarCount, 0, ...zeros)
    }
    change(block, at, amounts, 1)
    if (block.times.length > fullBlock) this.#split(block)
  }

  /** Takes back what was added at that time, all of it or a part. */
  subtract(time: Micros, amounts: Amounts): void {
    if (isNothing(amounts)) return
    const b = this.#blockFor(time)
    const block = this.#blocks[b]
    const at = place(block.times, time)
    change(block, at, amounts, -1)
    const row = at * scalarCount
    for (let k = 0; k < scalarCount; k++) if (block.amounts[row + k] !== 0) return
    block.times.splice(at, 1)
    block.amounts.splice(row, scalarCount)
    if (block.times.length === 0) this.#blocks.splice(b, 1)
  }

  /** Visits times ascending, with the row of amounts that is freed then. */
  forEach(visit: (time: Micros, amounts: Amounts) => void): void {
    for (const { times, amounts } of this.#blocks)
      for (const [at, time] of times.entries())
        visit(time, Float64Array.from(amounts.slice(at * scalarCount, (at + 1) * scalarCount)))
  }

  /**
   * The first expected end after which `need` fits, with `free` free now; undefined if it never will. What is overdue is
   * expected at any moment, so its time may be past.
   */
  opening(free: (kind: number) => number, need: Amounts): Opening | undefined {
    const left = new Float64Array(scalarCount)
    for (let k = 0; k < scalarCount; k++) left[k] = free(k) - need[k]
    for (const { times, amounts, total } of this.#blocks) {
      if (!isEnough(left, need, total, 0)) {
        addTo(left, total, 0)
        continue
      }
      for (let at = 0; ; at++) {
        addTo(left, amounts, at * scalarCount)
        if (isEnough(left, need, zeros, 0)) return { time: times[at], spare: left }
      }
    }
    return undefined
  }

  /** The block that holds the time or has to: the first that ends at or after it, else the last. */
  #blockFor(time: Micros): number {
    let [low, high] = [0, Math.max(0, this.#blocks.length - 1)]
    while (low < high) {
      const middle = (low + high) >> 1
      const { times } = this.#blocks[middle]
      if (times[times.length - 1] >= time) high = middle
      else low = middle + 1
    }
    return low
  }

  #appended(): Block {
    const block = { times: [], amounts: [], total: new Float64Array(scalarCount) }
    this.#blocks.push(block)
    return block
  }

  #split(block: Block): void {
    const half = block.times.length >> 1
    const second: Block = {
      times: block.times.splice(half),
      amounts: block.amounts.splice(half * scalarCount),
      total: new Float64Array(scalarCount),
    }
    for (let at = 0; at < second.times.length; at++) addTo(second.total, second.amounts, at * scalarCount)
    for (let k = 0; k < scalarCount; k++) block.total[k] -= second.total[k]
    this.#blocks.splice(this.#blocks.indexOf(block) + 1, 0, second)
  }
}

const zeros: readonly number[] = Array.from({ length: scalarCount }, () => 0)

const isNothing = (amounts: Amounts) => amounts.every((amount) => amount === 0)

/** The first place in `times` that is not before `time`. */
function place(times: readonly number[], time: Micros): number {
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle] < time) low = middle + 1
    else high = middle
  }
  return low
}

function change(block: Block, at: number, amounts: Amounts, sign: number): void {
  for (let k = 0; k < scalarCount; k++) {
    block.amounts[at * scalarCount + k] += sign * amounts[k]
    block.total[k] += sign * amounts[k]
  }
}

function addTo(sum: Float64Array, amounts: ArrayLike<number>, row: number): void {
  for (let k = 0; k < scalarCount; k++) sum[k] += amounts[row + k]
}

/** Whether nothing that is needed is missing, once `more` is freed too. */
function isEnough(left: Float64Array, need: Amounts, more: ArrayLike<number>, row: number): boolean {
  for (let k = 0; k < scalarCount; k++) if (need[k] > 0 && left[k] + more[row + k] < 0) return false
  return true
}
