/** The roles whose guarantees are not met, in the order of the role sorter, while a run meets them. */
import type { QuotaRoom } from "./quota-room.ts"
import type { RoleSorter } from "./role-sorter.ts"
import type { Role } from "./seats.ts"

export class UnmetRoles {
  readonly #room: QuotaRoom
  readonly #sorter: RoleSorter
  readonly #roles: Role[]
  /** Whether all stand right below the root: only siblings can be put in order by their rows alone. */
  readonly #areSiblings: boolean

  /** `roles` are all that want offers, in order. */
  constructor(room: QuotaRoom, sorter: RoleSorter, roles: Iterable<Role>) {
    this.#room = room
    this.#sorter = sorter
    this.#roles = []
    for (const role of roles) if (role.quota !== undefined && room.isUnmet(role)) this.#roles.push(role)
    this.#areSiblings = this.#roles.every(({ node }) => node?.parent === sorter.root)
  }

  get inOrder(): readonly Role[] {
    return this.#roles
  }

  /** Some were given something: they come later now, or not at all. False if the sorter has to be asked. */
  reorder(served: readonly Role[]): boolean {
    if (!this.#areSiblings) return false
    const { root, table } = this.#sorter
    root.order.order()
    const roles = this.#roles
    for (const role of served) roles.splice(roles.indexOf(role), 1)
    for (const role of served) {
      if (!this.#room.isUnmet(role) || role.seats.length === 0) continue
      const row = rowOf(role)
      const at = roles.findIndex((other) => table.compare(row, rowOf(other)) < 0)
      roles.splice(at === -1 ? roles.length : at, 0, role)
    }
    return true
  }
}

function rowOf({ node }: Role): number {
  return node?.row ?? 0
}
