/**
 * A control plane organises decisions: Mesos by two-level offers, Kubernetes one pod at a time, a batch system by a
 * queue. All of them act on the same world, so any two can be compared.
 */
import type { AgentTable } from "../cluster/agents.ts"
import type { JobTable } from "../cluster/jobs.ts"
import type { Random } from "../kernel/random.ts"
import type { AgentId, FrameworkId, Micros, OfferId, StageId, TaskId } from "../kernel/units.ts"
import type { Presence } from "../cluster/presence.ts"
import type { Reserved } from "../cluster/reservations.ts"
import type { Amounts } from "../cluster/resources.ts"
import type { OfferTable } from "../cluster/offers.ts"
import type { OfferAnswer, Recorder, TaskOutcome } from "./recorder.ts"
import type { RoleSettings } from "./role-settings.ts"
import type { ClusterView } from "./view.ts"

export interface ControlPlane {
  readonly name: string
  /** At time 0, when the agents of the start are up and before any job arrives. */
  begin?(): void
  /** The tasks of the stage that are `waiting` may start from now on: its job has arrived, or the stage before has ended. */
  stageReady(stage: StageId): void
  /** The task holds nothing any more. After `outcomeLost` it is waiting again. */
  taskEnded(task: TaskId, outcome: TaskOutcome): void
  /** The task has failed; true if it is to be tried again. Then it is lost, and `taskEnded` is told so. Absent: never. */
  retries?(task: TaskId): boolean
  /** The agent is about to be lost or to shrink: take back what is offered on it. */
  agentLeaving?(agent: AgentId): void
  /** The agent has joined, been lost (its tasks have ended before) or been resized. */
  agentChanged(agent: AgentId, change: number): void
}

export type ControlPlaneFactory = (world: World) => ControlPlane

/** Does what an event says; `a` and `b` are the two numbers it was scheduled with. */
export type EventHandler = (a: number, b: number) => void

/** A scheduled event, for `cancel`. */
export type EventHandle = number

/** What a control plane may do to the world. Every verb is checked; one that breaks a law throws an InvariantError. */
export interface World {
  readonly now: Micros
  readonly jobs: JobTable
  readonly agents: AgentTable
  readonly view: ClusterView
  readonly random: Random
  readonly recorder: Recorder
  /** What is set for roles. The weights are in `jobs` already. */
  readonly roles: RoleSettings
  /** For reading; `makeOffer`, `endOffer` and the launches write it. */
  readonly offers: OfferTable
  /** For reading; `turn` and the trace write it. */
  readonly presence: Presence

  /** Declares a kind of event, once, with what it does. Returns the kind. */
  declare(name: string, handler: EventHandler): number
  at(time: Micros, kind: number, a: number, b: number): EventHandle
  cancel(event: EventHandle): boolean
  /** Adds a decision that is no event of its own to the run's digest, as a 32-bit word. Offers and launches add themselves. */
  hash(word: number): void

  /**
   * Sets aside for the framework all that is free on the agent and reserved to nobody, or `bag`, of which `reserved` are
   * out of reservations.
   */
  makeOffer(agent: AgentId, framework: FrameworkId, bag?: Amounts, reserved?: readonly Reserved[]): OfferId
  /** Ends an offer; what is left in it is free again. */
  endOffer(offer: OfferId, answer: OfferAnswer): void
  /** Counts offers that were declined before anything was moved for them. */
  declineUnmade(count: number): void
  /** Starts a waiting task out of an open offer of its own framework; the offer stays open with the rest. */
  launchFromOffer(task: TaskId, offer: OfferId): void
  /** Starts a waiting task on what is free on the agent. */
  launch(task: TaskId, agent: AgentId): void
  /** Takes a running task off its agent: it is lost, and waits again. */
  preempt(task: TaskId): void
  /**
   * Turns an agent off, which then is lost with its tasks, or on again, when it joins unless the trace has lost it
   * meanwhile. It is no progress: a run in which nothing else happens ends.
   */
  turn(agent: AgentId, isOn: boolean): void
}
