/**
 * Kubernetes' cluster autoscaler: every ten seconds it looks for pods that fit nowhere, and turns nodes on for them, which
 * come after a while; and for nodes that are not needed, and turns them off, their pods being made again elsewhere. The
 * agents of the run are the most that there can be, and all of them are on at the start. What the trace takes away stays
 * away. Left out: several expanders one after the other, pods that must not be moved, failures to bring a node up.
 * Source: kubernetes/autoscaler, cluster-autoscaler/FAQ.md, 2024: the constants are its defaults.
 */
import {
  type AgentId,
  type EventHandle,
  type Micros,
  microsPerSecond,
  type RandomStream,
} from "../../../../sim/index.ts"
import { type AutoscaledCluster, needsOf } from "./nodes.ts"
import { Packing } from "./packing.ts"
import { ScaleDown } from "./scale-down.ts"
import { type Expander, nodesToAdd } from "./scale-up.ts"

export interface AutoscalerSetting {
  /** Nodes below which it turns none off. */
  readonly leastNodes: number
  /** µs from the decision until pods can start on a new node. */
  readonly provision: Micros
  /** µs that a node must be unneeded before it is turned off (--scale-down-unneeded-time). */
  readonly unneeded: Micros
  /** The part of a node below which it may be unneeded, 0 to 1 (--scale-down-utilization-threshold). */
  readonly threshold: number
  readonly expander: Expander
}

const minute: Micros = 60 * microsPerSecond

/** `provision` is between the 3 and 4 minutes that the FAQ tells of GCE. */
export const autoscalerDefaults: AutoscalerSetting = {
  leastNodes: 1,
  provision: 3.5 * minute,
  unneeded: 10 * minute,
  threshold: 0.5,
  expander: "random",
}

/** --scan-interval, --scale-down-delay-after-add. */
const scanInterval: Micros = 10 * microsPerSecond
const delayAfterAdd: Micros = 10 * minute

export class Autoscaler {
  readonly #cluster: AutoscaledCluster
  readonly #setting: AutoscalerSetting
  readonly #scaleDown: ScaleDown
  readonly #chance: RandomStream
  readonly #scanKind: number
  readonly #readyKind: number
  /** Nodes that it has turned off, and those of them that it has asked for again, in that order. */
  readonly #off = new Set<AgentId>()
  readonly #coming = new Set<AgentId>()
  #lastAdded: Micros = -Infinity
  #lastScan: Micros = 0
  #nextScan: { readonly time: Micros; readonly event: EventHandle } | undefined

  constructor(cluster: AutoscaledCluster, setting: AutoscalerSetting) {
    const { world } = cluster
    this.#cluster = cluster
    this.#setting = setting
    this.#scaleDown = new ScaleDown(cluster, setting.threshold)
    this.#chance = world.random.stream("kubernetes/expander")
    this.#scanKind = world.declare("the cluster autoscaler scans", () => this.#scan())
    this.#readyKind = world.declare("a node is ready", (node) => this.#ready(node))
  }

  /**
   * Something has happened that the next scan will see: a pod fits nowhere, started or ended, a node came or went. A scan
   * that would find all as the last one did is left out, or a quiet year would be three million of them.
   */
  changed(): void {
    this.#scanAt(this.#cluster.world.now)
  }

  /** The first scan from that time on: they are at multiples of the interval. */
  #scanAt(earliest: Micros): void {
    const { world } = this.#cluster
    const next = Math.ceil(earliest / scanInterval) * scanInterval
    const time = Math.max(next, this.#lastScan + scanInterval)
    if (this.#nextScan !== undefined) {
      if (this.#nextScan.time <= time) return
      world.cancel(this.#nextScan.event)
    }
    this.#nextScan = { time, event: world.at(time, this.#scanKind, 0, 0) }
  }

  #scan(): void {
    const { world } = this.#cluster
    this.#nextScan = undefined
    this.#lastScan = world.now
    const up = this.#nodesUp()
    if (this.#scaleUp(up)) {
      this.#lastAdded = world.now
      // One group of nodes is added by a scan; others may help the pods that are left.
      this.changed()
    } else {
      this.#scaleDown.look(up)
      this.#remove(up.length + this.#coming.size - this.#setting.leastNodes)
    }
    // Nobody tells of a node that the trace gives back while it is off.
    for (const node of this.#off) if (!world.presence.isThere(node)) this.changed()
  }

  /** Asks for nodes if pods need them. True if it did. */
  #scaleUp(up: readonly AgentId[]): boolean {
    const { world, unschedulable } = this.#cluster
    const isAddable = (node: AgentId) => !this.#coming.has(node) && world.presence.isThere(node)
    const addable = [...this.#off].filter(isAddable).sort((a, b) => a - b)
    const wanted = addable.length === 0 ? [] : needsOf(unschedulable(), this.#cluster)
    if (wanted.length === 0) return false
    const rest = new Packing(this.#cluster).place(wanted, [...up, ...this.#coming])
    const added = nodesToAdd(this.#cluster, rest, addable, this.#setting.expander, this.#chance)
    for (const node of added) {
      this.#coming.add(node)
      world.at(world.now + this.#setting.provision, this.#readyKind, node, 0)
    }
    return added.length > 0
  }

  #ready(node: AgentId): void {
    this.#coming.delete(node)
    this.#off.delete(node)
    this.#cluster.world.turn(node, true)
  }

  /** Turns off what has been unneeded for long enough, `most` nodes at most, or comes back when that is. */
  #remove(most: number): void {
    const { world } = this.#cluster
    const { unneeded } = this.#setting
    const first = this.#scaleDown.earliest()
    if (most <= 0 || first === Infinity) return
    const due = Math.max(first + unneeded, this.#lastAdded + delayAfterAdd)
    if (due > world.now) return this.#scanAt(due)
    for (const node of this.#scaleDown.nodesToRemove(unneeded, most)) {
      this.#off.add(node)
      world.turn(node, false)
    }
    this.changed()
  }

  #nodesUp(): AgentId[] {
    const { world } = this.#cluster
    const up: AgentId[] = []
    for (let node = 0; node < world.agents.count; node++) if (world.view.isUp(node)) up.push(node)
    return up
  }
}
