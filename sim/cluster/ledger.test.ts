import fc from "fast-check"
import { expect, test } from "vitest"
import { tiny } from "../testing/tiny.ts"
import { InvariantError } from "../kernel/assert.ts"
import { accountWidth, capacity, free, offered, used } from "./accounts.ts"
import { Ledger } from "./ledger.ts"
import { amounts, cpus, mem, scalarCount } from "./resources.ts"

/** Frameworks a/1 and a/2 of one role and b; tasks 0 and 1 of a/1, 2 of a/2, 3 of b, each of 1 core and 2 MiB. */
const world = tiny({
  agents: 2,
  cpus: 4,
  mem: 8,
  jobs: [
    { framework: "a/1", tasks: 2, cpus: 1, mem: 2 },
    { framework: "a/2", cpus: 1, mem: 2 },
    { framework: "b", cpus: 1, mem: 2 },
  ],
})
const [a1, a2, b] = [0, 1, 2]

function ledger(): Ledger {
  const books = new Ledger(world.jobs, world.agents)
  for (const agent of [0, 1]) books.setCapacity(agent, world.agents.capacity, agent)
  return books
}

/** The cores of an agent: free, offered, used, of. */
function cores({ accounts }: Ledger, agent: number): number[] {
  return [free, offered, used, capacity].map(
    (column) => accounts[agent * accountWidth + column + cpus] / 1000,
  )
}

test("a cluster begins with nothing, and an agent that joins is all free", () => {
  const books = new Ledger(world.jobs, world.agents)
  expect([...books.up]).toEqual([0, 0])
  books.setCapacity(1, world.agents.capacity, 1)
  expect([...books.up]).toEqual([0, 1])
  expect([cores(books, 0), cores(books, 1)]).toEqual([
    [0, 0, 0, 0],
    [4, 0, 0, 4],
  ])
  expect([...books.totalCapacity]).toEqual([4000, 8000, 0, 0])
})

test("an offer sets aside all that is free; a task leaves it with what it requests; the rest comes back", () => {
  const books = ledger()
  const offer = books.offer(0, a1)
  expect(cores(books, 0)).toEqual([0, 4, 0, 4])
  expect(books.useOffer(0, offer)).toBe(0)
  expect(cores(books, 0)).toEqual([0, 3, 1, 4])
  books.returnOffer(offer)
  expect(cores(books, 0)).toEqual([3, 0, 1, 4])
  books.release(0, 0)
  expect(cores(books, 0)).toEqual([4, 0, 0, 4])
  expect(cores(books, 1)).toEqual([4, 0, 0, 4])
})

test("a bag sets aside what is in it", () => {
  const books = ledger()
  const offer = books.offer(0, a1, amounts({ cpus: 1.5 }))
  expect(cores(books, 0)).toEqual([2.5, 1.5, 0, 4])
  expect([...books.offers.amounts.subarray(0, scalarCount)]).toEqual([1500, 0, 0, 0])
  books.returnOffer(offer)
  expect(cores(books, 0)).toEqual([4, 0, 0, 4])
})

test("without an offer a task takes from what is free", () => {
  const books = ledger()
  books.use(3, 1)
  expect(cores(books, 1)).toEqual([3, 0, 1, 4])
  expect([...books.totalUsed]).toEqual([1000, 2000, 0, 0])
})

test("what is offered and what is used is held by the framework and by its role", () => {
  const books = ledger()
  books.use(0, 0)
  books.offer(1, a2, amounts({ cpus: 3 }))
  books.use(3, 0)
  const held = (table: Float64Array, row: number) => table[row * scalarCount + cpus] / 1000
  expect([a1, a2, b].map((framework) => held(books.frameworkHeld, framework))).toEqual([1, 3, 1])
  expect([0, 1].map((role) => held(books.roleHeld, role))).toEqual([4, 1])
  expect([books.totalOffered[cpus], books.totalUsed[cpus], books.totalCapacity[cpus]]).toEqual([
    3000, 2000, 8000,
  ])
})

test("an agent that shrinks below what is used on it owes it, and offers nothing until it is paid", () => {
  const books = ledger()
  for (const task of [0, 1, 3]) books.use(task, 0)
  books.setCapacity(0, amounts({ cpus: 2, mem: 8 }), 0)
  expect(cores(books, 0)).toEqual([-1, 0, 3, 2])
  const offer = books.offer(0, a1)
  expect(cores(books, 0)).toEqual([-1, 0, 3, 2])
  expect(books.offers.amounts[mem]).toBe(2000)
  expect(() => books.use(2, 0)).toThrow(new InvariantError("1 cpus used on agent 0, which has -1"))
  books.returnOffer(offer)
  for (const task of [0, 1]) books.release(task, 0)
  expect(cores(books, 0)).toEqual([1, 0, 1, 2])
})

