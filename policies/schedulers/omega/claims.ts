import type { AgentId, JobTable, TaskId } from "../../../sim/index.ts"
import type { CellState } from "./cell-state.ts"
import type { Rules } from "./rules.ts"

/**
 * What a scheduler wants to put where: one transaction, or its part of the answer to an offer. The first `count` places of
 * the rows are claims; what stands behind them is left from earlier ones.
 */
export class Claims {
  count = 0
  readonly task: TaskId[] = []
  readonly machine: AgentId[] = []
  /** The machine's sequence number as the scheduler knew it. */
  readonly sequence: number[] = []

  add(task: TaskId, machine: AgentId, sequence: number): void {
    const place = this.count++
    this.task[place] = task
    this.machine[place] = machine
    this.sequence[place] = sequence
  }

  clear(): void {
    this.count = 0
  }

  /** Takes out the claims on the machine. Returns their tasks. */
  dropMachine(machine: AgentId): TaskId[] {
    const dropped: TaskId[] = []
    const all = this.count
    this.count = 0
    for (let i = 0; i < all; i++) {
      if (this.machine[i] === machine) dropped.push(this.task[i])
      else this.add(this.task[i], this.machine[i], this.sequence[i])
    }
    return dropped
  }

  /** Those of `tasks` for which nothing is claimed; the claims are in the order of the tasks. */
  unclaimed(tasks: readonly TaskId[]): TaskId[] {
    if (this.count === tasks.length) return []
    let next = 0
    return tasks.filter((task) => next === this.count || this.task[next] !== task || next++ < 0)
  }
}

/** What makes a claim fail: the machine has not enough any more, or anything was claimed on it since (coarse). */
export type Conflict = "resource-fit" | "sequence"

/** What fails with a claim: the claim alone, or the whole transaction. */
export type Commit = "incremental" | "all-or-nothing"

export interface TransactionRules {
  readonly conflict: Conflict
  readonly commit: Commit
  readonly rolledBackNumbers: Rules["rolledBackNumbers"]
}

/**
 * A sequence number is that of the machine when the scheduler looked, plus its own earlier claims there. So, as published,
 * after one claim of somebody else the second of two passes for the first; here it must fit as well.
 *
 * Makes the claims that do not conflict, in order, and leaves these in `claims`. Returns how many failed.
 * Source: CoreClusterSimulation.scala, CellState.commit and causesConflict.
 */
export function commit(
  claims: Claims,
  cell: CellState,
  { shapes, taskShape }: JobTable,
  rules: TransactionRules,
): number {
  const { task, machine, sequence } = claims
  const all = claims.count
  let made = 0
  for (let i = 0; i < all; i++) {
    const shape = taskShape[task[i]]
    const isStale = rules.conflict === "sequence" && sequence[i] !== cell.sequence[machine[i]]
    const conflicts = isStale || !cell.has(machine[i], shapes, shape)
    if (!conflicts) {
      cell.claim(machine[i], shapes, shape)
      task[made] = task[i]
      machine[made++] = machine[i]
    } else if (rules.commit === "all-or-nothing") {
      while (made > 0) {
        made--
        cell.release(machine[made], shapes, taskShape[task[made]])
        if (rules.rolledBackNumbers === "are restored") cell.lower(machine[made])
      }
      break
    }
  }
  claims.count = made
  return all - made
}
