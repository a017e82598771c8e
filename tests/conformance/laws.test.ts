/** Laws that hold whatever Mesos' allocator decides: limits, headroom, work conservation, refusals, conservation. */
import fc from "fast-check"
import { expect, test } from "vitest"
import { Replay } from "./calls.ts"
import type { Decision, Step } from "./format.ts"

const roles = ["a", "b", "c"] as const

const agents = fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 8 })
const seats = fc.array(fc.record({ role: fc.constantFrom(...roles), isSuppressed: fc.boolean() }), {
  minLength: 1,
  maxLength: 6,
})
const amount = fc.option(fc.integer({ min: 0, max: 16 }), { nil: undefined })
const quotas = fc.array(fc.record({ guarantee: amount, room: amount }), { minLength: 3, maxLength: 3 })

type Seats = readonly { readonly role: string; readonly isSuppressed: boolean }[]

/** All come together behind a closed whitelist, so that one run sees all of them. */
function opened(
  cpus: readonly number[],
  wanted: Seats,
  setup: readonly Step[],
): [Replay, readonly Decision[]] {
  const replay = new Replay({})
  const steps: Step[] = [
    { op: "updateWhitelist", hosts: [] },
    ...cpus.map((size, i): Step => ({ op: "addAgent", id: `n${i}`, resources: `cpus:${size}` })),
    ...setup,
    ...wanted.map(({ role, isSuppressed }, i): Step => ({
      op: "addFramework",
      id: `f${i}`,
      roles: [role],
      suppressed: isSuppressed ? [role] : [],
    })),
    { op: "updateWhitelist", hosts: null },
  ]
  for (const step of steps) replay.take(step)
  return [replay, decisionsOf(replay, { op: "advance", seconds: 1 })]
}

function decisionsOf(replay: Replay, step: Step): readonly Decision[] {
  return replay.take(step)?.runs.flat() ?? []
}

const cpusOf = ([, , , resources]: Decision) => Number(resources.replace("cpus:", ""))
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)
const given = (decisions: readonly Decision[], role: string) =>
  sum(decisions.filter(([, to]) => to === role).map(cpusOf))

test("no role gets more than its limit, and what is guaranteed to others stays free", () => {
  fc.assert(
    fc.property(agents, seats, quotas, (cpus, wanted, asked) => {
      const quota = asked.map(({ guarantee = 0, room }) => ({
        guarantee,
        limit: room === undefined ? Infinity : guarantee + room,
      }))
      const setup = quota.map(({ guarantee, limit }, i): Step => {
        const limits = limit === Infinity ? "" : `cpus:${limit}`
        return { op: "updateQuota", role: roles[i], guarantees: `cpus:${guarantee}`, limits }
      })
      const [, decisions] = opened(cpus, wanted, setup)
      const got = roles.map((role) => given(decisions, role))
      for (const [i, { limit }] of quota.entries()) expect(got[i]).toBeLessThanOrEqual(limit)
      const unmet = sum(quota.map(({ guarantee }, i) => Math.max(0, guarantee - got[i])))
      const isExtra = quota.some(({ guarantee }, i) => got[i] > guarantee)
      if (isExtra) expect(sum(cpus) - sum(got)).toBeGreaterThanOrEqual(unmet)
    }),
    { numRuns: 300, seed: 1 },
  )
})

test("without quota nothing is left that somebody wants, and nobody is offered what is not there or not wanted", () => {
  fc.assert(
    fc.property(agents, seats, (cpus, wanted) => {
      const [, decisions] = opened(cpus, wanted, [])
      const isWanted = wanted.some(({ isSuppressed }) => !isSuppressed)
      expect(decisions.map(([, , agent]) => agent).sort()).toEqual(
        isWanted ? cpus.map((_, i) => `n${i}`) : [],
      )
      expect(sum(decisions.map(cpusOf))).toBe(isWanted ? sum(cpus) : 0)
      for (const [framework] of decisions) expect(wanted[Number(framework.slice(1))].isSuppressed).toBe(false)
    }),
    { numRuns: 300, seed: 2 },
  )
})

test("what was refused is not offered there again while the refusal lasts, and all of it afterwards", () => {
  fc.assert(
    fc.property(agents, seats, (cpus, wanted) => {
      const [replay, first] = opened(cpus, wanted, [])
      for (const [framework, role, agent, resources] of first)
        replay.take({ op: "recover", framework, role, agent, resources, refuseSeconds: 1.5 })
      const again = decisionsOf(replay, { op: "advance", seconds: 1 })
      const keys = new Set(first.map((decision) => decision.slice(0, 3).join()))
      for (const decision of again) expect(keys.has(decision.slice(0, 3).join())).toBe(false)
      for (const [framework, role, agent, resources] of again)
        replay.take({ op: "recover", framework, role, agent, resources })
      const later = [1, 1].flatMap((seconds) => decisionsOf(replay, { op: "advance", seconds }))
      expect(sum(later.map(cpusOf))).toBe(sum(first.map(cpusOf)))
    }),
    { numRuns: 200, seed: 3 },
  )
})
