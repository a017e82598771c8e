/** The recorded calls of the allocator's API, made on ours; and what it decides, in the words of the recordings. */
import {
  type AllocatorCalls,
  type AllocatorOptions,
  allocate,
  type Bag,
  bagOf,
  type CallsSetting,
  compareText,
  drfSorter,
  MesosAllocator,
  parseAttributes,
  parseLimits,
  parseQuantities,
  parseResources,
  type Portion,
  printResources,
  sortedAgents,
  textOrder,
} from "../../policies/allocation/mesos/index.ts"
import { Clock } from "./clock.ts"
import type {
  AgentFields,
  Decision,
  Expectation,
  FrameworkFields,
  Options,
  QuotaFields,
  Step,
  Used,
} from "./format.ts"

const micros = (seconds: number) => Math.round(seconds * 1_000_000)

/** As the real one was built for the recordings. */
function optionsOf(options: Options): AllocatorOptions {
  const { domain } = options
  return {
    interval: micros(options.allocationIntervalSec ?? 1),
    minAllocatable: (options.minAllocatable ?? []).map(parseQuantities),
    filterGpuResources: options.filterGpuResources ?? true,
    recoveryTimeout: micros(options.recoveryTimeoutSec ?? 600),
    agentRecoveryFactor: options.agentRecoveryFactor ?? 0.8,
    sortRoles: drfSorter(new Set(options.fairnessExclude)),
    sortFrameworks: drfSorter(new Set(options.fairnessExclude)),
    agentOrder: sortedAgents,
    chopOrder: textOrder,
    ...(domain && { domain }),
  }
}

/** Ours, or its slow twin. */
export type AllocatorFactory = (setting: CallsSetting) => AllocatorCalls

export const ours: AllocatorFactory = (setting) => new MesosAllocator(setting)

export class Replay {
  readonly #clock = new Clock()
  readonly #allocator: AllocatorCalls
  /** As each agent was last described, for a call says only what changes. */
  readonly #agents = new Map<string, AgentFields>()
  #runs: Decision[][] = []
  #inverse: [string, string][] = []

  constructor(options: Options, allocator: AllocatorFactory = ours, setting: Partial<AllocatorOptions> = {}) {
    this.#allocator = allocator({
      options: { ...optionsOf(options), ...setting },
      mailbox: this.#clock,
      onOffers: (offers) => this.#runs.push(offers.map(decisionOf).sort(byWords)),
      onInverseOffers: (offers) =>
        this.#inverse.push(...offers.map(({ framework, agent }): [string, string] => [framework, agent])),
    })
  }

  /** What happens during the step; undefined if we do not know the call. */
  take(step: Step): Expectation | undefined {
    this.#runs = []
    this.#inverse = []
    const result = this.#call(withoutNulls(step))
    if (result === "unknown") return undefined
    this.#clock.settle()
    const inverse = this.#inverse.length === 0 ? {} : { inverse: this.#inverse.sort(byWords) }
    return { runs: this.#runs, ...inverse, ...(result && { result }) }
  }

  #call(step: Step): "ok" | "failed" | "unknown" | undefined {
    const allocator = this.#allocator
    switch (step.op) {
      case "addAgent":
        this.#addAgent(step)
        break
      case "updateAgent":
        this.#updateAgent(step)
        break
      case "removeAgent":
        allocator.removeAgent(step.id)
        break
      case "activateAgent":
        allocator.activateAgent(step.id)
        break
      case "deactivateAgent":
        allocator.deactivateAgent(step.id)
        break
      case "addResourceProvider":
        allocator.addResourceProvider(step.agent, parseResources(step.resources), usedBags(step.used))
        break
      case "updateUnavailability":
        allocator.updateUnavailability(step.agent, step.unavailability !== undefined)
        break
      case "updateInverseOffer":
        allocator.updateInverseOffer(step.agent, step.framework, step.refuseSeconds)
        break
      case "addFramework":
        allocator.addFramework(
          step.id,
          frameworkSetting(step),
          step.active ?? true,
          usedBags(step.used ?? {}),
        )
        break
      case "updateFramework":
        allocator.updateFramework(step.id, frameworkSetting(step))
        break
      case "removeFramework":
        allocator.removeFramework(step.id)
        break
      case "activateFramework":
        allocator.activateFramework(step.id)
        break
      case "deactivateFramework":
        allocator.deactivateFramework(step.id)
        break
      case "suppress":
        allocator.suppressOffers(step.framework, step.roles)
        break
      case "revive":
        allocator.reviveOffers(step.framework, step.roles)
        break
      case "updateWhitelist":
        allocator.updateWhitelist(step.hosts ? new Set(step.hosts) : undefined)
        break
      case "updateWeights":
        for (const [role, weight] of Object.entries(step.weights)) allocator.updateWeight(role, weight)
        break
      case "updateQuota":
        allocator.updateQuota(step.role, quotaOf(step))
        break
      case "recover":
        allocator.recoverResources(step.framework, step.agent, heldBag(step), step.refuseSeconds)
        break
      case "launch":
        // What is offered and what runs is one to the allocator; only a metric of the real one tells them apart.
        break
      case "updateAllocation":
        allocator.updateAllocation(
          step.framework,
          step.agent,
          heldBag(step),
          step.conversions.map(({ consumed, converted }) => ({
            consumed: parseResources(consumed),
            converted: parseResources(converted),
          })),
        )
        break
      case "updateAvailable":
        return allocator.updateAvailable(
          step.agent,
          step.operations.map(({ type, resources }) => ({ type, resources: parseResources(resources) })),
        )
          ? "ok"
          : "failed"
      case "recoverState": {
        const quotas = Object.entries(step.quotas).map(([role, quota]) => [role, quotaOf(quota)] as const)
        allocator.recover(step.expectedAgents, new Map(quotas))
        break
      }
      case "pause":
        allocator.pause()
        break
      case "resume":
        allocator.resume()
        break
      case "advance":
        this.#clock.advance(micros(step.seconds))
        break
      case "dump":
        break
      default:
        return "unknown"
    }
    return undefined
  }

  #addAgent(step: Extract<Step, { readonly op: "addAgent" }>): void {
    this.#agents.set(step.id, step)
    const total = parseResources(step.resources)
    const setting = { ...agentSetting(step), total }
    this.#allocator.addAgent(step.id, setting, usedBags(step.used ?? {}), step.unavailability !== undefined)
  }

  #updateAgent(changes: Extract<Step, { readonly op: "updateAgent" }>): void {
    const fields = { ...this.#agents.get(changes.id), ...changes }
    this.#agents.set(changes.id, fields)
    const total = changes.resources === undefined ? {} : { total: parseResources(changes.resources) }
    this.#allocator.updateAgent(changes.id, { ...agentSetting(fields), ...total })
  }
}

