/**
 * When nodes report: each once an interval, at an offset of its own. Of all heartbeats only the next one that can matter
 * is wanted, so a node at which nothing that waits fits is passed over until something changes.
 */
import { type AgentId, type Micros, mix32 } from "../../../sim/index.ts"

export interface Heartbeat {
  readonly time: Micros
  readonly agent: AgentId
}

export class Heartbeats {
  readonly #interval: Micros
  /** In the order of their offsets, then ids. */
  readonly #agents: Int32Array
  readonly #offsets: Float64Array
  readonly #placeOf: Int32Array
  #lastTime: Micros = -1
  #lastPlace = -1

  /** `key` decides all offsets. */
  constructor(count: number, interval: Micros, key: number) {
    const offsetOf = Float64Array.from({ length: count }, (_, agent) => mix32(key, agent, 0) % interval)
    this.#interval = interval
    this.#agents = Int32Array.from({ length: count }, (_, agent) => agent).sort(
      (a, b) => offsetOf[a] - offsetOf[b] || a - b,
    )
    this.#offsets = Float64Array.from(this.#agents, (agent) => offsetOf[agent])
    this.#placeOf = new Int32Array(count)
    for (const [place, agent] of this.#agents.entries()) this.#placeOf[agent] = place
  }

  /** The agent reports now. */
  reports(agent: AgentId, now: Micros): void {
    this.#lastTime = now
    this.#lastPlace = this.#placeOf[agent]
  }

  /** The next heartbeat of that agent, from now on. */
  nextOf(agent: AgentId, now: Micros): Heartbeat {
    const place = this.#placeOf[agent]
    return { time: this.#timeOf(place, place < this.#firstPlace(now), now), agent }
  }

  /** The next heartbeat, from now on, of an agent that matters; undefined if none does. */
  next(now: Micros, matters: (agent: AgentId) => boolean): Heartbeat | undefined {
    const count = this.#agents.length
    const first = this.#firstPlace(now)
    for (let i = 0; i < count; i++) {
      const isNextTurn = first + i >= count
      const place = isNextTurn ? first + i - count : first + i
      const agent = this.#agents[place]
      if (matters(agent)) return { time: this.#timeOf(place, isNextTurn, now), agent }
    }
    return undefined
  }

  #timeOf(place: number, isNextTurn: boolean, now: Micros): Micros {
    return now - (now % this.#interval) + this.#offsets[place] + (isNextTurn ? this.#interval : 0)
  }

  /** The first place of this turn that is still to report. */
  #firstPlace(now: Micros): number {
    const since = now % this.#interval
    let low = 0
    let high = this.#offsets.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#offsets[middle] < since) low = middle + 1
      else high = middle
    }
    return this.#lastTime === now ? Math.max(low, this.#lastPlace + 1) : low
  }
}
