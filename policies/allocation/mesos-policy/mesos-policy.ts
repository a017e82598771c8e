/**
 * The exact allocator of Mesos (../mesos) as a policy: facts become the calls that a Mesos master would make, and the
 * allocator's offers become proposals. The allocator keeps the filters, chooses its own order of agents, and its books
 * must come to what the ledger says: a proposal that does not fit is caught there.
 */
import {
  type AgentId,
  type AgentThere,
  type AllocationPolicy,
  type ClusterFact,
  type FrameworkId,
  type Micros,
  microsPerSecond,
  type PolicyFactory,
  type PolicySetting,
  type Proposal,
  type RoleId,
  type RoleSetting,
} from "../../../sim/index.ts"
import {
  type AllocatorOptions,
  type Bag,
  drfSorter,
  MesosAllocator,
  type Offer,
  randomSorter,
  type Seat,
  shuffledAgents,
  shuffledOrder,
  sortedAgents,
} from "../mesos/index.ts"
import { AmountsAsBags, type Part, positive, quantities, ScalarColumns } from "./amounts.ts"
import type { MesosOptions } from "./options.ts"
import { Turns } from "./turns.ts"

export function mesosPolicy(options: MesosOptions): PolicyFactory {
  return (setting) => new MesosPolicy(options, setting)
}

/** What every agent of Mesos 1.12 can, and what every framework here can. */
const agentCapabilities = new Set(["MULTI_ROLE", "HIERARCHICAL_ROLE", "RESERVATION_REFINEMENT"])
const frameworkCapabilities = new Set(["MULTI_ROLE", "GPU_RESOURCES"])

const nothing: Part["reserved"] = []

class MesosPolicy implements AllocationPolicy {
  readonly name = "mesos"
  readonly refusals = "kept by the policy"
  readonly #allocator: MesosAllocator
  readonly #turns: Turns
  readonly #bags = new AmountsAsBags()
  readonly #columns: ScalarColumns
  readonly #seats: Seat[] = []
  readonly #frameworkOf: FrameworkId[] = []
  readonly #roleOf: string[] = []
  readonly #slots: number[] = []
  readonly #agentOf: AgentId[] = []
  /** Filled again and again. */
  readonly #proposed: { -readonly [Field in keyof Proposal]: Proposal[Field] } = { agent: 0, framework: 0 }
  #offers: readonly Offer[] = []
  #dealt: AgentId[] | undefined
  #mayDeal = false
  /** The run has happened, and what it offers has not been proposed. */
  #isRunDone = false
  #isProposing = false

