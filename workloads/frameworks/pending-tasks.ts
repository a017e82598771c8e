/**
 * The tasks that a framework has yet to place: first come, first served, kept in one row per distinct request so that
 * an offer is compared with requests and not with tasks.
 */
import { type FrameworkSetting, type OfferList, scalarCount, type TaskId } from "../../sim/index.ts"

const none = -1

interface Row {
  readonly shape: number
  head: TaskId
  tail: TaskId
}

export class PendingTasks {
  count = 0
  readonly #shapes: Float64Array
  readonly #shapeOf: Int32Array
  readonly #next: Int32Array
  readonly #rows: Row[] = []
  readonly #rowOf = new Map<number, Row>()
  readonly #order: Int32Array
  #came = 0
  readonly #left = new Float64Array(scalarCount)

  constructor({ jobs, nextTask, orderOfTask }: FrameworkSetting) {
    this.#shapes = jobs.shapes
    this.#shapeOf = jobs.taskShape
    this.#next = nextTask
    this.#order = orderOfTask
  }

  add(task: TaskId): void {
    const shape = this.#shapeOf[task]
    this.#next[task] = none
    this.#order[task] = this.#came++
    this.count++
    const row = this.#rowOf.get(shape)
    if (row === undefined) {
      const added = { shape, head: task, tail: task }
      this.#rowOf.set(shape, added)
      this.#rows.push(added)
    } else {
      this.#next[row.tail] = task
      row.tail = task
    }
  }

  /** Takes out the tasks that fit into the offer together: in the order they came, passing over what does not fit. */
  takeWhatFits(offers: OfferList, position: number, atMost = Infinity): TaskId[] {
    const taken: TaskId[] = []
    for (let k = 0; k < scalarCount; k++) this.#left[k] = offers.amount(position, k)
    while (taken.length < atMost) {
      const row = this.#firstThatFits()
      if (row === undefined) break
      taken.push(row.head)
      for (let k = 0; k < scalarCount; k++) this.#left[k] -= this.#shapes[row.shape * scalarCount + k]
      this.#removeHead(row)
    }
    return taken
  }

  /**
   * Takes out the tasks that `place` finds a position for, in the order they came, by that position. A task for which
   * there is none speaks for all that request the same.
   */
  takePlaced(place: (task: TaskId) => number): Map<number, TaskId[]> {
    const taken = new Map<number, TaskId[]>()
    const hopeless = new Set<Row>()
    for (let row = this.#earliest(hopeless); row !== undefined; row = this.#earliest(hopeless)) {
      const task = row.head
      const position = place(task)
      if (position < 0) {
        hopeless.add(row)
        continue
      }
      const together = taken.get(position)
      if (together === undefined) taken.set(position, [task])
      else together.push(task)
      this.#removeHead(row)
    }
    return taken
  }

  #earliest(without: ReadonlySet<Row>): Row | undefined {
    let first: Row | undefined
    for (const row of this.#rows)
      if (!without.has(row) && (first === undefined || this.#order[row.head] < this.#order[first.head]))
        first = row
    return first
  }

  /** What is left shrinks only, so a row that did not fit before does not fit now: looking at all again is exact. */
  #firstThatFits(): Row | undefined {
    let first: Row | undefined
    let earliest = Infinity
    for (const row of this.#rows) {
      if (!this.#fits(row.shape)) continue
      const came = this.#order[row.head]
      if (came < earliest) {
        first = row
        earliest = came
      }
    }
    return first
  }

  #fits(shape: number): boolean {
    const s = shape * scalarCount
    const left = this.#left
    const shapes = this.#shapes
    return (
      shapes[s] <= left[0] && shapes[s + 1] <= left[1] && shapes[s + 2] <= left[2] && shapes[s + 3] <= left[3]
    )
  }

  #removeHead(row: Row): void {
    this.count--
    row.head = this.#next[row.head]
    if (row.head !== none) return
    this.#rowOf.delete(row.shape)
    this.#rows.splice(this.#rows.indexOf(row), 1)
  }
}
