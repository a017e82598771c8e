/** How the clients of a sorter are put in order. Source: spec/mesos.md §3.3, §3.7. */
import { keyOf } from "./chance.ts"

export type SorterSetting =
  | { readonly kind: "drf"; readonly excluded: ReadonlySet<string> }
  | { readonly kind: "random"; readonly key: number }

/** Dominant Resource Fairness: who holds least first, subtree by subtree. Shares ignore the `excluded` names. */
export function drfSorter(excluded: ReadonlySet<string> = new Set()): SorterSetting {
  return { kind: "drf", excluded }
}

/** By chance, the heavier the likelier to be first; drawn anew for each agent. `seed` is a safe integer. */
export function randomSorter(seed: number): SorterSetting {
  return { kind: "random", key: keyOf(seed) }
}
