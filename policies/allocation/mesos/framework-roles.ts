/** Which roles a framework is in, and in which of them it wants offers. Source: spec/mesos.md §4.3. */
import type { Accounts } from "./accounts.ts"
import type { Refusals } from "./refusals.ts"
import type { Framework, Seat } from "./seats.ts"
import type { FrameworkSetting } from "./settings.ts"

export class FrameworkRoles {
  readonly #accounts: Accounts
  readonly #refusals: Refusals

  constructor(accounts: Accounts, refusals: Refusals) {
    this.#accounts = accounts
    this.#refusals = refusals
  }

  /** What it refused for roles that it keeps stays refused, unless it wants offers in them again. */
  update(framework: Framework, setting: FrameworkSetting): void {
    const lost = [...framework.roles].filter((role) => !setting.roles.has(role))
    const gained = [...setting.roles].filter((role) => !framework.roles.has(role))
    for (const role of gained) {
      const seat = this.#accounts.seat(framework, role)
      if (!seat.isTracked) this.#accounts.track(seat)
    }
    for (const role of lost) this.#leave(framework, role)

    const wantedAgain = [...framework.suppressed].filter(
      (role) => setting.roles.has(role) && !setting.suppressed.has(role),
    )
    framework.roles = setting.roles
    framework.capabilities = setting.capabilities
    framework.minAllocatable = setting.minAllocatable
    framework.constraints = setting.constraints
    for (const seat of framework.seats.values()) {
      this.#accounts.suit(seat)
      this.#refusals.doubt(seat)
    }
    // It may want now what it could not take before.
    this.#accounts.world++
    framework.inverseFilters.clear()
    for (const role of wantedAgain) this.forget(framework, role)
    this.revive(framework, [...gained, ...wantedAgain])
    this.suppress(framework, setting.suppressed)
  }

  suppress(framework: Framework, roles: Iterable<string>): void {
    for (const role of roles) {
      this.#accounts.setActive(this.#accounts.seat(framework, role), false)
      framework.suppressed.add(role)
    }
  }

  /** Faithful to a flaw of Mesos: one that is inactive, and revives, takes part in the sorters again. */
  revive(framework: Framework, roles: Iterable<string>): void {
    for (const role of roles) {
      this.#accounts.setActive(this.#accounts.seat(framework, role), true)
      framework.suppressed.delete(role)
    }
  }

  /** Forgets what it refused for the role. */
  forget(framework: Framework, role: string): void {
    const seat = framework.seats.get(role)
    if (seat !== undefined) this.#refusals.forgetSeat(seat)
  }

  /** Gives back all that it holds, and leaves for good. */
  remove(framework: Framework): void {
    const { agents, frameworks } = this.#accounts
    for (const record of agents.all())
      for (const { row, bundle } of agents.holdings.of(record.slot)) {
        const seat = this.#accounts.seatAt(row)
        if (seat.framework === framework) this.#accounts.discharge(seat, record.slot, bundle)
      }
    for (const seat of framework.seats.values()) {
      this.#accounts.untrack(seat)
      this.#refusals.forgetSeat(seat)
      this.#accounts.dropSeat(seat)
    }
    frameworks.delete(framework.id)
  }

  /** A framework that still holds something in the role stays tracked there until it gives it back. */
  #leave(framework: Framework, role: string): void {
    const seat: Seat = this.#accounts.seat(framework, role)
    this.#accounts.setActive(seat, false)
    this.#accounts.untrack(seat)
    this.#refusals.forgetSeat(seat)
    framework.suppressed.delete(role)
  }
}