test("an agent that is lost takes its capacity with it, and can join again with another", () => {
  const books = ledger()
  books.removeAgent(0)
  expect([cores(books, 0), books.up[0], books.totalCapacity[cpus]]).toEqual([[0, 0, 0, 0], 0, 4000])
  books.setCapacity(0, amounts({ cpus: 16 }), 0)
  expect([cores(books, 0), books.up[0], books.totalCapacity[cpus]]).toEqual([[16, 0, 0, 16], 1, 20_000])
})

test.each<[string, (books: Ledger) => void]>([
  ["4.5 cpus offered on agent 0, which has 4", (books) => books.offer(0, a1, amounts({ cpus: 4.5 }))],
  ["-1 cpus offered on agent 0, which has 4", (books) => books.offer(0, a1, Float64Array.of(-1000, 0, 0, 0))],
  ["NaN mem offered on agent 0, which has 8", (books) => books.offer(0, a1, Float64Array.of(0, NaN, 0, 0))],
  ["1 gpus offered on agent 0, which has 0", (books) => books.offer(0, a1, amounts({ gpus: 1 }))],
  [
    "2 mem used of an offer on agent 0, which has 1",
    (books) => books.useOffer(0, books.offer(0, a1, amounts({ cpus: 4, mem: 1 }))),
  ],
  ["1 cpus used on agent 0, which has 0", (books) => (books.offer(0, a1), books.use(0, 0))],
  ["agent 0 lost cpus: free 5000 + offered 0 + used -1000 of 4000", (books) => books.release(0, 0)],
  [
    "agent 0 is gone with 1000 used and 0 offered of cpus",
    (books) => (books.use(0, 0), books.removeAgent(0)),
  ],
  [
    "agent 0 is gone with 0 used and 4000 offered of cpus",
    (books) => (books.offer(0, b), books.removeAgent(0)),
  ],
  ["agent 0 is lost but was not up", (books) => (books.removeAgent(0), books.removeAgent(0))],
])("%s: the law is broken, and it says so", (message, breakIt) => {
  expect(() => breakIt(ledger())).toThrow(InvariantError)
  expect(() => breakIt(ledger())).toThrow(message)
})

test("an offer is returned once, and nothing is used of one that was", () => {
  const books = ledger()
  const offer = books.offer(0, a1)
  books.returnOffer(offer)
  expect(() => books.returnOffer(offer)).toThrow(`offer ${offer} is not open`)
  expect(() => books.useOffer(0, offer)).toThrow(`offer ${offer} is not open`)
})

test.each([free, offered, used, capacity])(
  "an amount that slips out of column %d is missed at the next move",
  (column) => {
    const books = ledger()
    books.accounts[column + mem] += 1
    expect(() => books.use(0, 0)).toThrow(/^agent 0 lost mem: free \d+ \+ offered \d+ \+ used \d+ of \d+ /)
  },
)

test("whatever is moved, nothing is lost: every sum is the sum of its parts", () => {
  const move = fc.record({
    verb: fc.nat(3),
    agent: fc.nat(1),
    framework: fc.nat(2),
    task: fc.nat(3),
    cpus: fc.nat(4),
  })
  fc.assert(
    fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
      const books = ledger()
      const open: number[] = []
      const onAgent = new Map<number, number>()
      for (const { verb, agent, framework, task, cpus: wanted } of moves) {
        const at = onAgent.get(task)
        const isFree = books.accounts[agent * accountWidth + free + cpus]
        if (verb === 0)
          open.push(
            books.offer(agent, framework, amounts({ cpus: Math.min(wanted, Math.max(0, isFree / 1000)) })),
          )
        else if (verb === 1 && open.length > 0) books.returnOffer(open.pop() as number)
        else if (verb === 2 && at !== undefined) {
          books.release(task, at)
          onAgent.delete(task)
        } else if (verb === 2 && isFree >= 1000) {
          books.use(task, agent)
          onAgent.set(task, agent)
        } else if (verb === 3) books.setCapacity(agent, amounts({ cpus: wanted, mem: 8 }), 0)
      }
      const sum = (table: Float64Array, width: number, column: number, k: number) => {
        let total = 0
        for (let row = 0; row * width < table.length; row++) total += table[row * width + column + k]
        return total
      }
      for (const k of [cpus, mem]) {
        const [isFree, isOffered, isUsed, all] = [free, offered, used, capacity].map((column) =>
          sum(books.accounts, accountWidth, column, k),
        )
        expect(isFree + isOffered + isUsed).toBe(all)
        expect([isOffered, isUsed, all]).toEqual([
          books.totalOffered[k],
          books.totalUsed[k],
          books.totalCapacity[k],
        ])
        expect(sum(books.frameworkHeld, scalarCount, 0, k)).toBe(isOffered + isUsed)
        expect(sum(books.roleHeld, scalarCount, 0, k)).toBe(isOffered + isUsed)
      }
    }),
    { numRuns: 100 },
  )
})
