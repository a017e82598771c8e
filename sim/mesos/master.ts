/**
 * The Mesos master, first cut: it carries offers to frameworks and their answers back. Messages take no time and
 * cannot be lost; executors, status updates and failover are not modelled yet (docs/model-limits.md).
 */
import { agentLost } from "../cluster/agents.ts"
import type { PolicyFactory } from "../contracts/allocation-policy.ts"
import type { ControlPlane, ControlPlaneFactory, World } from "../contracts/control-plane.ts"
import type { Command, Framework, FrameworkFactory, OfferReply } from "../contracts/framework.ts"
import { offerAccepted, offerRescinded, type TaskOutcome } from "../contracts/recorder.ts"
import { assert } from "../kernel/assert.ts"
import {
  type AgentId,
  type FrameworkId,
  type Micros,
  microsPerSecond,
  type OfferId,
  type StageId,
  type TaskId,
} from "../kernel/units.ts"
import { Allocator } from "./allocator.ts"
import type { Envelope } from "./envelope.ts"

export interface MesosSetting {
  readonly policy: PolicyFactory
  /** The framework of a behaviour's name, as FrameworkSpec has it. */
  readonly frameworks: (behaviour: string) => FrameworkFactory
  /** µs between two batch allocations. Source: master/constants.hpp, DEFAULT_ALLOCATION_INTERVAL = 1 s. */
  readonly allocationInterval?: Micros
}

/** Apache Mesos as a control plane. */
export function mesos(setting: MesosSetting): ControlPlaneFactory {
  return (world) => new Master(world, setting)
}

class Master implements ControlPlane {
  readonly name: string
  readonly #world: World
  readonly #allocator: Allocator
  readonly #frameworks: readonly Framework[]
  readonly #frameworkWakes: number

  constructor(world: World, { policy, frameworks, allocationInterval = microsPerSecond }: MesosSetting) {
    const made = policy({ random: world.random, interval: allocationInterval })
    const nextTask = new Int32Array(world.jobs.taskCount)
    const orderOfTask = new Int32Array(world.jobs.taskCount)
    const isWaiting = (task: TaskId) => world.view.isWaiting(task)
    this.name = `mesos/${made.name}`
    this.#world = world
    this.#frameworks = world.jobs.frameworks.map(({ behaviour }, id) =>
      frameworks(behaviour)({ id, jobs: world.jobs, isWaiting, nextTask, orderOfTask, random: world.random }),
    )
    this.#allocator = new Allocator({
      world,
      policy: made,
      interval: allocationInterval,
      deliver: (envelope) => this.#deliver(envelope),
    })
    this.#frameworkWakes = world.declare("framework wakes", (framework) => this.#wake(framework))
  }

  begin(): void {
    this.#allocator.begin()
  }

  stageReady(stage: StageId): void {
    const { jobs } = this.#world
    const framework = jobs.jobFramework[jobs.stageJob[stage]]
    this.#obey(framework, this.#frameworks[framework].stageReady(stage))
  }

  taskEnded(task: TaskId, outcome: TaskOutcome): void {
    const { view } = this.#world
    const framework = view.frameworkOf(task)
    this.#allocator.taskEnded(task, view.tasks.agent[task])
    this.#obey(framework, this.#frameworks[framework].taskEnded(task, outcome))
  }

  agentLeaving(agent: AgentId): void {
    const { offers } = this.#world
    for (let slot = 0; slot < offers.slotCount; slot++)
      if (offers.slotIsOpen(slot) && offers.agent[slot] === agent)
        this.#rescind(offers.idAt(slot), offers.framework[slot])
  }

  agentChanged(agent: AgentId, change: number): void {
    if (change === agentLost) this.#allocator.agentLost(agent)
    else this.#allocator.agentChanged(agent, change)
  }

  #rescind(offer: OfferId, framework: FrameworkId): void {
    this.#allocator.endOffer(offer, offerRescinded, 0)
    this.#frameworks[framework].offerRescinded?.(offer)
  }

  /** Hands a framework its offers and does what it replies. */
  #deliver(envelope: Envelope): void {
    const { framework } = envelope
    this.#world.hash(framework)
    this.#world.hash(envelope.length)
    for (const reply of this.#frameworks[framework].offersReceived(envelope, this.#world.now))
      this.#answer(envelope, reply)
    const unanswered = envelope.unanswered()
    if (unanswered > 0)
      assert(
        false,
        `framework ${this.#frameworks[framework].name} left ${unanswered} offers without an answer`,
      )
  }

  #answer(envelope: Envelope, reply: OfferReply): void {
    const { framework } = envelope
    switch (reply.kind) {
      case "accept":
        for (const task of reply.tasks) this.#world.launchFromOffer(task, reply.offer)
        return this.#allocator.endOffer(reply.offer, offerAccepted, reply.refuse)
      case "decline":
        return this.#allocator.decline(framework, reply.offer, reply.refuse)
      case "declineRest":
        return envelope.declineRest(this.#allocator.subscriptions.isAsking(framework) ? reply.refuse : 0)
      case "suppress":
      case "revive":
      case "wake":
        return this.#obeyOne(framework, reply)
    }
  }

  #wake(framework: FrameworkId): void {
    this.#obey(framework, this.#frameworks[framework].woken?.(this.#world.now) ?? [])
  }

  #obey(framework: FrameworkId, commands: Iterable<Command>): void {
    for (const command of commands) this.#obeyOne(framework, command)
  }

  #obeyOne(framework: FrameworkId, command: Command): void {
    switch (command.kind) {
      case "suppress":
        return this.#allocator.suppress(framework)
      case "revive":
        return this.#allocator.revive(framework)
      case "wake":
        this.#world.at(this.#world.now + command.after, this.#frameworkWakes, framework, 0)
    }
  }
}
