import { assert } from "../kernel/assert.ts"

interface Planned {
  readonly handle: number
  readonly time: number
  readonly kind: number
  readonly a: number
  readonly b: number
}

/**
 * The slow, obviously right twin of EventQueue: one list, sorted by (time, order of pushing). Every operation walks it.
 * Same methods, fields and errors; only the handles are other numbers.
 */
export class ReferenceQueue {
  time = 0
  kind = 0
  a = 0
  b = 0
  private waiting: Planned[] = []
  private pushed = 0

  get size(): number {
    return this.waiting.length
  }

  push(time: number, kind: number, a: number, b: number): number {
    assert(
      Number.isSafeInteger(time) && time >= this.time,
      `an event was planned for ${time} µs at ${this.time} µs`,
    )
    const handle = ++this.pushed
    const later = this.waiting.findIndex((event) => event.time > time)
    this.waiting.splice(later < 0 ? this.waiting.length : later, 0, { handle, time, kind, a, b })
    return handle
  }

  cancel(handle: number): boolean {
    const before = this.waiting.length
    this.waiting = this.waiting.filter((event) => event.handle !== handle)
    return this.waiting.length < before
  }

  pop(limit: number): boolean {
    if (!(this.peekTime() <= limit)) return false
    const event = this.waiting.shift()
    if (event === undefined) return false
    this.time = event.time
    this.kind = event.kind
    this.a = event.a
    this.b = event.b
    return true
  }

  peekTime(): number {
    return this.waiting[0]?.time ?? Infinity
  }
}
