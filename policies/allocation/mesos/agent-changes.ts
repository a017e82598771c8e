/** What happens to agents: how they are described, what they have, and what is used of them from the start. */
import type { Accounts } from "./accounts.ts"
import { needsOf } from "./agent-needs.ts"
import type { AgentRecord } from "./agents.ts"
import { type Bag, byRole } from "./bags.ts"
import type { Framework } from "./seats.ts"
import type { EligibilityOptions } from "./settings.ts"

export class AgentChanges {
  /** Hosts that may be offered; undefined admits all. */
  whitelist: ReadonlySet<string> | undefined
  readonly #accounts: Accounts
  readonly #options: EligibilityOptions

  constructor(accounts: Accounts, options: EligibilityOptions) {
    this.#accounts = accounts
    this.#options = options
  }

  /** What of the agent a run looks at before all else. */
  describe({ slot, info, capabilities, total, activated }: AgentRecord): void {
    const { agents } = this.#accounts
    const isOpen = activated && (this.whitelist?.has(info.hostname) ?? true)
    agents.open[slot] = isOpen ? 1 : 0
    const hasGpu = total.some(({ kind }) => kind.name === "gpus")
    const { domain } = info
    agents.needs[slot] = needsOf({ hasGpu, capabilities, ...(domain && { domain }) }, this.#options)
    agents.asleep[slot] = -1
  }

  setTotal(agent: AgentRecord, total: Bag): void {
    this.#accounts.countTotal(agent, false)
    this.#accounts.agents.setTotal(agent, total, (row) => this.#accounts.seatAt(row).role.name)
    this.#accounts.countTotal(agent, true)
    this.describe(agent)
  }

  /** What a framework, known or not, uses of the agent from the start. */
  use(id: string, agent: AgentRecord, bag: Bag): void {
    const framework = this.#accounts.framework(id)
    const parts = byRole(bag)
    // A test of Mesos has an agent report what is allocated to no role; that is gone from the agent, and no more.
    parts.push(["", bag.filter(({ role }) => role === undefined)])
    for (const [role, part] of parts)
      if (part.length > 0)
        this.#accounts.charge(
          this.#accounts.seat(framework, role),
          agent.slot,
          this.#accounts.bundles.of(part),
        )
  }

  /** What a framework that is new uses of an agent, which has it in its books already. */
  chargeUsed(framework: Framework, id: string, bag: Bag): void {
    const agent = this.#accounts.agents.find(id)
    if (agent === undefined) return
    for (const [role, part] of byRole(bag)) {
      const seat = this.#accounts.seat(framework, role)
      const { holdings } = this.#accounts.agents
      const entry = holdings.find(agent.slot, seat.row)
      this.#accounts.chargeKnown(seat, agent.slot, this.#accounts.bundles.of(part))
      if (entry === -1 || holdings.isCharged(entry)) continue
      holdings.setCharged(entry)
      seat.holdings++
    }
  }
}
