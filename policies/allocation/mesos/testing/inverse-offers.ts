/** Asks frameworks to leave agents that are to be maintained. The answer changes no decision. Source: §4.11. */
import type { InverseOffer } from "../settings.ts"
import type { Books } from "./books.ts"

/** One for each framework that holds something on an agent with maintenance ahead and has not been asked yet. */
export function generateInverseOffers(books: Books, agents: readonly string[]): InverseOffer[] {
  const offers: InverseOffer[] = []
  for (const id of agents) {
    const agent = books.agents.get(id)
    if (agent?.outstandingInverse === undefined) continue
    for (const framework of agent.heldBy.keys()) {
      const known = books.frameworks.get(framework)
      if (known?.active !== true || agent.outstandingInverse.has(framework)) continue
      if (known.inverseFilters.get(id)?.size) continue
      agent.outstandingInverse.add(framework)
      offers.push({ framework, agent: id })
    }
  }
  return offers
}
