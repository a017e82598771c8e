/** What the master may call, and what it is told: the same for the allocator and for its slow twin. */
import type { AllocatorSetting, MesosAllocator } from "./allocator.ts"
import type { Bag } from "./bags.ts"

export type AllocatorCalls = Omit<MesosAllocator, "direct">

/** Who, in which role, where and what: an offer, or what was refused. */
export interface Portion {
  readonly framework: string
  readonly role: string
  readonly agent: string
  readonly resources: Bag
}

export interface CallsSetting extends Omit<AllocatorSetting, "onDeal" | "onOffers"> {
  /** Called once per run, also without offers. */
  readonly onOffers: (offers: readonly Portion[]) => void
}
