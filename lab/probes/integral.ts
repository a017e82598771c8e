/**
 * Sums of amount × time without rounding. A product of thousandths and microseconds passes 2^53 within a second of
 * a large cluster, so the sum is kept in three limbs: low + high × 2^26 + total, the first two in doubles that stay
 * exact below 2^53, the last a bigint that is touched about once per simulated minute.
 */
import { type Micros } from "../../sim/index.ts"

const limb = 2 ** 26
const full = 2 ** 52

export class Integral {
  #low = 0
  #high = 0
  #total = 0n

  /** Adds `amount` × `span`; both are whole numbers, 0 to 2^53 − 1. */
  add(amount: number, span: Micros): void {
    if (amount === 0) return
    if (span >= limb || amount >= full) {
      this.#total += BigInt(amount) * BigInt(span)
      return
    }
    const upper = Math.floor(amount / limb)
    this.#low += (amount - upper * limb) * span
    this.#high += upper * span
    if (this.#low >= full || this.#high >= full) this.#carry()
  }

  get exact(): bigint {
    this.#carry()
    return this.#total
  }

  /** The sum ÷ `span`, µs above 0: the mean of the amount over that time. */
  over(span: Micros): number {
    const near = this.#high * limb + this.#low
    if (this.#total === 0n && near <= Number.MAX_SAFE_INTEGER) return near / span
    return ratio(this.exact, BigInt(span))
  }

  clear(): void {
    this.#low = 0
    this.#high = 0
    this.#total = 0n
  }

  #carry(): void {
    this.#total += BigInt(this.#low) + BigInt(this.#high) * BigInt(limb)
    this.#low = 0
    this.#high = 0
  }
}

/** Levels that hold from one moment to the next, each integrated over time: a step function, exactly. */
export class StepIntegrals {
  /** The levels from now on. Call `advance` before changing one. */
  readonly level: Float64Array
  readonly #integrals: readonly Integral[]
  #since: Micros = 0

  constructor(count: number) {
    this.level = new Float64Array(count)
    this.#integrals = Array.from({ length: count }, () => new Integral())
  }

  advance(now: Micros): void {
    const span = now - this.#since
    if (span <= 0) return
    for (let i = 0; i < this.level.length; i++) this.#integrals[i].add(this.level[i], span)
    this.#since = now
  }

  /** The integral of level i up to the last `advance`, exact. */
  exact(i: number): bigint {
    return this.#integrals[i].exact
  }

  over(i: number, span: Micros): number {
    return this.#integrals[i].over(span)
  }

  clear(): void {
    for (const integral of this.#integrals) integral.clear()
  }
}

/** a ÷ b, neither below 0, to the last bit or its neighbour, also where both are far beyond 2^53; NaN for b = 0. */
export function ratio(a: bigint, b: bigint): number {
  if (b === 0n) return Number.NaN
  return Number(a / b) + Number(((a % b) << 60n) / b) / 2 ** 60
}
