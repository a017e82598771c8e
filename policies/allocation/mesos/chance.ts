/**
 * What Mesos leaves to chance: the order of agents, of the entries of a bag that is cut, and of the clients of the
 * random sorter. Each draw is a hash of what is drawn for, never the next number of a stream: whoever skips an agent
 * that cannot be offered changes nothing for the others.
 */
import { mix32 } from "../../../sim/index.ts"

/** In which order agents are visited, drawn anew for each of the two stages of a run. */
export type AgentOrder =
  /** By the bytes of their ids, as the recordings have it. */
  | { readonly kind: "sorted" }
  /** By chance, as Mesos does. */
  | { readonly kind: "shuffled"; readonly key: number }

export const sortedAgents: AgentOrder = { kind: "sorted" }

/** `seed` is a safe integer. */
export function shuffledAgents(seed: number): AgentOrder {
  return { kind: "shuffled", key: keyOf(seed) }
}

export function keyOf(seed: number): number {
  return mix32(seed, Math.floor(seed / 2 ** 32), 0)
}

/** A hash of 32 bits. Source: FNV-1a (Fowler, Noll, Vo), its bits mixed once more. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return mix32(hash, text.length, 0)
}

/** In (0, 1), all multiples of 2^−32 and a half of it equally likely. */
export function fractionOf(hash: number): number {
  return (hash + 0.5) / 2 ** 32
}
