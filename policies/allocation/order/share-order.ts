/**
 * Frameworks in the order of need: roles by what they have, and within a role frameworks by what they have; ties go to the
 * lower id. Sorted once a run; after an offer only the framework and the role that grew move.
 */
import type { AgentId, FrameworkId, FrameworksView, RoleId } from "../../../sim/index.ts"
import type { Measure } from "./measures.ts"

export class ShareOrder {
  readonly #frameworks: FrameworksView
  readonly #measure: Measure
  /** Roles with frameworks that ask, and for each of them those frameworks, neediest first. */
  readonly #roles: RoleId[]
  readonly #members: FrameworkId[][]
  readonly #roleNeed: Float64Array
  readonly #need: Float64Array

  constructor(frameworks: FrameworksView, measure: Measure) {
    this.#frameworks = frameworks
    this.#measure = measure
    this.#members = Array.from({ length: frameworks.roleCount }, () => [])
    this.#roleNeed = new Float64Array(frameworks.roleCount)
    this.#need = new Float64Array(frameworks.count)
    for (const framework of frameworks.asking()) {
      this.#need[framework] = measure.framework(framework)
      this.#members[frameworks.role(framework)].push(framework)
    }
    this.#roles = this.#members.flatMap((members, role) => (members.length > 0 ? [role] : []))
    for (const role of this.#roles) {
      this.#roleNeed[role] = this.#measure.role(role)
      this.#members[role].sort((a, b) => this.#need[a] - this.#need[b] || a - b)
    }
    this.#roles.sort((a, b) => this.#roleNeed[a] - this.#roleNeed[b] || a - b)
  }

  /** The neediest framework that may be offered the agent, among those of role `only` if given; undefined if none may. */
  neediest(agent: AgentId, only?: RoleId): FrameworkId | undefined {
    const frameworks = this.#frameworks
    for (const role of this.#roles) {
      if (only !== undefined && role !== only) continue
      for (const framework of this.#members[role]) if (!frameworks.refuses(framework, agent)) return framework
    }
    return undefined
  }

  /** The framework holds more than before: it and its role move back. */
  grew(framework: FrameworkId): void {
    if (this.#frameworks.asking().length === 1) return
    const role = this.#frameworks.role(framework)
    this.#need[framework] = this.#measure.framework(framework)
    this.#roleNeed[role] = this.#measure.role(role)
    moveBack(this.#members[role], framework, this.#need)
    moveBack(this.#roles, role, this.#roleNeed)
  }
}

/** Moves `item`, whose need has grown, behind all in the ascending `order` that now come before it. */
function moveBack(order: number[], item: number, need: Float64Array): void {
  const grown = need[item]
  let at = order.indexOf(item)
  for (; at + 1 < order.length; at++) {
    const next = order[at + 1]
    if (need[next] > grown || (need[next] === grown && next > item)) break
    order[at] = next
  }
  order[at] = item
}
