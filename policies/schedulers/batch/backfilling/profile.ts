import { type Amounts, type Micros, scalarCount } from "../../../../sim/index.ts"

/**
 * What will be free, from now on, as far as is known: steps in time, the last of which goes on for ever. Reservations take
 * from it over their time.
 */
export class Profile {
  /** Step i lasts from times[i] up to, not including, times[i + 1]. */
  #times: number[]
  /** A row per step. */
  #free: number[]

  constructor(now: Micros, free: Amounts) {
    this.#times = [now]
    this.#free = [...free]
  }

  /** Forgets what is past. */
  advance(now: Micros): void {
    const past = this.#stepAt(now)
    if (past > 0) {
      this.#times.splice(0, past)
      this.#free.splice(0, past * scalarCount)
    }
    this.#times[0] = now
  }

  /** The first moment from `from` on from which `need` is free for `duration`; Infinity if there is none. */
  earliest(from: Micros, duration: Micros, need: Amounts): Micros {
    const steps = this.#times.length
    let start = Math.max(from, this.#times[0])
    for (let step = this.#stepAt(start); step < steps; step++) {
      if (!this.#holds(step, need)) {
        if (step + 1 === steps) break
        start = this.#times[step + 1]
      } else if (step + 1 === steps || this.#times[step + 1] >= start + duration) return start
    }
    return Infinity
  }

  /** Whether `need` is free at any moment from `from` up to, not including, `to`. */
  isEverFree(from: Micros, to: Micros, need: Amounts): boolean {
    for (let step = this.#stepAt(from); step < this.#times.length && this.#times[step] < to; step++)
      if (this.#holds(step, need)) return true
    return false
  }

  take(from: Micros, to: Micros, amounts: Amounts): void {
    this.#change(from, to, amounts, -1)
  }

  /** The same from `from` on for ever; `from` is after every step that there is. */
  giveLast(from: Micros, amounts: Amounts): void {
    const row = (this.#times.length - 1) * scalarCount
    this.#times.push(from)
    for (let k = 0; k < scalarCount; k++) this.#free.push(this.#free[row + k] + amounts[k])
  }

  give(from: Micros, to: Micros, amounts: Amounts): void {
    this.#change(from, to, amounts, 1)
  }

  #change(from: Micros, to: Micros, amounts: Amounts, sign: number): void {
    if (from >= to) return
    const first = this.#cutAt(from)
    const last = this.#cutAt(to)
    for (let step = first; step < last; step++)
      for (let k = 0; k < scalarCount; k++) this.#free[step * scalarCount + k] += sign * amounts[k]
    this.#join(last)
    this.#join(first)
  }

  /** The step that begins at `time`, made if there is none. */
  #cutAt(time: Micros): number {
    const step = this.#stepAt(time)
    if (this.#times[step] === time) return step
    const row = step * scalarCount
    this.#times.splice(step + 1, 0, time)
    this.#free.splice(row, 0, ...this.#free.slice(row, row + scalarCount))
    return step + 1
  }

  /** Makes one of the step and the one before it, if they are equal. */
  #join(step: number): void {
    if (step === 0) return
    const row = step * scalarCount
    for (let k = 0; k < scalarCount; k++)
      if (this.#free[row + k] !== this.#free[row - scalarCount + k]) return
    this.#times.splice(step, 1)
    this.#free.splice(row, scalarCount)
  }

  #stepAt(time: Micros): number {
    let [low, high] = [0, this.#times.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#times[middle] <= time) low = middle
      else high = middle - 1
    }
    return low
  }

  #holds(step: number, need: Amounts): boolean {
    const row = step * scalarCount
    for (let k = 0; k < scalarCount; k++) if (need[k] > 0 && need[k] > this.#free[row + k]) return false
    return true
  }
}
