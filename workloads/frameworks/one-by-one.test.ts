import { expect, test } from "vitest"
import {
  createRandom,
  defaultRefusal,
  type OfferList,
  outcomeFinished,
  outcomeLost,
  thousandthsPerUnit,
} from "../../sim/index.ts"
import { tiny } from "../../sim/testing/index.ts"
import { oneByOne } from "./one-by-one.ts"

const offersOf = (...cpus: number[]): OfferList => ({
  length: cpus.length,
  id: (position) => 100 + position,
  agent: (position) => position,
  amount: (position, kind) => (kind === 0 ? cpus[position] * thousandthsPerUnit : 0),
})

function begin() {
  const { jobs } = tiny({ agents: 1, jobs: [{ framework: "a", tasks: 3, cpus: 2 }] })
  const column = () => new Int32Array(jobs.taskCount)
  const columns = { nextTask: column(), orderOfTask: column() }
  return oneByOne({ id: 0, jobs, isWaiting: () => true, ...columns, random: createRandom(1) })
}

test("one task goes out of every offer that holds one, and the rest comes back at once", () => {
  const framework = begin()
  expect([...framework.stageReady(0)]).toEqual([{ kind: "revive" }])
  expect([...framework.offersReceived(offersOf(8, 1, 8), 0)]).toEqual([
    { kind: "accept", offer: 100, tasks: [0], refuse: 0 },
    { kind: "accept", offer: 102, tasks: [1], refuse: 0 },
    { kind: "declineRest", refuse: defaultRefusal },
  ])
})

test("with nothing left to place it asks for nothing, until a task of its own is lost", () => {
  const framework = begin()
  for (const _ of framework.stageReady(0));
  const replies = [...framework.offersReceived(offersOf(2, 2, 2, 2), 0)]
  expect(replies.map(({ kind }) => kind)).toEqual(["accept", "accept", "accept", "suppress", "declineRest"])
  expect([...framework.taskEnded(0, outcomeFinished)]).toEqual([])
  expect([...framework.taskEnded(1, outcomeLost)]).toEqual([{ kind: "revive" }])
  expect([...framework.taskEnded(2, outcomeLost)]).toEqual([])
})
