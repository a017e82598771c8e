/**
 * What tasks really used over time, beside what they asked for. A curve is steps: from each sample's time on the task
 * uses that much, until the next sample or its end; before the first sample it uses nothing that is known.
 */
import { assert } from "../kernel/assert.ts"
import type { Micros } from "../kernel/units.ts"
import { float64Column, GrowingColumn, int32Column } from "./columns.ts"

export interface UsageTable {
  readonly curveCount: number
  readonly sampleCount: number
  /** The samples of curve c are curveFirstSample[c] up to, not including, curveFirstSample[c + 1]. */
  readonly curveFirstSample: Int32Array
  /** µs since the task started; ascending within a curve. */
  readonly time: Float64Array
  /** Thousandths used from then on; 0 where the trace does not tell. */
  readonly cpus: Float64Array
  readonly mem: Float64Array
}

/** Fills a UsageTable: each curve followed by its samples. */
export class UsageTableBuilder {
  readonly #first = new GrowingColumn(int32Column)
  readonly #time = new GrowingColumn(float64Column)
  readonly #cpus = new GrowingColumn(float64Column)
  readonly #mem = new GrowingColumn(float64Column)

  /** The row of a new curve: what a task's detail `curve` is. */
  curve(): number {
    return this.#first.push(this.#time.length)
  }

  sample(time: Micros, cpus: number, mem: number): void {
    const last = this.#time.length - 1
    const begins = this.#first.at(this.#first.length - 1) > last
    assert(
      begins || this.#time.at(last) <= time,
      `a curve steps back from ${this.#time.at(last)} to ${time} µs`,
    )
    for (const value of [time, cpus, mem])
      assert(Number.isSafeInteger(value) && value >= 0, `a sample of usage holds ${value}`)
    this.#time.push(time)
    this.#cpus.push(cpus)
    this.#mem.push(mem)
  }

  build(): UsageTable {
    const curveCount = this.#first.length
    this.#first.push(this.#time.length)
    return {
      curveCount,
      sampleCount: this.#time.length,
      curveFirstSample: this.#first.finish(),
      time: this.#time.finish(),
      cpus: this.#cpus.finish(),
      mem: this.#mem.finish(),
    }
  }
}
