/** The six policies of the publication, by its names, in ours. */
import { fgdFor, placementNamed, type TypicalDemand } from "../../../policies/index.ts"
import { assert, type PlacementFactory } from "../../../sim/index.ts"

export interface PublishedPolicy {
  readonly name: string
  /** As `shared/expected/fgd.csv` calls it. */
  readonly column: string
  readonly placement: (typical: readonly TypicalDemand[]) => PlacementFactory
}

export const publishedPolicies: readonly PublishedPolicy[] = [
  ours("Random", "01-Random", "random-fit"),
  ours("DotProd", "02-DotProd", "dot-product-small"),
  ours("GpuClustering", "03-GpuClustering", "gpu-clustering"),
  ours("GpuPacking", "04-GpuPacking", "gpu-packing"),
  ours("BestFit", "05-BestFit", "best-fit-percent"),
  { name: "FGD", column: "06-FGD", placement: fgdFor },
]

function ours(name: string, column: string, placement: string): PublishedPolicy {
  const entry = placementNamed(placement)
  assert(entry !== undefined, `there is no placement ${placement}`)
  return { name, column, placement: () => entry.make }
}
