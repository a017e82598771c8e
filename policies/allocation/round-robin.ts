import type { FrameworkId, PolicyFactory } from "../../sim/index.ts"

/** Agents go round the frameworks in order of id, whatever they hold: each to the next one that may be offered it. */
export const roundRobin: PolicyFactory = () => {
  let last: FrameworkId = -1
  return {
    name: "round-robin",
    isWorkConserving: true,
    *allocate({ frameworks }, agents) {
      for (const agent of agents) {
        const eligible = frameworks.eligible(agent)
        const next = eligible.find((framework) => framework > last) ?? eligible.at(0)
        if (next === undefined) continue
        last = next
        yield { agent, framework: next }
      }
    },
  }
}
