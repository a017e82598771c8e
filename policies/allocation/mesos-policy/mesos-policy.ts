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
  shuffledAgents,
  shuffledOrder,
  sortedAgents,
} from "../mesos/index.ts"
import { AmountsAsBags, positive, quantities } from "./amounts.ts"
import type { MesosOptions } from "./options.ts"
import { Turns } from "./turns.ts"

export function mesosPolicy(options: MesosOptions): PolicyFactory {
  return (setting) => new MesosPolicy(options, setting)
}

/** What every agent of Mesos 1.12 can, and what every framework here can. */
const agentCapabilities = new Set(["MULTI_ROLE", "HIERARCHICAL_ROLE", "RESERVATION_REFINEMENT"])
const frameworkCapabilities = new Set(["MULTI_ROLE", "GPU_RESOURCES"])

class MesosPolicy implements AllocationPolicy {
  readonly name = "mesos"
  readonly refusals = "kept by the policy"
  readonly #allocator: MesosAllocator
  readonly #turns: Turns
  readonly #bags = new AmountsAsBags()
  readonly #roleOf: string[] = []
  #offers: readonly Offer[] = []

  constructor(options: MesosOptions, setting: PolicySetting) {
    this.#turns = new Turns(setting.interval)
    this.#allocator = new MesosAllocator({
      options: allocatorOptions(options, setting),
      mailbox: this.#turns,
      onOffers: (offers) => {
        this.#offers = offers
      },
      onInverseOffers: () => undefined,
    })
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
      case "agentJoined": {
        const info = { hostname: agentName(fact.agent), attributes: [] }
        const setting = { info, capabilities: agentCapabilities, total: this.#total(fact) }
        return allocator.addAgent(agentName(fact.agent), setting, new Map(), false)
      }
      case "agentResized":
        return allocator.updateAgent(agentName(fact.agent), { total: this.#total(fact) })
      case "agentLost":
        return allocator.removeAgent(agentName(fact.agent))
      case "batchIsDue":
        return this.#turns.batchIsDue()
      case "offered":
        // Charged already: the offer was the allocator's own.
        return
      case "recovered": {
        const bag = this.#bags.bag(fact, this.#roleOf[fact.framework])
        const seconds = fact.refusal === 0 ? undefined : fact.refusal / microsPerSecond
        allocator.recoverResources(frameworkName(fact.framework), agentName(fact.agent), bag, seconds)
      }
    }
  }

  *allocate({ now }: { readonly now: Micros }): Iterable<Proposal> {
    this.#offers = []
    this.#turns.run(now)
    for (const { framework, agent, resources } of this.#offers) {
      const { amounts, reserved } = this.#bags.part(resources)
      yield { agent: Number(agent), framework: Number(framework), bag: amounts, reserved }
    }
  }

  #total({ capacity, reserved }: AgentThere): Bag {
    return this.#bags.bag({ amounts: capacity, reserved })
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
