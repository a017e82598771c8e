import { type Micros, scalarCount, type TaskId } from "../../../../sim/index.ts"
import type { Entry } from "../plane/entry.ts"
import type { Backfilling, BackfillingFactory, BatchParts } from "./backfilling.ts"
import { Profile } from "./profile.ts"
import { ReleaseCalendar } from "./release-calendar.ts"

/**
 * Conservative backfilling: everybody has a reservation, made on arrival, that no later arrival can push back. When work
 * ends before its user said, reservations move forward one by one, in the order of the queue.
 * Source: Mu'alem and Feitelson, "Utilization, predictability, workloads, and user runtime estimates …", IEEE TPDS 12(6), 2001.
 */
export const conservative: BackfillingFactory = (parts) => new Conservative(parts)

/** Work that runs longer than its user said is expected to end within so long; then again. */
const overdueGrace: Micros = 60_000_000

class Conservative implements Backfilling {
  readonly #parts: BatchParts
  readonly #calendar = new ReleaseCalendar()
  readonly #reserved = new Map<Entry, Micros>()
  #profile: Profile
  /** True if the profile is not what is: the machine changed, or what should have started could not. */
  #isStale = true
  #hasRoomEarlier = false

  constructor(parts: BatchParts) {
    this.#parts = parts
    this.#profile = new Profile(0, new Float64Array(scalarCount))
  }

  started(entry: Entry): void {
    this.#calendar.add(this.#parts.machine.now + entry.estimate, entry.need)
  }

  ended(task: TaskId): void {
    const { entries, machine, latestStart, request } = this.#parts
    const expectedEnd = latestStart(task) + entries.estimateOf(task)
    this.#calendar.subtract(expectedEnd, request(task))
    if (this.#reserved.size === 0) return
    // Where overdue work was thought to end is nowhere written down.
    if (expectedEnd < machine.now) this.#isStale = true
    if (expectedEnd <= machine.now) return
    this.#profile.give(machine.now, expectedEnd, request(task))
    this.#hasRoomEarlier = true
  }

  machineChanged(): void {
    this.#isStale = true
  }

  dispatch(): void {
    const { queue, machine } = this.#parts
    if (this.#reserved.size === 0) {
      this.#startFirst()
      if (queue.isEmpty) return
      this.#isStale = true
    }
    const waiting = queue.inOrder(machine.now)
    this.#profile.advance(machine.now)
    if (this.#isStale) this.#rebuild(waiting)
    else if (this.#hasRoomEarlier) this.#compress(waiting)
    for (const entry of waiting) if (!this.#reserved.has(entry)) this.#reserve(entry)
    if (!this.#startDue(waiting)) {
      // Somebody runs longer than said, or what is free is scattered: see what is true, and try once more.
      this.#rebuild(waiting.filter(({ isWaiting }) => isWaiting))
      this.#isStale = !this.#startDue(waiting)
    }
    queue.removeStarted()
  }

  /** While nobody waits nobody can be delayed, and the profile need not be kept: what fits now will fit on. */
  #startFirst(): void {
    const { queue, machine } = this.#parts
    while (!queue.isEmpty) {
      const first = queue.first(machine.now)
      if (!machine.start(first)) return
      queue.removeFirst(first)
    }
  }

  /** False if a reservation has come and could not be kept. */
  #startDue(waiting: readonly Entry[]): boolean {
    const { machine } = this.#parts
    let allStarted = true
    for (const entry of waiting) {
      if (!entry.isWaiting || (this.#reserved.get(entry) ?? Infinity) > machine.now) continue
      if (machine.start(entry)) this.#reserved.delete(entry)
      else allStarted = false
    }
    return allStarted
  }

  #reserve(entry: Entry): Micros {
    const start = this.#profile.earliest(this.#parts.machine.now, entry.estimate, entry.need)
    this.#reserved.set(entry, start)
    if (start < Infinity) this.#profile.take(start, start + entry.estimate, entry.need)
    return start
  }

  /**
   * Each may move forward into what is free; its own place is still free to it, so it never moves back. Who moves may make
   * room for one before it in the queue, so all are asked until nobody moves: then everybody starts when another ends.
   */
  #compress(waiting: readonly Entry[]): void {
    let anyMoved = true
    while (anyMoved) {
      anyMoved = false
      for (const entry of waiting) if (this.#movesForward(entry)) anyMoved = true
    }
    this.#hasRoomEarlier = false
  }

  #movesForward(entry: Entry): boolean {
    const { now } = this.#parts.machine
    const start = this.#reserved.get(entry)
    if (start === undefined || start <= now || !this.#profile.isEverFree(now, start, entry.need)) return false
    if (start < Infinity) this.#profile.give(start, start + entry.estimate, entry.need)
    return this.#reserve(entry) < start
  }

  #rebuild(waiting: readonly Entry[]): void {
    const { machine } = this.#parts
    const { now } = machine
    const free = Float64Array.from({ length: scalarCount }, (_, kind) => machine.free(kind))
    this.#profile = new Profile(now, free)
    const overdue = new Float64Array(scalarCount)
    this.#calendar.forEach((time, amounts) => {
      if (time > now) this.#profile.giveLast(time, amounts)
      else for (let k = 0; k < scalarCount; k++) overdue[k] += amounts[k]
    })
    this.#profile.give(now + overdueGrace, Infinity, overdue)
    this.#reserved.clear()
    for (const entry of waiting) this.#reserve(entry)
    this.#isStale = false
    this.#hasRoomEarlier = false
  }
}
