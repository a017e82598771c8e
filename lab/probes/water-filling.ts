/**
 * What each role is entitled to: the dominant share that it would have if resources were fluid and dealt by weighted
 * Dominant Resource Fairness. All roles grow at speeds in proportion to their weights, each taking all resources in the
 * proportions of its own demand, until it has all it wants or a resource that it wants is used up.
 * Source: Ghodsi et al., NSDI 2011, §4 and §5.2 ("progressive filling"); entitlement: spec/metrics-and-charts.md §2.2.
 *
 * A demand for a resource of which there is none right now is left out. O(roles × resources) for each resource that runs
 * out, and an insertion sort of roles that were nearly in order the last time.
 */
import { scalarCount } from "../../sim/index.ts"

export class WaterFilling {
  readonly #weights: Float64Array
  /** How much of each resource, as a part of capacity, a role takes for each unit of level. */
  readonly #pace: Float64Array
  /** The dominant share of all that a role wants, and the level at which it has it. */
  readonly #wish: Float64Array
  readonly #contentAt: Float64Array
  readonly #order: Int32Array
  readonly #isFilling: Uint8Array
  readonly #used = new Float64Array(scalarCount)
  readonly #isUsedUp = new Uint8Array(scalarCount)
  readonly #speed = new Float64Array(scalarCount)

  constructor(weights: readonly number[]) {
    this.#weights = Float64Array.from(weights)
    this.#pace = new Float64Array(weights.length * scalarCount)
    this.#wish = new Float64Array(weights.length)
    this.#contentAt = new Float64Array(weights.length)
    this.#order = Int32Array.from(weights, (_, role) => role)
    this.#isFilling = new Uint8Array(weights.length)
  }

  /** Writes the shares, 0 to 1, to `entitlement`. `demand` has a row of amounts per role, `capacity` is one row. */
  fill(demand: Float64Array, capacity: Float64Array, entitlement: Float64Array): void {
    if (this.#readWishes(demand, capacity, entitlement)) return
    this.#sort()
    this.#used.fill(0)
    this.#isUsedUp.fill(0)
    this.#sumSpeeds()
    let level = 0
    for (let next = 0; next < this.#order.length;) {
      const role = this.#order[next]
      if (this.#isFilling[role] === 0) {
        next++
        continue
      }
      const scarce = this.#firstToRunOut(this.#contentAt[role] - level)
      if (scarce < 0) {
        this.#grow(this.#contentAt[role] - level)
        level = this.#contentAt[role]
        this.#stop(role)
        entitlement[role] = this.#wish[role]
      } else {
        const step = this.#room(scarce)
        this.#grow(step)
        level += step
        this.#isUsedUp[scarce] = 1
        for (let other = 0; other < this.#order.length; other++)
          if (this.#isFilling[other] === 1 && this.#pace[other * scalarCount + scarce] > 0) {
            this.#isFilling[other] = 0
            entitlement[other] = Math.min(this.#wish[other], level * this.#weights[other])
          }
        this.#sumSpeeds()
      }
    }
  }

  /** True if there is enough for everybody: then each gets its wish. */
  #readWishes(demand: Float64Array, capacity: Float64Array, entitlement: Float64Array): boolean {
    const total = this.#speed.fill(0)
    for (let role = 0; role < this.#wish.length; role++) {
      let wish = 0
      for (let k = 0; k < scalarCount; k++) {
        const part = capacity[k] > 0 ? demand[role * scalarCount + k] / capacity[k] : 0
        this.#pace[role * scalarCount + k] = part
        total[k] += part
        if (part > wish) wish = part
      }
      this.#wish[role] = wish
      entitlement[role] = wish
    }
    if (total.every((part) => part <= 1)) return true
    for (let role = 0; role < this.#wish.length; role++) {
      const wish = this.#wish[role]
      const weight = this.#weights[role]
      this.#isFilling[role] = wish > 0 ? 1 : 0
      this.#contentAt[role] = wish / weight
      if (wish > 0) for (let k = 0; k < scalarCount; k++) this.#pace[role * scalarCount + k] *= weight / wish
    }
    return false
  }

  /** Roles by the level at which they are content, then by id. */
  #sort(): void {
    const order = this.#order
    for (let i = 1; i < order.length; i++) {
      const role = order[i]
      let at = i - 1
      for (; at >= 0 && this.#isBefore(role, order[at]); at--) order[at + 1] = order[at]
      order[at + 1] = role
    }
  }

  #isBefore(a: number, b: number): boolean {
    const apart = this.#contentAt[a] - this.#contentAt[b]
    return apart < 0 || (apart === 0 && a < b)
  }

  #sumSpeeds(): void {
    this.#speed.fill(0)
    for (let role = 0; role < this.#wish.length; role++)
      if (this.#isFilling[role] === 1)
        for (let k = 0; k < scalarCount; k++) this.#speed[k] += this.#pace[role * scalarCount + k]
  }

  /** The resource that runs out first before the level has grown by `step`; −1 if none does. */
  #firstToRunOut(step: number): number {
    let scarce = -1
    for (let k = 0; k < scalarCount; k++) {
      if (this.#isUsedUp[k] === 1 || this.#speed[k] <= 0 || this.#room(k) >= step) continue
      if (scarce < 0 || this.#room(k) < this.#room(scarce)) scarce = k
    }
    return scarce
  }

  /** By how much the level may grow until resource `k` is used up. */
  #room(k: number): number {
    const left = 1 - this.#used[k]
    return left > 0 ? left / this.#speed[k] : 0
  }

  #grow(step: number): void {
    for (let k = 0; k < scalarCount; k++) this.#used[k] += this.#speed[k] * step
  }

  #stop(role: number): void {
    this.#isFilling[role] = 0
    for (let k = 0; k < scalarCount; k++) this.#speed[k] -= this.#pace[role * scalarCount + k]
  }
}
