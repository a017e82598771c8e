import { expect, test } from "vitest"
import { tiny } from "../testing/tiny.ts"
import { accountWidth, capacity, free, used } from "./accounts.ts"
import { Ledger } from "./ledger.ts"
import { chosenAgents, Reservations } from "./reservations.ts"
import { amounts, cpus, type ScalarName, scalarNames } from "./resources.ts"

const world = tiny({
  agents: 2,
  cpus: 8,
  mem: 64,
  frameworks: ["a", "b"],
  jobs: [
    { framework: "a", tasks: 2, cpus: 5 },
    { framework: "b", tasks: 2, cpus: 5 },
  ],
})

const fixed = (units: Partial<Record<ScalarName, number>>) =>
  [...amounts(units)].map((amount) => ({ amount, share: 0 }))

/** Agent 0 keeps three CPUs for role a. */
function keeping() {
  const reservations = new Reservations([{ role: 0, agents: [0], amounts: fixed({ cpus: 3 }) }], 2, 2)
  const ledger = new Ledger(world.jobs, world.agents, reservations)
  for (const agent of [0, 1]) ledger.setCapacity(agent, world.agents.capacity, agent)
  return { ledger, reservations }
}

const cpusOf = (reservations: Reservations, column: number) =>
  reservations.on(0, column).map(({ role, amounts: row }) => [role, row[cpus]])

test("what is reserved is part of the agent, and an offer that does not name it leaves it alone", () => {
  const { ledger, reservations } = keeping()
  expect(cpusOf(reservations, capacity)).toEqual([[0, 3000]])
  const offer = ledger.offer(0, 1)
  expect(ledger.offers.amounts[ledger.offers.slotOf(offer) * scalarNames.length + cpus]).toBe(5000)
  expect([ledger.accounts[free + cpus], ...cpusOf(reservations, free)]).toEqual([3000, [0, 3000]])
  expect(() => ledger.offer(0, 1, amounts({ cpus: 1 }))).toThrow("1 cpus offered on agent 0, which has 0")
})

test("a task takes what is reserved first, and gives it back where it was", () => {
  const { ledger, reservations } = keeping()
  const reserved = [{ role: 0, amounts: amounts({ cpus: 3 }) }]
  const offer = ledger.offer(0, 0, amounts({ cpus: 8, mem: 64 }), reserved)
  expect([reservations.held[cpus], ledger.roleHeld[cpus]]).toEqual([3000, 8000])
  ledger.useOffer(0, offer)
  ledger.returnOffer(offer)
  expect(cpusOf(reservations, used)).toEqual([[0, 3000]])
  expect(reservations.inTask(0).map(({ amounts: row }) => row[cpus])).toEqual([3000])
  expect([ledger.accounts[free + cpus], ledger.accounts[used + cpus]]).toEqual([3000, 5000])
  ledger.release(0, 0)
  expect([cpusOf(reservations, free), reservations.held[cpus]]).toEqual([[[0, 3000]], 0])
})

test("nobody is offered more of a reservation than is free of it, or one that is not there", () => {
  const { ledger } = keeping()
  const take = (agent: number, role: number, count: number) =>
    ledger.offer(agent, 0, amounts({ cpus: count }), [{ role, amounts: amounts({ cpus: count }) }])
  take(0, 0, 2)
  expect(() => take(0, 0, 2)).toThrow(
    "2000 thousandths of scalar 0 moved out of 1000 that are reserved to role 0",
  )
  expect(() => take(1, 0, 1)).toThrow("nothing of agent 1 is reserved to role 0")
  expect(() => take(0, 1, 1)).toThrow("nothing of agent 0 is reserved to role 1")
})

test("an agent that shrinks keeps what it can, in the order of the roles; what is used stays used", () => {
  const rules = [0, 1].map((role) => ({ role, agents: [0], amounts: fixed({ cpus: 3 }) }))
  const reservations = new Reservations(rules, 2, 2)
  const ledger = new Ledger(world.jobs, world.agents, reservations)
  ledger.setCapacity(0, world.agents.capacity, 0)
  const all = [{ role: 1, amounts: amounts({ cpus: 3 }) }]
  const offer = ledger.offer(0, 1, amounts({ cpus: 5 }), all)
  ledger.useOffer(2, offer)
  ledger.returnOffer(offer)
  ledger.setCapacity(0, amounts({ cpus: 4 }), 0)
  expect(cpusOf(reservations, capacity)).toEqual([
    [0, 3000],
    [1, 1000],
  ])
  expect(Array.from([0, 1], (role) => reservations.total[role * scalarNames.length + cpus])).toEqual([
    3000, 1000,
  ])
  expect(cpusOf(reservations, free)).toEqual([[0, 3000]])
  // Two CPUs of the task are out of what nobody has reserved any more: a debt until it ends.
  expect(reservations.unreserved(0, cpus, ledger.accounts[free + cpus])).toBe(0)
  ledger.release(2, 0)
  expect([ledger.accounts[free + cpus], reservations.accounts[accountWidth + used]]).toEqual([4000, 0])
})

test("a part of what each agent has is reserved where that is said", () => {
  const half = scalarNames.map(() => ({ amount: 0, share: 0.5 }))
  const reservations = new Reservations([{ role: 1, agents: [0], amounts: half }], 1, 2)
  reservations.setCapacity(0, amounts({ cpus: 3.001, mem: 10 }), 0)
  expect(reservations.on(0, free)).toEqual([{ role: 1, amounts: amounts({ cpus: 1.5, mem: 5 }) }])
  reservations.removeAgent(0)
  expect([reservations.on(0, free), reservations.total.some((amount) => amount > 0)]).toEqual([[], false])
})

test("the agents that are chosen are the same for a name, and more of them are these and others", () => {
  const few = chosenAgents(3, 20, "ads")
  expect(few).toEqual(chosenAgents(3, 20, "ads"))
  expect(chosenAgents(9, 20, "ads")).toEqual(expect.arrayContaining(few))
  expect(chosenAgents(3, 20, "web")).not.toEqual(few)
  expect([chosenAgents(99, 4, "ads"), chosenAgents(0, 4, "ads")]).toEqual([[0, 1, 2, 3], []])
})
