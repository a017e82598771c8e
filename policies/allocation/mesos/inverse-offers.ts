/** Asks frameworks to leave agents that are to be maintained. The answer changes no decision. Source: §4.11. */
import type { Accounts } from "./accounts.ts"
import type { AgentRecord } from "./agents.ts"
import { refusalTime } from "./refusal-time.ts"
import type { Mailbox } from "./runs.ts"
import type { Framework } from "./seats.ts"
import type { InverseOffer } from "./settings.ts"

/** One for each framework that holds something on an agent with maintenance ahead and has not been asked yet. */
export function generateInverseOffers(accounts: Accounts, agents: Iterable<AgentRecord>): InverseOffer[] {
  const offers: InverseOffer[] = []
  for (const { id, slot, outstandingInverse } of agents) {
    if (outstandingInverse === undefined) continue
    for (const { row } of accounts.agents.holdings.of(slot)) {
      const { framework } = accounts.seatAt(row)
      const isAsked = outstandingInverse.has(framework.id) || framework.inverseFilters.get(id)?.size
      if (!framework.known || !framework.active || isAsked) continue
      outstandingInverse.add(framework.id)
      offers.push({ framework: framework.id, agent: id })
    }
  }
  return offers
}

/** The framework is not asked to leave the agent for a while. */
export function refuseInverse(
  { inverseFilters }: Framework,
  agent: string,
  seconds: number,
  mailbox: Mailbox,
): void {
  const time = refusalTime(seconds)
  if (time === 0) return
  const filter = {}
  const filters = inverseFilters.get(agent) ?? new Set()
  inverseFilters.set(agent, filters.add(filter))
  mailbox.after(time, () => filters.delete(filter))
}
