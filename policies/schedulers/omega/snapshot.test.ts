import fc from "fast-check"
import { expect, test } from "vitest"
import { amounts } from "../../../sim/index.ts"
import { CellState } from "./cell-state.ts"
import { Snapshot } from "./snapshot.ts"

const one = amounts({ cpus: 1 })
const four = amounts({ cpus: 4 })
const machines = 5

const steps = fc.array(
  fc.tuple(
    fc.constantFrom("claim", "release", "own claim", "sync", "down", "up"),
    fc.nat({ max: machines - 1 }),
  ),
  { maxLength: 80 },
)

test("a synchronised snapshot is a copy of the cell, however much has changed and was claimed in it", () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 1500 }), (moves, times) => {
      const cell = new CellState(machines)
      for (let machine = 0; machine < machines; machine++) cell.set(machine, four, 0)
      const snapshot = new Snapshot(cell)
      for (const [move, machine] of moves) {
        if (move === "claim" && cell.has(machine, one, 0)) cell.claim(machine, one, 0)
        else if (move === "release") cell.release(machine, one, 0)
        else if (move === "own claim" && snapshot.free[machine * 4] >= 1000) snapshot.claim(machine, one, 0)
        else if (move === "down") cell.takeDown(machine)
        else if (move === "up") for (let i = 0; i < times; i++) cell.set(machine, four, 0)
        else if (move === "sync") {
          snapshot.sync()
          expect(snapshot.free).toEqual(cell.free)
          expect(snapshot.sequence).toEqual(cell.sequence)
        }
      }
    }),
    { numRuns: 60 },
  )
})

test("between two looks a snapshot does not see what others do", () => {
  const cell = new CellState(1)
  cell.set(0, four, 0)
  const snapshot = new Snapshot(cell)
  cell.claim(0, one, 0)
  expect([snapshot.free[0], cell.free[0]]).toEqual([4000, 3000])
})