  constructor(options: MesosOptions, setting: PolicySetting) {
    this.#turns = new Turns(setting.interval)
    this.#allocator = new MesosAllocator({
      options: allocatorOptions(options, setting),
      mailbox: this.#turns,
      onOffers: (offers) => {
        this.#offers = offers
      },
      onInverseOffers: () => undefined,
      onDeal: (deal) => {
        this.#dealt = this.#mayDeal ? deal()?.map((slot) => this.#agentOf[slot]) : undefined
        return this.#dealt !== undefined
      },
    })
    this.#columns = new ScalarColumns((name) => this.#allocator.direct.columnOf(name))
  }

  changed(fact: ClusterFact): void {
    const allocator = this.#allocator
    switch (fact.kind) {
      case "roleAdded":
        return this.#addRole(fact.role, fact.name, fact.setting)
      case "frameworkAdded":
        return this.#addFramework(fact.framework, this.#bags.roleName(fact.role))
      case "frameworkRevived":
        return allocator.reviveOffers(frameworkName(fact.framework), [])
      case "frameworkSuppressed":
        return allocator.suppressOffers(frameworkName(fact.framework), [])
      case "agentJoined":
        return this.#addAgent(fact)
      case "agentResized":
        return allocator.updateAgent(agentName(fact.agent), { total: this.#total(fact) })
      case "agentLost":
        return allocator.removeAgent(agentName(fact.agent))
      case "batchIsDue":
        return this.#turns.batchIsDue()
      case "offered":
        // The allocator's own offers are charged already.
        if (!this.#isProposing) allocator.direct.take(this.#seats[fact.framework], this.#slots[fact.agent])
        return
      case "dealtRefused":
        return allocator.direct.decline(this.#seats[fact.framework], this.#slots[fact.agent], fact.refusal)
      case "recovered":
        return this.#recover(fact)
    }
  }

  deal({ now }: { readonly now: Micros }): readonly AgentId[] | undefined {
    this.#mayDeal = true
    this.#run(now)
    this.#mayDeal = false
    return this.#dealt
  }

  *allocate({ now }: { readonly now: Micros }): Iterable<Proposal> {
    if (!this.#isRunDone) this.#run(now)
    this.#isRunDone = false
    this.#isProposing = true
    for (const offer of this.#offers) yield this.#proposal(offer)
    this.#isProposing = false
  }

  #run(now: Micros): void {
    this.#offers = []
    this.#dealt = undefined
    this.#turns.run(now)
    this.#isRunDone = this.#dealt === undefined
  }

  #proposal(offer: Offer): Proposal {
    const proposal = this.#proposed
    proposal.agent = this.#agentOf[offer.slot]
    proposal.framework = this.#frameworkOf[offer.seat.row]
    const { amounts, reserved } = offer.isPlain
      ? { amounts: this.#columns.rowOf(offer.amounts), reserved: nothing }
      : this.#bags.part(offer.resources)
    proposal.bag = amounts
    proposal.reserved = reserved
    return proposal
  }

  #recover({
    framework,
    agent,
    amounts,
    reserved,
    refusal,
  }: Extract<ClusterFact, { kind: "recovered" }>): void {
    const { direct } = this.#allocator
    if (reserved.length === 0)
      return direct.recover(
        this.#seats[framework],
        this.#slots[agent],
        this.#columns.amountsOf(amounts),
        refusal,
      )
    const bag = this.#bags.bag({ amounts, reserved }, this.#roleOf[framework])
    const seconds = refusal === 0 ? undefined : refusal / microsPerSecond
    this.#allocator.recoverResources(frameworkName(framework), agentName(agent), bag, seconds)
  }

  #total({ capacity, reserved }: AgentThere): Bag {
    return this.#bags.bag({ amounts: capacity, reserved })
  }

  #addAgent(fact: AgentThere): void {
    const id = agentName(fact.agent)
    const setting = {
      info: { hostname: id, attributes: [] },
      capabilities: agentCapabilities,
      total: this.#total(fact),
    }
    this.#allocator.addAgent(id, setting, new Map(), false)
    const slot = this.#allocator.direct.slotOf(id)
    this.#slots[fact.agent] = slot
    this.#agentOf[slot] = fact.agent
  }

  #addRole(role: RoleId, name: string, { weight = 1, guarantee, limit }: RoleSetting): void {
    this.#bags.addRole(role, name)
    this.#allocator.updateWeight(name, weight)
    if (guarantee !== undefined || limit !== undefined)
      this.#allocator.updateQuota(name, {
        guarantees: positive(quantities(guarantee)),
        limits: quantities(limit),
      })
  }

  #addFramework(framework: FrameworkId, role: string): void {
    this.#roleOf[framework] = role
    const setting = {
      roles: new Set([role]),
      suppressed: new Set([role]),
      capabilities: frameworkCapabilities,
      minAllocatable: new Map(),
      constraints: undefined,
    }
    this.#allocator.addFramework(frameworkName(framework), setting, true)
    const seat = this.#allocator.direct.seatOf(frameworkName(framework), role)
    this.#seats[framework] = seat
    this.#frameworkOf[seat.row] = framework
  }
}

/** Mesos numbers both in the order in which they came, with leading zeros, so that ties go to the older. */
const frameworkName = (framework: FrameworkId) => String(framework).padStart(6, "0")
const agentName = (agent: AgentId) => String(agent).padStart(6, "0")

function allocatorOptions(options: MesosOptions, { random, interval }: PolicySetting): AllocatorOptions {
  const seed = (what: string) => random.stream(`mesos/${what}`).integer(2 ** 32)
  const sorter = (kind: "drf" | "random", name: string) =>
    kind === "drf" ? drfSorter() : randomSorter(seed(`${name} sorter`))
  return {
    interval,
    minAllocatable: options.minAllocatable,
    filterGpuResources: true,
    // The simulated master does not fail over.
    recoveryTimeout: 0,
    agentRecoveryFactor: 0,
    sortRoles: sorter(options.roleSorter, "role"),
    sortFrameworks: sorter(options.frameworkSorter, "framework"),
    agentOrder: options.agentOrder === "sorted" ? sortedAgents : shuffledAgents(seed("order of agents")),
    chopOrder: shuffledOrder(seed("order of cutting")),
  }
}
