/**
 * Kubernetes' cluster autoscaler: every ten seconds it looks for pods that fit nowhere, and turns nodes on for them, which
 * come after a while; and for nodes that are not needed, and turns them off, their pods being made again elsewhere. The
 * agents of the run are the most that there can be, and all of them are on at the start. What the trace takes away stays
 * away. Left out: several expanders one after the other, pods that must not be moved, failures to bring a node up.
 * Source: kubernetes/autoscaler, cluster-autoscaler/FAQ.md, 2024: the constants are its defaults.
 */
import { type AgentId, type Micros, microsPerSecond, type RandomStream } from "../../../../sim/index.ts"
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
  /** Nodes that have been asked for and are not up yet, in that order. */
  readonly #coming = new Set<AgentId>()
  #lastAdded: Micros = -Infinity

  constructor(cluster: AutoscaledCluster, setting: AutoscalerSetting) {
    const { world } = cluster
    this.#cluster = cluster
    this.#setting = setting
    this.#scaleDown = new ScaleDown(cluster, setting.threshold)
    this.#chance = world.random.stream("kubernetes/expander")
    this.#scanKind = world.declare("the cluster autoscaler scans", () => this.#scan())
    this.#readyKind = world.declare("a node is ready", (node) => this.#ready(node))
  }

  begin(): void {
    this.#scanLater()
  }

  #scanLater(): void {
    const { world } = this.#cluster
    world.at(world.now + scanInterval, this.#scanKind, 0, 0)
  }

  #scan(): void {
    this.#scanLater()
    if (this.#scaleUp()) return
    this.#scaleDown.look()
    if (this.#cluster.world.now - this.#lastAdded >= delayAfterAdd) this.#remove()
  }

  /** Asks for nodes if pods need them. True if it did. */
  #scaleUp(): boolean {
    const { world, unschedulable } = this.#cluster
    const { presence } = world
    const addable = this.#nodes(
      (node) => presence.isOff(node) && presence.isThere(node) && !this.#coming.has(node),
    )
    const wanted = addable.length === 0 ? [] : needsOf(unschedulable(), this.#cluster)
    if (wanted.length === 0) return false
    const up = this.#nodes((node) => world.view.isUp(node))
    const rest = new Packing(this.#cluster).place(wanted, [...up, ...this.#coming])
    const added = nodesToAdd(this.#cluster, rest, addable, this.#setting.expander, this.#chance)
    for (const node of added) {
      this.#coming.add(node)
      world.at(world.now + this.#setting.provision, this.#readyKind, node, 0)
    }
    if (added.length > 0) this.#lastAdded = world.now
    return added.length > 0
  }

  #ready(node: AgentId): void {
    this.#coming.delete(node)
    this.#cluster.world.turn(node, true)
  }

  #remove(): void {
    const { world } = this.#cluster
    const count = this.#nodes((node) => world.view.isUp(node)).length + this.#coming.size
    const { unneeded, leastNodes } = this.#setting
    for (const node of this.#scaleDown.nodesToRemove(unneeded, count - leastNodes)) world.turn(node, false)
  }

  #nodes(isWanted: (node: AgentId) => boolean): AgentId[] {
    const nodes: AgentId[] = []
    for (let node = 0; node < this.#cluster.world.agents.count; node++) if (isWanted(node)) nodes.push(node)
    return nodes
  }
}
