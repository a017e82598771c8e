/** The roles that want offers, in the order in which an agent is to be shown to them. */
import type { RoleNode, RoleSorter } from "./role-sorter.ts"
import type { Role } from "./seats.ts"
import type { Siblings } from "./siblings.ts"

/** Siblings on the way from the root to the role that is being visited. */
interface Level {
  siblings: Siblings
  /** How many of them were visited; the last of them is `node`. */
  visited: number
  node: RoleNode | undefined
  /** Whether `node` has got something and so stands further back by now. */
  isMoved: boolean
}

/**
 * An agent sees the order as it was when the visit began. Whoever is given something only moves back, and the others
 * stay as they were to each other; so the order is read where it stands, past those that were given something.
 */
export class RoleWalk {
  readonly #sorter: RoleSorter
  readonly #levels: Level[] = []
  #depth = -1
  /** Who was given something: the first so many of these. */
  readonly #given: RoleNode[] = []
  #givenCount = 0
  /** An order that was drawn before. */
  #drawn: readonly Role[] | undefined
  #next = 0

  constructor(sorter: RoleSorter) {
    this.#sorter = sorter
  }

  start(): void {
    this.#drawn = undefined
    this.#depth = -1
    this.#givenCount = 0
    this.#enter(this.#sorter.root.order)
  }

  startWith(order: readonly Role[]): void {
    this.#drawn = order
    this.#next = 0
  }

  next(): Role | undefined {
    if (this.#drawn !== undefined) return this.#drawn[this.#next++]
    while (this.#depth >= 0) {
      const level = this.#levels[this.#depth]
      if (level.visited >= level.siblings.length) {
        this.#depth--
        continue
      }
      const node = this.#sorter.nodes[level.siblings.order()[level.visited++]]
      if (node === undefined || this.#hasGot(node)) continue
      level.node = node
      level.isMoved = false
      if (node.role !== undefined) return node.role
      this.#enter(node.order)
    }
    return undefined
  }

  /** The role that was visited last has got something. */
  given(): void {
    if (this.#drawn !== undefined) return
    for (let depth = 0; depth <= this.#depth; depth++) {
      const level = this.#levels[depth]
      if (level.node === undefined) continue
      this.#given[this.#givenCount++] = level.node
      if (level.isMoved || level.siblings.order()[level.visited - 1] === level.node.row) continue
      level.visited--
      level.isMoved = true
    }
  }

  #hasGot(node: RoleNode): boolean {
    for (let i = 0; i < this.#givenCount; i++) if (this.#given[i] === node) return true
    return false
  }

  #enter(siblings: Siblings): void {
    this.#depth++
    if (this.#depth === this.#levels.length)
      this.#levels.push({ siblings, visited: 0, node: undefined, isMoved: false })
    const level = this.#levels[this.#depth]
    level.siblings = siblings
    level.visited = 0
    level.node = undefined
  }
}
