/**
 * A batch system: a queue in some order, whoever may overtake in it, and a place for whoever starts. Each of the three is
 * a value, and any three make a control plane. Decisions take no time; they are made once at a moment, after all that
 * arrives and ends at it. Stages marked as gangs start whole; tasks lost with an agent come again, as if they were new.
 */
import {
  type ControlPlane,
  type ControlPlaneFactory,
  outcomeLost,
  type PlacementFactory as PlacementPolicyFactory,
  scalarCount,
  type StageId,
  type TaskId,
  type World,
} from "../../../../sim/index.ts"
import type { Backfilling, BackfillingFactory } from "../backfilling/backfilling.ts"
import type { Order, OrderFactory } from "../order/orders.ts"
import { WaitingQueue } from "../order/queue.ts"
import { Entries, type Entry } from "./entry.ts"
import { firstFit } from "./first-fit.ts"
import { Machine } from "./machine.ts"
import { placedBy } from "./placed-by.ts"
import type { Placement, PlacementFactory } from "./placement.ts"

export interface BatchSetting {
  readonly name: string
  readonly order: OrderFactory
  readonly backfilling: BackfillingFactory
  /** By default the first agent with room. */
  readonly placement?: PlacementFactory
}

/** Makes a batch plane, or the same with another placement or backfilling. */
export interface BatchFactory extends ControlPlaneFactory {
  readonly backfilling: BackfillingFactory
  readonly backfilledBy: (backfilling: BackfillingFactory) => BatchFactory
  readonly placedBy: (placement: PlacementPolicyFactory) => BatchFactory
}

export function batch(setting: BatchSetting): BatchFactory {
  return Object.assign((world: World) => new BatchPlane(world, setting), {
    backfilling: setting.backfilling,
    backfilledBy: (backfilling: BackfillingFactory) => batch({ ...setting, backfilling }),
    placedBy: (placement: PlacementPolicyFactory) => batch({ ...setting, placement: placedBy(placement) }),
  })
}

class BatchPlane implements ControlPlane {
  readonly name: string
  readonly #world: World
  readonly #order: Order
  readonly #placement: Placement
  readonly #backfilling: Backfilling
  readonly #entries: Entries
  readonly #queue: WaitingQueue
  readonly #dispatchKind: number
  #dispatchIsDue = false

  constructor(world: World, { name, order, backfilling, placement = firstFit }: BatchSetting) {
    this.name = name
    this.#world = world
    this.#order = order(world)
    this.#placement = placement(world)
    this.#entries = new Entries(world)
    this.#queue = new WaitingQueue(this.#order)
    const machine = new Machine(world, this.#placement, (entry) => this.#started(entry))
    const { jobs, view } = world
    this.#backfilling = backfilling({
      queue: this.#queue,
      machine,
      entries: this.#entries,
      latestStart: (task) => view.tasks.latestStart[task],
      request: (task) => {
        const row = jobs.taskShape[task] * scalarCount
        return jobs.shapes.subarray(row, row + scalarCount)
      },
    })
    this.#dispatchKind = world.declare("batch queue is looked through", () => {
      this.#dispatchIsDue = false
      this.#backfilling.dispatch()
    })
  }

  stageReady(stage: StageId): void {
    for (const entry of this.#entries.ofStage(stage)) this.#queue.add(entry, this.#world.now)
    this.#dispatchSoon()
  }

  taskEnded(task: TaskId, outcome: number): void {
    this.#placement.changed(this.#world.view.tasks.agent[task])
    this.#order.ended?.(task)
    this.#backfilling.ended?.(task)
    if (outcome === outcomeLost) this.#queue.add(this.#entries.of([task]), this.#world.now)
    this.#dispatchSoon()
  }

  agentChanged(agent: number): void {
    this.#placement.changed(agent)
    this.#backfilling.machineChanged?.()
    this.#dispatchSoon()
  }

  #started(entry: Entry): void {
    this.#order.started?.(entry)
    this.#backfilling.started?.(entry)
  }

  /** After all else of this moment. */
  #dispatchSoon(): void {
    if (this.#dispatchIsDue || this.#queue.isEmpty) return
    this.#dispatchIsDue = true
    this.#world.at(this.#world.now, this.#dispatchKind, 0, 0)
  }
}
