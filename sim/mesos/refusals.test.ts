import fc from "fast-check"
import { expect, test } from "vitest"
import { amounts, scalarCount } from "../cluster/resources.ts"
import { Refusals } from "./refusals.ts"

const agentCount = 2
const frameworkCount = 3

/** Who refuses these amounts on the agent, and when the first of the refusals ends. */
function refusers(refusals: Refusals, agent: number, free: Float64Array, now: number): [number[], number] {
  refusals.survey(agent, free, 0, now)
  const all = Array.from({ length: frameworkCount }, (_, framework) => framework)
  return [all.filter((framework) => refusals.refusedBy(framework)), refusals.firstEnd]
}

test("a refusal covers what was refused and every part of it, until it ends", () => {
  const refusals = new Refusals(agentCount, frameworkCount)
  refusals.add(1, 0, amounts({ cpus: 4, mem: 8 }), 0, 100)
  const asks = (cpus: number, mem: number, now: number) =>
    refusers(refusals, 0, amounts({ cpus, mem }), now)[0]
  expect([asks(4, 8, 0), asks(0, 0, 0), asks(4, 8, 99)]).toEqual([[1], [1], [1]])
  expect([asks(4.001, 0, 0), asks(0, 9, 0), refusers(refusals, 0, amounts({ gpus: 1 }), 0)[0]]).toEqual([
    [],
    [],
    [],
  ])
  expect(refusals.any(1)).toBe(false)
  expect([asks(4, 8, 100), refusals.any(0)]).toEqual([[], false])
})

test("of several refusals one that covers is enough, and the end of the earliest that does is known", () => {
  const refusals = new Refusals(agentCount, frameworkCount)
  refusals.add(0, 0, amounts({ cpus: 1 }), 0, 50)
  refusals.add(0, 0, amounts({ cpus: 4 }), 0, 100)
  refusals.add(2, 0, amounts({ cpus: 4 }), 0, 70)
  expect(refusers(refusals, 0, amounts({ cpus: 2 }), 0)).toEqual([[0, 2], 70])
  expect(refusers(refusals, 0, amounts({ cpus: 1 }), 0)).toEqual([[0, 2], 50])
  expect(refusers(refusals, 0, amounts({ cpus: 5 }), 0)).toEqual([[], Infinity])
})

test("on an agent that owes, less than nothing was offered: nothing was refused", () => {
  const refusals = new Refusals(agentCount, frameworkCount)
  refusals.add(0, 0, Float64Array.of(-1000, 5000, 0, 0), 0, 100)
  expect(refusers(refusals, 0, amounts({ mem: 5 }), 0)[0]).toEqual([0])
})

interface Refusal {
  readonly framework: number
  readonly agent: number
  readonly amounts: Float64Array
  readonly end: number
}

test("whatever is refused, forgiven and cleared, a list that is searched whole says the same", () => {
  const amount = fc.array(fc.nat(2), { minLength: scalarCount, maxLength: scalarCount })
  const step = fc.record({
    verb: fc.constantFrom("add", "add", "add", "forgive", "clear"),
    framework: fc.nat(frameworkCount - 1),
    agent: fc.nat(agentCount - 1),
    amounts: amount.map((row) => Float64Array.from(row)),
    lasts: fc.integer({ min: 1, max: 20 }),
    free: amount.map((row) => Float64Array.from(row)),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const refusals = new Refusals(agentCount, frameworkCount)
      let list: Refusal[] = []
      for (const [now, { verb, framework, agent, lasts, free, amounts: refused }] of steps.entries()) {
        if (verb === "add") {
          refusals.add(framework, agent, refused, 0, now + lasts)
          list.push({ framework, agent, amounts: refused, end: now + lasts })
        } else if (verb === "forgive") {
          refusals.forgive(framework)
          list = list.filter((refusal) => refusal.framework !== framework)
        } else {
          refusals.clear(agent)
          list = list.filter((refusal) => refusal.agent !== agent)
        }
        for (let which = 0; which < agentCount; which++) {
          const standing = list.filter(
            (refusal) =>
              refusal.agent === which &&
              refusal.end > now &&
              free.every((want, k) => want <= refusal.amounts[k]),
          )
          const names = [...new Set(standing.map((refusal) => refusal.framework))].sort((a, b) => a - b)
          const firstEnd = Math.min(Infinity, ...standing.map((refusal) => refusal.end))
          expect(refusers(refusals, which, free, now)).toEqual([names, firstEnd])
          expect(refusals.any(which)).toBe(
            list.some((refusal) => refusal.agent === which && refusal.end > now),
          )
        }
      }
    }),
    { numRuns: 100 },
  )
})

test("thousands of refusals outgrow the first columns, and their places are used again", () => {
  const refusals = new Refusals(1, frameworkCount)
  for (const round of [1, 2, 3])
    for (let i = 0; i < 3000; i++) refusals.add(i % 3, 0, amounts({ cpus: i / 1000 }), 0, round * 10)
  expect(refusers(refusals, 0, amounts({ cpus: 2.998 }), 0)).toEqual([[1, 2], 10])
  expect(refusers(refusals, 0, amounts({ cpus: 2.999 }), 25)).toEqual([[2], 30])
  expect(refusers(refusals, 0, amounts({ cpus: 3 }), 25)).toEqual([[], Infinity])
})
