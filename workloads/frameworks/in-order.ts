/** The offers of a message as they come: a task takes room out of the first that has it. */
import {
  type JobTable,
  type OfferList,
  type OfferPlacement,
  scalarCount,
  type TaskId,
} from "../../sim/index.ts"

export class InOrder implements OfferPlacement {
  readonly #shapes: Float64Array
  readonly #shapeOf: Int32Array
  #room: Float64Array = new Float64Array()
  /** Offers before this position have no room for the shape that was looked for last. */
  #first = 0
  #lastShape = -1

  constructor({ shapes, taskShape }: JobTable) {
    this.#shapes = shapes
    this.#shapeOf = taskShape
  }

  open(offers: OfferList): void {
    this.#room = new Float64Array(offers.length * scalarCount)
    this.#lastShape = -1
    for (let i = 0; i < offers.length; i++)
      for (let k = 0; k < scalarCount; k++) this.#room[i * scalarCount + k] = offers.amount(i, k)
  }

  take(task: TaskId): number {
    const shape = this.#shapeOf[task]
    if (shape !== this.#lastShape) this.#first = 0
    this.#lastShape = shape
    while (this.#first * scalarCount < this.#room.length && !this.#has(this.#first, shape)) this.#first++
    if (this.#first * scalarCount >= this.#room.length) return -1
    this.#move(this.#first, shape, -1)
    return this.#first
  }

  giveBack(task: TaskId, position: number): void {
    this.#move(position, this.#shapeOf[task], +1)
    this.#lastShape = -1
  }

  #has(position: number, shape: number): boolean {
    for (let k = 0; k < scalarCount; k++)
      if (this.#shapes[shape * scalarCount + k] > this.#room[position * scalarCount + k]) return false
    return true
  }

  #move(position: number, shape: number, sign: 1 | -1): void {
    for (let k = 0; k < scalarCount; k++)
      this.#room[position * scalarCount + k] += sign * this.#shapes[shape * scalarCount + k]
  }
}
