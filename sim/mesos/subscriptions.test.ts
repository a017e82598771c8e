import fc from "fast-check"
import { expect, test } from "vitest"
import { tiny } from "../testing/tiny.ts"
import type { World } from "../contracts/control-plane.ts"
import { createSimulation } from "../simulation.ts"
import { Subscriptions } from "./subscriptions.ts"

/** Frameworks 0 and 1 of role 0, which weighs 4, and framework 2 of role 1; nobody asks yet. */
function begin(refusal: (framework: number, agent: number) => boolean = () => false): [Subscriptions, World] {
  let world: World | undefined
  const jobs = ["a/1", "a/2", "b"].map((framework) => ({ framework, cpus: 1 }))
  createSimulation({
    ...tiny({ agents: 1, cpus: 4, weights: { a: 4 }, jobs }),
    seed: 42,
    plane: (given) => {
      world = given
      return {
        name: "idle",
        stageReady: () => undefined,
        taskEnded: () => undefined,
        agentChanged: () => undefined,
      }
    },
  })
  return [new Subscriptions(world as World, refusal), world as World]
}

test("who asks is listed by id, whoever asked first; the order of asking is kept beside", () => {
  const [subscriptions] = begin()
  expect(subscriptions.asking()).toEqual([])
  expect([2, 0, 1, 2].map((framework) => subscriptions.revive(framework))).toEqual([true, true, true, false])
  expect(subscriptions.asking()).toEqual([0, 1, 2])
  expect(
    subscriptions.asking().toSorted((a, b) => subscriptions.askingOrder(a) - subscriptions.askingOrder(b)),
  ).toEqual([2, 0, 1])
})

test("who pauses and asks again stands last in the order of asking", () => {
  const [subscriptions] = begin()
  for (const framework of [0, 1]) subscriptions.revive(framework)
  for (const framework of [0, 0]) subscriptions.suppress(framework)
  expect([subscriptions.isAsking(0), subscriptions.asking()]).toEqual([false, [1]])
  subscriptions.revive(0)
  expect(subscriptions.askingOrder(0)).toBeGreaterThan(subscriptions.askingOrder(1))
  expect(subscriptions.askingSince(0)).toBe(0)
})

test("who does not ask has no place and no time in the order", () => {
  const [subscriptions] = begin()
  expect(() => subscriptions.askingOrder(1)).toThrow("framework 1 is not asking for offers")
  expect(() => subscriptions.askingSince(1)).toThrow("framework 1 is not asking for offers")
})

test("who refuses an agent is not eligible for it", () => {
  const [subscriptions] = begin((framework, agent) => framework === 1 && agent === 7)
  for (const framework of [0, 1, 2]) subscriptions.revive(framework)
  expect([subscriptions.eligible(7), subscriptions.eligible(8)]).toEqual([
    [0, 2],
    [0, 1, 2],
  ])
  expect([subscriptions.refuses(1, 7), subscriptions.refuses(1, 8)]).toEqual([true, false])
})

test("shares are of what is held now, divided by the role's weight where that is asked", () => {
  const [subscriptions, world] = begin()
  world.makeOffer(0, 1, Float64Array.of(2000, 0, 0, 0))
  expect([0, 1, 2].map((framework) => subscriptions.share(framework))).toEqual([0, 0.5, 0])
  expect([subscriptions.roleShare(0), subscriptions.weightedShare(1)]).toEqual([0.5, 0.125])
  expect([
    subscriptions.role(1),
    subscriptions.role(2),
    subscriptions.weight(0),
    subscriptions.weight(1),
  ]).toEqual([0, 1, 4, 1])
  expect([subscriptions.count, subscriptions.roleCount]).toEqual([3, 2])
})

test("however frameworks come and go, those that ask are listed in order of id", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(2), fc.boolean())), (steps) => {
      const [subscriptions] = begin()
      const asking = new Set<number>()
      for (const [framework, asks] of steps) {
        if (asks) subscriptions.revive(framework)
        else subscriptions.suppress(framework)
        if (asks) asking.add(framework)
        else asking.delete(framework)
        expect(subscriptions.asking()).toEqual([...asking].sort((a, b) => a - b))
      }
    }),
    { numRuns: 30 },
  )
})
