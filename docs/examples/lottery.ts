import type { PolicyFactory } from "../../sim/index.ts"

/**
 * Lottery scheduling: each agent goes to a framework drawn by lot, a role's weight being its number of tickets.
 * Source: Waldspurger & Weihl, "Lottery Scheduling", OSDI 1994, section 2.
 */
export const lottery: PolicyFactory = ({ random }) => {
  const stream = random.stream("policies/lottery")
  return {
    name: "lottery",
    *allocate({ frameworks }, agents) {
      for (const agent of agents) {
        const players = frameworks.eligible(agent)
        const tickets = players.map((framework) => frameworks.weight(frameworks.role(framework)))
        let drawn = stream.next() * tickets.reduce((sum, ticket) => sum + ticket, 0)
        const winner = players.find((_, i) => (drawn -= tickets[i]) < 0)
        if (winner !== undefined) yield { agent, framework: winner }
      }
    },
  }
}
