/** Random small worlds for property tests, shrinking towards one agent and one task. */
import fc from "fast-check"
import type { TinyChange, TinyCluster, TinyJob } from "./tiny.ts"

/** Behaviour of the tiny cluster's frameworks is left to the test. */
export function arbitraryCluster(): fc.Arbitrary<TinyCluster> {
  return fc
    .record({
      agents: fc.array(arbitrarySize({ cpus: 8, mem: 8192 }), { minLength: 1, maxLength: 6 }),
      jobs: fc.array(arbitraryJob(), { minLength: 1, maxLength: 12 }),
      weights: fc.record({ a: fc.integer({ min: 1, max: 4 }), b: fc.integer({ min: 1, max: 4 }) }),
    })
    .chain((cluster) => arbitraryChanges(cluster.agents.length).map((changes) => ({ ...cluster, changes })))
}

function arbitrarySize(most: { readonly cpus: number; readonly mem: number }) {
  return fc.record({
    cpus: fc.integer({ min: 0, max: most.cpus * 2 }).map((halves) => halves / 2),
    mem: fc.integer({ min: 0, max: most.mem / 256 }).map((quarters) => quarters * 256),
  })
}

function arbitraryJob(): fc.Arbitrary<TinyJob> {
  return fc
    .record({
      at: fc.integer({ min: 0, max: 40 }).map((quarters) => quarters / 4),
      framework: fc.constantFrom("a/1", "a/2", "b/1", "c/1"),
      tasks: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 3 }),
      lasts: fc.integer({ min: 0, max: 60 }).map((quarters) => quarters / 4),
      gang: fc.boolean(),
      fails: fc.boolean(),
      size: arbitrarySize({ cpus: 4, mem: 4096 }),
    })
    .map(({ size, ...job }) => ({ ...job, ...size }))
}

/** Losses, returns and resizes that make sense one after the other for each agent. */
function arbitraryChanges(agentCount: number): fc.Arbitrary<readonly TinyChange[]> {
  const step = fc.record({
    after: fc.integer({ min: 0, max: 20 }),
    agent: fc.nat({ max: agentCount - 1 }),
    resized: fc.boolean(),
    size: arbitrarySize({ cpus: 8, mem: 8192 }),
  })
  return fc.array(step, { maxLength: 6 }).map((steps) => {
    const isUp = Array.from({ length: agentCount }, () => true)
    let at = 0
    return steps.map(({ after, agent, resized, size }): TinyChange => {
      at += after / 4
      if (isUp[agent] && resized) return { at, agent, change: "resized", ...size }
      isUp[agent] = !isUp[agent]
      return { at, agent, change: isUp[agent] ? "joins" : "lost", ...size }
    })
  })
}
