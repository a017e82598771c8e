/**
 * Refusals: what a framework declined for a role on an agent is not offered to it there for a while, nor any part of
 * it. Source: spec/mesos.md §4.8, §4.9; the default is that of `Filters.refuse_seconds` in mesos.proto.
 */
import type { Micros } from "../../../../sim/index.ts"
import { type Bag, unallocate } from "../bags.ts"
import { refusalTime } from "../refusal-time.ts"
import type { Mailbox } from "../runs.ts"
import type { Framework } from "./state.ts"

/** A filter outlives at least one batch, unless it is asked to last no time at all: then there is none. */
export function installOfferFilter(
  framework: Framework,
  role: string,
  agent: string,
  bag: Bag,
  { seconds, interval, mailbox }: { seconds: number; interval: Micros; mailbox: Mailbox },
): void {
  const time = refusalTime(seconds)
  if (time === 0) return
  const filter = { refused: unallocate(bag) }
  const byAgent = entryOf(framework.offerFilters, role, () => new Map<string, Set<typeof filter>>())
  const filters = entryOf(byAgent, agent, () => new Set())
  filters.add(filter)
  // The timer asks the allocator to ask itself: two messages, as a batch that is due at the same time needs.
  mailbox.after(Math.max(interval, time), () => mailbox.enqueue(() => filters.delete(filter)))
}

export function installInverseFilter(
  framework: Framework,
  agent: string,
  seconds: number,
  mailbox: Mailbox,
): void {
  const time = refusalTime(seconds)
  if (time === 0) return
  const filter = {}
  const filters = entryOf(framework.inverseFilters, agent, () => new Set())
  filters.add(filter)
  mailbox.after(time, () => filters.delete(filter))
}

/** Forgets what anybody refused on the agent. */
export function clearFiltersOf(agent: string, frameworks: Iterable<Framework>): void {
  for (const framework of frameworks) {
    framework.inverseFilters.delete(agent)
    for (const byAgent of framework.offerFilters.values()) byAgent.delete(agent)
  }
}

function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const entry = map.get(key) ?? make()
  map.set(key, entry)
  return entry
}