/** What an agent can do that says nothing else: all that agents of that version can. */
const everyCapability = [
  "MULTI_ROLE",
  "HIERARCHICAL_ROLE",
  "RESERVATION_REFINEMENT",
  "RESOURCE_PROVIDER",
  "RESIZE_VOLUME",
  "AGENT_OPERATION_FEEDBACK",
  "AGENT_DRAINING",
  "TASK_RESOURCE_LIMITS",
]

function agentSetting({ id, hostname, capabilities, attributes, domain }: AgentFields) {
  return {
    info: {
      hostname: hostname ?? id,
      attributes: parseAttributes(attributes ?? ""),
      ...(domain && { domain }),
    },
    capabilities: new Set(capabilities ?? everyCapability),
  }
}

/** Without MULTI_ROLE a framework has one role, and * if it names none. */
function frameworkSetting(fields: FrameworkFields) {
  const capabilities = new Set(fields.capabilities ?? ["MULTI_ROLE"])
  const isInOneRole = !capabilities.has("MULTI_ROLE") && fields.roles.length === 0
  return {
    roles: new Set(isInOneRole ? ["*"] : fields.roles),
    suppressed: new Set(fields.suppressed),
    capabilities,
    minAllocatable: new Map(
      Object.entries(fields.minAllocatable ?? {}).map(([role, texts]) => [role, texts.map(parseQuantities)]),
    ),
    constraints: fields.offerConstraints,
  }
}

/** A field that is null says no more than one that is absent. */
function withoutNulls(step: Step): Step {
  return Object.fromEntries(Object.entries(step).filter(([, value]) => value !== null)) as unknown as Step
}

function quotaOf({ guarantees, limits }: QuotaFields) {
  return { guarantees: parseQuantities(guarantees), limits: parseLimits(limits) }
}

function heldBag({ role, resources }: { readonly role: string; readonly resources: string }): Bag {
  return allocate(parseResources(resources), role)
}

/** Id → role → resources becomes id → bag. */
function usedBags(used: Used): ReadonlyMap<string, Bag> {
  return new Map(
    Object.entries(used).map(([id, byRole]) => [
      id,
      bagOf(
        Object.entries(byRole).flatMap(([role, resources]) =>
          role === "" ? parseResources(resources) : heldBag({ role, resources }),
        ),
      ),
    ]),
  )
}

function decisionOf({ framework, role, agent, resources }: Portion): Decision {
  return [framework, role, agent, printResources(resources)]
}

function byWords(a: readonly string[], b: readonly string[]): number {
  for (const [i, word] of a.entries()) {
    const order = compareText(word, b[i])
    if (order !== 0) return order
  }
  return 0
}
