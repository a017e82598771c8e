import { expect, test } from "vitest"
import { compact, compactedQuantile } from "./compact.ts"
import { parseObjective } from "./objective.ts"
import { ranWith } from "./testing.ts"

/** A run in which every task waited so many seconds; nothing else is looked at. */
const waited = (seconds: number) => ranWith(Array<number>(20).fill(seconds), [30])

test("every order is halved to its own border, all orders side by side", async () => {
  const needed = new Map([
    [1, 60],
    [2, 70],
    [3, 1],
  ])
  const rounds: number[] = []
  const orders = await compact({
    objectives: [parseObjective("wait.p95<30s")],
    agents: 100,
    seeds: [1, 2, 3],
    run: (wanted) => {
      rounds.push(wanted.length)
      return Promise.resolve(
        wanted.map(({ agents, seed }) => waited(agents >= (needed.get(seed) ?? 0) ? 10 : 90)),
      )
    },
  })
  expect(orders.map(({ agents }) => agents)).toEqual([60, 70, 1])
  expect(rounds.length).toBeLessThanOrEqual(8)
  expect(compactedQuantile(orders, 0.5)).toBe(60)
  expect(compactedQuantile(orders, 1)).toBe(70)
})

test("where all machines do not do, nothing else is tried, and there is no quantile", async () => {
  let runs = 0
  const orders = await compact({
    objectives: [parseObjective("wait.p95<30s")],
    agents: 100,
    seeds: [1],
    run: (wanted) => {
      runs++
      return Promise.resolve(wanted.map(() => waited(31)))
    },
  })
  expect(runs).toBe(1)
  expect(orders).toEqual([{ seed: 1, agents: undefined }])
  expect(compactedQuantile(orders, 0.9)).toBeUndefined()
})
