import { expect, test } from "vitest"
import { amounts, type JobTable } from "../../../sim/index.ts"
import { tiny } from "../../../sim/testing/index.ts"
import { CellState } from "./cell-state.ts"
import { Claims, commit, type TransactionRules } from "./claims.ts"

const jobs: JobTable = tiny({ agents: 1, jobs: [{ framework: "a", tasks: 3, cpus: 1 }] }).jobs

/** Two machines, of two cpus and of one, and claims for the tasks on these machines as they were known at the start. */
function transaction(
  machines: readonly number[],
  before: (cell: CellState) => void,
  rules: Partial<TransactionRules>,
) {
  const cell = new CellState(2)
  cell.set(0, amounts({ cpus: 2 }), 0)
  cell.set(1, amounts({ cpus: 1 }), 0)
  const claims = new Claims()
  const known = [...cell.sequence]
  for (const [task, machine] of machines.entries()) claims.add(task, machine, known[machine]++)
  before(cell)
  const numbers = [...cell.sequence]
  const failed = commit(claims, cell, jobs, {
    conflict: "resource-fit",
    commit: "incremental",
    rolledBackNumbers: "are restored",
    ...rules,
  })
  const raised = [...cell.sequence].map((number, machine) => number - numbers[machine])
  return { failed, made: claims.task.slice(0, claims.count), free: [cell.free[0], cell.free[4]], raised }
}

const other = (cell: CellState) => cell.claim(0, jobs.shapes, 0)

test("an undisturbed transaction makes all its claims, several of one machine too, under either rule of conflict", () => {
  for (const conflict of ["resource-fit", "sequence"] as const)
    expect(transaction([0, 0, 1], () => undefined, { conflict })).toEqual({
      failed: 0,
      made: [0, 1, 2],
      free: [0, 0],
      raised: [2, 1],
    })
})

test("after somebody else's claim the second of two no longer fits; by sequence numbers the first is stale, and the second passes for it", () => {
  expect(transaction([0, 0, 1], other, {})).toMatchObject({ failed: 1, made: [0, 2], free: [0, 0] })
  expect(transaction([0, 0, 1], other, { conflict: "sequence" })).toMatchObject({
    failed: 1,
    made: [1, 2],
    free: [0, 0],
  })
})

test("a rolled back transaction leaves the amounts as they were; the published one leaves the sequence numbers raised", () => {
  const rolledBack = { commit: "all-or-nothing" } as const
  expect(transaction([1, 0, 0], other, rolledBack)).toEqual({
    failed: 3,
    made: [],
    free: [1000, 1000],
    raised: [0, 0],
  })
  expect(transaction([1, 0, 0], other, { ...rolledBack, rolledBackNumbers: "stay raised" }).raised).toEqual([
    1, 1,
  ])
})
