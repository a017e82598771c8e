import { type Micros, never, scalarCount, type TaskId } from "../../../../sim/index.ts"
import type { Entry } from "../plane/entry.ts"
import type { Backfilling, BackfillingFactory, BatchParts } from "./backfilling.ts"
import { type Opening, ReleaseCalendar } from "./release-calendar.ts"

/**
 * EASY: only the first of the queue has a reservation, at the first moment when enough will have been freed by what users
 * said. Whoever fits now may start if it ends by then, or needs no more than will be left over.
 * Sources: Lifka, "The ANL/IBM SP scheduling system", JSSPP 1995; Mu'alem and Feitelson, IEEE TPDS 12(6), 2001.
 */
export const easy: BackfillingFactory = (parts) => new Easy(parts)

class Easy implements Backfilling {
  readonly #parts: BatchParts
  readonly #calendar = new ReleaseCalendar()

  constructor(parts: BatchParts) {
    this.#parts = parts
  }

  started(entry: Entry): void {
    this.#calendar.add(this.#parts.machine.now + entry.estimate, entry.need)
  }

  ended(task: TaskId): void {
    const { entries, latestStart, request } = this.#parts
    this.#calendar.subtract(latestStart(task) + entries.estimateOf(task), request(task))
  }

  dispatch(): void {
    const { queue, machine } = this.#parts
    while (!queue.isEmpty && queue.leastProcessors <= machine.free(0)) {
      const first = queue.first(machine.now)
      if (!machine.start(first)) {
        this.#backfill(first)
        return
      }
      queue.removeFirst(first)
    }
  }

  #backfill(first: Entry): void {
    const { queue, machine } = this.#parts
    const opening = this.#openingFor(first)
    let anyStarted = false
    for (const entry of queue.inOrder(machine.now)) {
      if (machine.free(0) < queue.leastProcessors) break
      if (entry === first || !machine.hasRoomFor(entry.need)) continue
      const endsInTime = machine.now + entry.estimate <= opening.time
      if (!endsInTime && !isWithin(entry, opening.spare)) continue
      if (!machine.start(entry)) continue
      anyStarted = true
      if (!endsInTime) for (let k = 0; k < scalarCount; k++) opening.spare[k] -= entry.need[k]
    }
    if (anyStarted) queue.removeStarted()
  }

  /** Where the first can never start as things are, nobody can delay it. */
  #openingFor({ need }: Entry): Opening {
    const { machine } = this.#parts
    const opening = this.#calendar.opening((kind) => machine.free(kind), need)
    if (opening === undefined) return { time: never, spare: new Float64Array(scalarCount) }
    const time: Micros = Math.max(opening.time, machine.now)
    return { time, spare: opening.spare }
  }
}

function isWithin({ need }: Entry, spare: Float64Array): boolean {
  for (let k = 0; k < scalarCount; k++) if (need[k] > 0 && need[k] > spare[k]) return false
  return true
}
