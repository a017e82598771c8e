/** The roles that want offers, in the order in which an agent is to be shown to them. */
import type { RoleSorter } from "./role-sorter.ts"
import type { Role } from "./seats.ts"
import type { Siblings } from "./siblings.ts"

export class RoleWalk {
  readonly #sorter: RoleSorter
  /** From the root to the siblings that are being visited, and how many of each were. */
  readonly #path: Siblings[] = []
  readonly #visited: number[] = []
  #depth = -1
  /** All that are to come, once the order is held fast. */
  #rest: readonly Role[] | undefined
  #next = 0

  constructor(sorter: RoleSorter) {
    this.#sorter = sorter
  }

  start(): void {
    this.#rest = undefined
    this.#depth = -1
    this.#enter(this.#sorter.root.order)
  }

  /** In an order that was drawn before. */
  startWith(order: readonly Role[]): void {
    this.#rest = order
    this.#next = 0
  }

  next(): Role | undefined {
    if (this.#rest !== undefined) return this.#rest[this.#next++]
    while (this.#depth >= 0) {
      const siblings = this.#path[this.#depth]
      const i = this.#visited[this.#depth]++
      if (i >= siblings.length) this.#depth--
      else {
        const node = this.#sorter.nodes[siblings.order()[i]]
        if (node?.role !== undefined) return node.role
        if (node !== undefined) this.#enter(node.order)
      }
    }
    return undefined
  }

  /** To be called before anything is given while more is to come: an agent sees the order as it was when it began. */
  hold(): void {
    if (this.#rest !== undefined) return
    const rest: Role[] = []
    for (let role = this.next(); role !== undefined; role = this.next()) rest.push(role)
    this.startWith(rest)
  }

  #enter(siblings: Siblings): void {
    this.#depth++
    this.#path[this.#depth] = siblings
    this.#visited[this.#depth] = 0
  }
}
