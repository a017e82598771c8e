import { expect, test } from "vitest"
import { InvariantError } from "../kernel/assert.ts"
import { agentJoins, agentLost, agentResized, AgentTableBuilder } from "./agents.ts"
import { amounts } from "./resources.ts"

test("agents keep the order in which they were added, with what they have and whether they are there at first", () => {
  const builder = new AgentTableBuilder()
  expect(builder.agent(amounts({ cpus: 4, mem: 8 }), 77)).toBe(0)
  expect(builder.agent(amounts({ gpus: 2 }), 33, false)).toBe(1)
  expect(builder.count).toBe(2)
  const table = builder.build("machine-")
  expect(table.count).toBe(2)
  expect([...table.capacity]).toEqual([4000, 8000, 0, 0, 0, 0, 0, 2000])
  expect([...table.upAtStart]).toEqual([1, 0])
  expect([...table.label]).toEqual([77, 33])
  expect(table.labelPrefix).toBe("machine-")
})

test("changes stand in order of time, each with its new amounts", () => {
  const builder = new AgentTableBuilder()
  const agent = builder.agent([1000, 0, 0, 0], 0)
  builder.change(5, agent, agentLost, [])
  builder.change(5, agent, agentJoins, [2000])
  builder.change(9, agent, agentResized, [3000, 1])
  const { changes } = builder.build()
  expect(changes.count).toBe(3)
  expect([...changes.time]).toEqual([5, 5, 9])
  expect([...changes.agent]).toEqual([agent, agent, agent])
  expect([...changes.change]).toEqual([agentLost, agentJoins, agentResized])
  expect([...changes.capacity]).toEqual([0, 0, 0, 0, 2000, 0, 0, 0, 3000, 1, 0, 0])
})

test("a change that is listed after a later one is refused", () => {
  const builder = new AgentTableBuilder()
  builder.agent([1000], 0)
  builder.change(5, 0, agentLost, [])
  expect(() => builder.change(4, 0, agentJoins, [1000])).toThrow(
    new InvariantError("agent 0 changes at 4 µs, before the change listed last"),
  )
})

test.each([-1, 0.5, NaN, 2 ** 53])("a capacity of %d thousandths is refused", (amount) => {
  const message = new InvariantError(`an agent's capacity is ${amount} thousandths`)
  const builder = new AgentTableBuilder()
  expect(() => builder.agent([amount], 0)).toThrow(message)
  expect(() => builder.change(0, 0, agentResized, [0, amount])).toThrow(message)
})
