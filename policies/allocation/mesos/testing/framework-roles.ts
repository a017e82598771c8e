/** Which roles a framework is in, and in which of them it wants offers. Source: spec/mesos.md §4.3. */
import type { Books } from "./books.ts"
import type { FrameworkSetting } from "../settings.ts"
import type { Framework } from "./state.ts"

/** In no role yet. */
export function newFramework(id: string): Framework {
  return {
    id,
    active: false,
    roles: new Set(),
    suppressed: new Set(),
    capabilities: new Set(),
    minAllocatable: new Map(),
    constraints: undefined,
    offerFilters: new Map(),
    inverseFilters: new Map(),
  }
}

export class FrameworkRoles {
  readonly #books: Books

  constructor(books: Books) {
    this.#books = books
  }

  /** What it refused for roles that it keeps stays refused, unless it wants offers in them again. */
  update(framework: Framework, setting: FrameworkSetting): void {
    const lost = [...framework.roles].filter((role) => !setting.roles.has(role))
    const gained = [...setting.roles].filter((role) => !framework.roles.has(role))
    for (const role of gained)
      if (!this.#books.isTracked(framework.id, role)) this.#books.track(framework.id, role)
    for (const role of lost) this.#leave(framework, role)

    const wantedAgain = [...framework.suppressed].filter(
      (role) => setting.roles.has(role) && !setting.suppressed.has(role),
    )
    framework.roles = setting.roles
    framework.capabilities = setting.capabilities
    framework.minAllocatable = setting.minAllocatable
    framework.constraints = setting.constraints
    framework.inverseFilters.clear()
    for (const role of wantedAgain) framework.offerFilters.delete(role)
    this.revive(framework, [...gained, ...wantedAgain])
    this.suppress(framework, setting.suppressed)
  }

  suppress(framework: Framework, roles: Iterable<string>): void {
    for (const role of roles) {
      this.#books.frameworkSorter(role).deactivate(framework.id)
      framework.suppressed.add(role)
    }
  }

  /** A framework that is inactive takes part in the sorters again when it is activated. */
  revive(framework: Framework, roles: Iterable<string>): void {
    for (const role of roles) {
      if (framework.active) this.#books.frameworkSorter(role).activate(framework.id)
      framework.suppressed.delete(role)
    }
  }

  /** A framework that still holds something in the role stays tracked there until it gives it back. */
  #leave(framework: Framework, role: string): void {
    this.#books.frameworkSorter(role).deactivate(framework.id)
    this.#books.untrack(framework.id, role)
    framework.offerFilters.delete(role)
    framework.suppressed.delete(role)
  }
}
