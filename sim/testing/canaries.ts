/**
 * Policies that are wrong on purpose. Each must be caught, by name: a checker that has never caught anything proves
 * nothing (canaries.test.ts; the one that reads the clock in lab/user-policy/clocks.test.ts, where clocks are taken away).
 */
import type { PolicyFactory } from "../contracts/allocation-policy.ts"
import type { Recorder } from "../contracts/recorder.ts"
import type { ClusterView } from "../contracts/view.ts"
import { assert } from "../kernel/assert.ts"
import type { FrameworkId, Micros } from "../kernel/units.ts"

/** Offers every agent twice. */
export const overOffering: PolicyFactory = () => ({
  name: "over-offering",
  *allocate(view, agents) {
    for (const agent of agents) {
      const [framework] = view.frameworks.eligible(agent)
      const all = Float64Array.from([0, 1, 2, 3], (kind) => view.agents.free(agent, kind))
      yield { agent, framework, bag: all }
      yield { agent, framework, bag: all }
    }
  },
})

/** Decides all proposals before any is applied: what `[...policy.allocate()]` does to a policy that is right. */
export const eager: PolicyFactory = () => ({
  name: "eager",
  *allocate(view, agents) {
    const decided = [...agents].map((agent) => ({ agent, framework: view.frameworks.asking()[0] }))
    for (const proposal of [...decided, ...decided]) yield proposal
  },
})

/** Yields what are no ids. */
export const misnaming: PolicyFactory = () => ({
  name: "misnaming",
  *allocate(_view, agents) {
    for (const agent of agents) yield { agent: `agent ${agent}` as unknown as number, framework: 0 }
  },
})

/** Never offers anything to the framework of the highest id. */
export const starving: PolicyFactory = () => ({
  name: "starving",
  *allocate({ frameworks }, agents) {
    for (const agent of agents) {
      const framework = frameworks.eligible(agent).find((id) => id !== frameworks.count - 1)
      if (framework !== undefined) yield { agent, framework }
    }
  },
})

/** Decides by the time of day. */
export const clockReading: PolicyFactory = () => ({
  name: "clock-reading",
  *allocate({ frameworks }, agents) {
    for (const agent of agents) {
      const eligible = frameworks.eligible(agent)
      if (eligible.length > 0) yield { agent, framework: eligible[clock().now() % eligible.length] }
    }
  },
})

/** Reached around the source check, as a user's policy could. */
function clock(): { now(): number } {
  return Reflect.get(globalThis, "Date")
}

/**
 * Throws an InvariantError if a framework waits for its first offer longer than `patience` µs while others are made
 * offers, naming the framework and the policy.
 */
export function starvationChecker(policy: string, patience: Micros): Recorder {
  const hungrySince = new Map<FrameworkId, Micros>()
  let view: ClusterView
  return {
    begin: (given) => {
      view = given
    },
    jobArrived: (now, job) => {
      const framework = view.jobs.jobFramework[job]
      if (!hungrySince.has(framework)) hungrySince.set(framework, now)
    },
    offerMade: (now, _offer, framework) => {
      hungrySince.set(framework, Infinity)
      for (const [other, since] of hungrySince)
        assert(
          now - since <= patience,
          `policy ${policy} starves framework ${view.jobs.frameworks[other].name}: no offer for ${(now - since) / 1e6} s`,
        )
    },
  }
}
