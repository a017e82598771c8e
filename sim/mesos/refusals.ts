/**
 * Offer filters: a framework that declined what is free on an agent is not offered the same or less of it again for a
 * while. Kept as a list per agent, in pooled columns; what has expired is dropped when the list is next walked.
 * Source: spec/mesos.md §4.8.
 */
import { scalarCount, type Amounts } from "../cluster/resources.ts"
import type { AgentId, FrameworkId, Micros } from "../kernel/units.ts"

const none = -1

/** Where refusals stand. */
export interface RefusalBook {
  /** When the first of the refusals found by the last survey ends, µs; Infinity if it found none. */
  readonly firstEnd: Micros
  /** The framework does not want the scalars of `amounts` from `at` on, or any part of them, on the agent before `end`. */
  add(framework: FrameworkId, agent: AgentId, amounts: Amounts, at: number, end: Micros): void
  /** The framework takes back all its refusals: REVIVE, or it went away. */
  forgive(framework: FrameworkId): void
  /** Whether anybody refused anything of the agent that is not known to have ended. */
  any(agent: AgentId): boolean
  /** Nobody refuses anything of the agent any more. */
  clear(agent: AgentId): void
  /** Finds who refuses the scalars of `amounts` from `at` on, on the agent; `refusedBy` answers for it until the next survey. */
  survey(agent: AgentId, amounts: Amounts, at: number, now: Micros): void
  refusedBy(framework: FrameworkId): boolean
}

/** Of a policy that keeps refusals itself: nothing is known of them here. */
export const keptElsewhere: RefusalBook = {
  firstEnd: Infinity,
  add() {},
  forgive() {},
  any: () => false,
  clear() {},
  survey() {},
  refusedBy: () => false,
}

export class Refusals implements RefusalBook {
  firstEnd = Infinity
  readonly #heads: Int32Array
  readonly #epochOf: Int32Array
  readonly #surveyOf: Float64Array
  #survey = 0
  #next = new Int32Array(1024)
  #framework = new Int32Array(1024)
  #epoch = new Int32Array(1024)
  #end = new Float64Array(1024)
  #amounts = new Float64Array(1024 * scalarCount)
  #free = none
  #used = 0

  constructor(agentCount: number, frameworkCount: number) {
    this.#heads = new Int32Array(agentCount).fill(none)
    this.#epochOf = new Int32Array(frameworkCount)
    this.#surveyOf = new Float64Array(frameworkCount)
  }

  add(framework: FrameworkId, agent: AgentId, amounts: Amounts, at: number, end: Micros): void {
    const record = this.#take()
    this.#framework[record] = framework
    this.#epoch[record] = this.#epochOf[framework]
    this.#end[record] = end
    for (let k = 0; k < scalarCount; k++) {
      // An agent that is overcommitted has less than nothing free; nothing is what was offered and refused.
      const amount = amounts[at + k]
      this.#amounts[record * scalarCount + k] = amount > 0 ? amount : 0
    }
    this.#next[record] = this.#heads[agent]
    this.#heads[agent] = record
  }

  forgive(framework: FrameworkId): void {
    this.#epochOf[framework]++
  }

  any(agent: AgentId): boolean {
    return this.#heads[agent] !== none
  }

  clear(agent: AgentId): void {
    for (let record = this.#heads[agent]; record !== none;) {
      const next = this.#next[record]
      this.#release(record)
      record = next
    }
    this.#heads[agent] = none
  }

  survey(agent: AgentId, amounts: Amounts, at: number, now: Micros): void {
    this.#survey++
    this.firstEnd = Infinity
    let before = none
    for (let record = this.#heads[agent]; record !== none;) {
      const next = this.#next[record]
      const framework = this.#framework[record]
      if (this.#end[record] <= now || this.#epoch[record] !== this.#epochOf[framework]) {
        if (before === none) this.#heads[agent] = next
        else this.#next[before] = next
        this.#release(record)
      } else {
        if (this.#covers(record, amounts, at)) {
          this.#surveyOf[framework] = this.#survey
          if (this.#end[record] < this.firstEnd) this.firstEnd = this.#end[record]
        }
        before = record
      }
      record = next
    }
  }

  refusedBy(framework: FrameworkId): boolean {
    return this.#surveyOf[framework] === this.#survey
  }

  /** A refusal covers every part of what was refused, and nothing that has more of any kind. */
  #covers(record: number, amounts: Amounts, at: number): boolean {
    const refused = this.#amounts
    const r = record * scalarCount
    return (
      amounts[at] <= refused[r] &&
      amounts[at + 1] <= refused[r + 1] &&
      amounts[at + 2] <= refused[r + 2] &&
      amounts[at + 3] <= refused[r + 3]
    )
  }

  #take(): number {
    if (this.#free !== none) {
      const record = this.#free
      this.#free = this.#next[record]
      return record
    }
    if (this.#used === this.#next.length) this.#grow()
    return this.#used++
  }

  #release(record: number): void {
    this.#next[record] = this.#free
    this.#free = record
  }

  #grow(): void {
    const capacity = this.#used * 2
    this.#next = wider(this.#next, new Int32Array(capacity))
    this.#framework = wider(this.#framework, new Int32Array(capacity))
    this.#epoch = wider(this.#epoch, new Int32Array(capacity))
    this.#end = wider(this.#end, new Float64Array(capacity))
    this.#amounts = wider(this.#amounts, new Float64Array(capacity * scalarCount))
  }
}

function wider<T extends Int32Array | Float64Array>(old: T, roomier: T): T {
  roomier.set(old)
  return roomier
}
