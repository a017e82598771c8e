/**
 * Who is subscribed and asks for offers, and what each framework and role holds: what an allocation policy may see
 * of the frameworks.
 */
import type { FrameworksView } from "../contracts/allocation-policy.ts"
import type { World } from "../contracts/control-plane.ts"
import { assert } from "../kernel/assert.ts"
import type { AgentId, FrameworkId, Micros, RoleId } from "../kernel/units.ts"

const notAsking = -1

export class Subscriptions implements FrameworksView {
  readonly count: number
  readonly roleCount: number
  readonly #world: World
  readonly #roleOf: Int32Array
  readonly #weightOf: Float64Array
  readonly #askingOrder: Float64Array
  readonly #askingSince: Float64Array
  readonly #asking: FrameworkId[] = []
  readonly #refusal: (framework: FrameworkId, agent: AgentId) => boolean
  #order = 0

  /** `refusal` says whether a framework refuses all that is free on an agent. */
  constructor(world: World, refusal: (framework: FrameworkId, agent: AgentId) => boolean) {
    const { frameworks, roles } = world.jobs
    this.#world = world
    this.#refusal = refusal
    this.count = frameworks.length
    this.roleCount = roles.length
    this.#roleOf = Int32Array.from(frameworks, (framework) => framework.role)
    this.#weightOf = Float64Array.from(roles, (role) => role.weight)
    this.#askingOrder = new Float64Array(frameworks.length).fill(notAsking)
    this.#askingSince = new Float64Array(frameworks.length).fill(notAsking)
  }

  /** The framework wants offers from now on. False if it did already. */
  revive(framework: FrameworkId): boolean {
    if (this.isAsking(framework)) return false
    this.#askingOrder[framework] = this.#order++
    this.#askingSince[framework] = this.#world.now
    this.#asking.splice(this.#position(framework), 0, framework)
    return true
  }

  /** The framework wants no offers until it revives. */
  suppress(framework: FrameworkId): void {
    if (!this.isAsking(framework)) return
    this.#askingOrder[framework] = notAsking
    this.#asking.splice(this.#position(framework), 1)
  }

  isAsking(framework: FrameworkId): boolean {
    return this.#askingOrder[framework] !== notAsking
  }

  asking(): readonly FrameworkId[] {
    return this.#asking
  }

  eligible(agent: AgentId): readonly FrameworkId[] {
    return this.#asking.filter((framework) => !this.#refusal(framework, agent))
  }

  refuses(framework: FrameworkId, agent: AgentId): boolean {
    return this.#refusal(framework, agent)
  }

  askingSince(framework: FrameworkId): Micros {
    assert(this.isAsking(framework), `framework ${framework} is not asking for offers`)
    return this.#askingSince[framework]
  }

  askingOrder(framework: FrameworkId): number {
    assert(this.isAsking(framework), `framework ${framework} is not asking for offers`)
    return this.#askingOrder[framework]
  }

  role(framework: FrameworkId): RoleId {
    return this.#roleOf[framework]
  }

  weight(role: RoleId): number {
    return this.#weightOf[role]
  }

  share(framework: FrameworkId): number {
    return this.#world.view.dominantShare(framework)
  }

  roleShare(role: RoleId): number {
    return this.#world.view.dominantShareOfRole(role)
  }

  weightedShare(framework: FrameworkId): number {
    return this.share(framework) / this.#weightOf[this.#roleOf[framework]]
  }

  shareOf(framework: FrameworkId, kind: number): number {
    const { view } = this.#world
    return shareOfTotal(view.held(framework, kind), view.totalCapacity(kind))
  }

  roleShareOf(role: RoleId, kind: number): number {
    const { view } = this.#world
    return shareOfTotal(view.heldByRole(role, kind), view.totalCapacity(kind))
  }

  roleName(role: RoleId): string {
    return this.#world.jobs.roles[role].name
  }

  /** Where the framework stands, or would stand, among those that ask. */
  #position(framework: FrameworkId): number {
    let low = 0
    let high = this.#asking.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#asking[middle] < framework) low = middle + 1
      else high = middle
    }
    return low
  }
}

function shareOfTotal(held: number, total: number): number {
  return held === 0 ? 0 : held / total
}
