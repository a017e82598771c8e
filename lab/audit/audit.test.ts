/** Known policies get their known verdicts on worlds that can be worked out by hand. */
import { describe, expect, test } from "vitest"
import { jobsOfRole, partOfRole } from "./alone.ts"
import { knownWorlds } from "./known-worlds.ts"
import type { Finding } from "./promises.ts"
import { randomWorld } from "./random-worlds.ts"
import { verdictsOf } from "./verdicts.ts"
import { machinesOf, parseWorld, workloadOf, worldText } from "./world.ts"
import { auditWorld } from "./world-audit.ts"

const [halves, market, siblings] = knownWorlds.map(({ world }) => world)
const seeds = [1, 2, 3]

const known = new Map<string, readonly Finding[]>()

/** The same question is asked once. */
function findings(policy: string, world = halves): readonly Finding[] {
  const key = `${policy} ${worldText(world)}`
  const found = known.get(key) ?? auditWorld(world, policy, seeds)
  known.set(key, found)
  return found
}
const brokenBy = (policy: string, world = halves) => [
  ...new Set(
    findings(policy, world)
      .filter((one) => one.isBroken)
      .map(({ promise }) => promise),
  ),
]
const find = (policy: string, world: typeof halves, promise: string, user: string, against = "") =>
  findings(policy, world).find(
    (one) => one.promise === promise && one.user === user && one.against === against,
  )

describe("the sharing incentive", () => {
  test("asset fairness breaks it: b holds 12 tasks and would hold 15 on half of the machine", () => {
    const finding = find("mesos/asset", halves, "sharing-incentive", "b")
    expect(finding).toMatchObject({ has: 12, promised: 15, isBroken: true })
    expect(brokenBy("mesos/asset")).toContain("sharing-incentive")
  })

  test("dominant shares keep it: five and fifteen, as half of the machine gives", () => {
    for (const policy of ["mesos/drf", "mesos/weighted", "mesos/mesos"]) {
      expect(find(policy, halves, "sharing-incentive", "a")).toMatchObject({ has: 5, promised: 5 })
      expect(find(policy, halves, "sharing-incentive", "b")).toMatchObject({ has: 15, promised: 15 })
    }
  })

  test("a role of twice the weight is promised two thirds", () => {
    const world = parseWorld("1x30cpus,30GiB: a*2=1cpus,1GiB; b=1cpus,1GiB")
    expect(find("mesos/weighted", world, "sharing-incentive", "a")).toMatchObject({ has: 20, promised: 20 })
    expect(find("mesos/drf", world, "sharing-incentive", "a")).toMatchObject({ has: 15, isBroken: true })
  })
})

describe("strategy-proofness", () => {
  test("the market rewards ⟨16, 8⟩ where ⟨16, 1⟩ is the truth: 21 tasks for 16", () => {
    const finding = find("mesos/ceei", market, "strategy-proofness", "a", "pads what it needs less of")
    expect(finding).toMatchObject({ has: 16, promised: 21, isBroken: true })
  })

  test("under dominant shares the same lie gives the same 21 tasks", () => {
    const finding = find("mesos/drf", market, "strategy-proofness", "a", "pads what it needs less of")
    expect(finding).toMatchObject({ has: 21, promised: 21, isBroken: false })
  })

  test("whoever deals agents to frameworks in turn gives more to a role that has two", () => {
    const finding = find("mesos/round-robin", halves, "strategy-proofness", "b", "splits into two frameworks")
    expect(finding).toMatchObject({ has: 9, promised: 12, isBroken: true })
  })
})

describe("envy and starvation", () => {
  test("first come, first served: b has nothing, and would rather have what a has", () => {
    expect(find("mesos/fifo", halves, "envy-freeness", "b", "a")).toMatchObject({
      has: 0,
      promised: 10,
      isBroken: true,
    })
    expect(brokenBy("mesos/fifo")).toEqual(
      expect.arrayContaining(["sharing-incentive", "envy-freeness", "no-starvation"]),
    )
  })

  test("a naive hierarchy starves b's second framework, the hierarchical form does not", () => {
    expect(find("mesos/drf", siblings, "no-starvation", "b/serves")).toMatchObject({ has: 0, isBroken: true })
    expect(find("mesos/h-drf", siblings, "no-starvation", "b/serves")).toMatchObject({
      has: 10,
      isBroken: false,
    })
  })
})

test("dominant shares keep everything but monotonicity in resources, on every world that is drawn", () => {
  const worlds = Array.from({ length: 6 }, (_, place) => randomWorld(3, place))
  const audited = worlds.map((world) => ({ world, findings: findings("mesos/drf", world) }))
  const broken = verdictsOf(audited).filter(({ brokenIn }) => brokenIn > 0)
  expect(broken.map(({ promise }) => promise).filter((name) => name !== "resource-monotonicity")).toEqual([])
})

test("a queue that waits behind its head leaves free what others wait for", () => {
  const world = parseWorld("1x10cpus,10GiB: a=6cpus,1GiB; b=1cpus,1GiB")
  expect(find("batch/fcfs", world, "pareto-efficiency", "b")?.isBroken).toBe(true)
  expect(find("batch/easy", world, "pareto-efficiency", "b")?.isBroken).toBe(false)
})

test("the same world, policy and seeds give the same findings", () => {
  expect(auditWorld(halves, "mesos/random", seeds)).toEqual(findings("mesos/random"))
})

test("the worst known world stands for a broken promise before any that is drawn", () => {
  const drawn = parseWorld("1x40cpus,40GiB: a=1cpus,4GiB; b=1cpus,1GiB")
  const audited = [
    { world: drawn, findings: findings("mesos/asset", drawn) },
    { world: halves, name: "known", findings: findings("mesos/asset") },
  ]
  const [sharing] = verdictsOf(audited)
  expect(sharing).toMatchObject({ promise: "sharing-incentive", worlds: 2, brokenIn: 2 })
  expect(sharing.example?.world).toBe(halves)
  expect(sharing.example?.finding.user).toBe("b")
})

describe("a role alone", () => {
  const world = parseWorld("5x4cpus,4GiB: a*3=1cpus,1GiB; b=1cpus,1GiB")
  const agents = machinesOf(world)

  test("has the machines that a static partition deals to it", () => {
    expect([...partOfRole(agents, [3, 1], 0).upAtStart]).toEqual([1, 1, 1, 0, 1])
    expect([...partOfRole(agents, [3, 1], 1).upAtStart]).toEqual([0, 0, 0, 1, 0])
  })

  test("has its part of each machine where there are fewer of them than roles", () => {
    const [one] = [machinesOf(parseWorld("1x30cpus,30GiB: a=1cpus"))]
    expect([...partOfRole(one, [2, 1], 1).capacity]).toEqual([10_000, 10 * 1024 * 1000, 0, 0])
  })

  test("has its own jobs and no others", () => {
    const { jobs } = workloadOf(world, agents)
    expect([...jobsOfRole(jobs, 1).jobFramework]).toEqual([1, 1])
  })
})
