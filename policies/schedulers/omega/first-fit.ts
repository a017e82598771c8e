import {
  type AgentId,
  type Amounts,
  fits,
  type JobTable,
  type RandomStream,
  type TaskId,
} from "../../../sim/index.ts"
import type { Claims } from "./claims.ts"

/** Where a scheduler may claim: its copy of the cell, or an offer. */
export interface Room {
  /** A row per machine, in thousandths. */
  readonly free: Amounts
  /** Takes a task's request out of the room. Returns the machine's sequence number before. */
  claim(machine: AgentId, shapes: Amounts, shape: number): number
}

/**
 * Randomised first fit: try a machine at random; if the task fits it goes there, if not the machine is put aside until
 * the next job. Puts aside by swapping in `order`, the candidates' ids, of which the first `count` are tried. Tasks that
 * found no room are left out of `claims`. Source: CoreClusterSimulation.scala, Scheduler.scheduleJob.
 */
export function firstFit(
  tasks: readonly TaskId[],
  { shapes, taskShape }: JobTable,
  room: Room,
  { order, count }: { readonly order: Int32Array; readonly count: number },
  stream: RandomStream,
  claims: Claims,
): void {
  const { free } = room
  let left = count
  let shape = -1
  for (const task of tasks) {
    if (taskShape[task] !== shape) {
      shape = taskShape[task]
      left = count
    }
    while (left > 0) {
      // Uneven by less than 2^−39 for a million candidates, and quicker than `integer`.
      const place = Math.floor(stream.next() * left)
      const machine = order[place]
      if (fits(shapes, shape, free, machine)) {
        claims.add(task, machine, room.claim(machine, shapes, shape))
        break
      }
      order[place] = order[--left]
      order[left] = machine
    }
  }
}
