/** A batch plane as the catalogue offers it: any order with any backfilling, and another placement. */
import type { ControlPlaneFactory } from "../../../../sim/index.ts"
import type { PlacementEntry } from "../../../placement/catalogue.ts"
import type { Settings } from "../../../settings.ts"
import type { BackfillingFactory } from "../backfilling/backfilling.ts"
import { conservative } from "../backfilling/conservative.ts"
import { easy } from "../backfilling/easy.ts"
import { strict } from "../backfilling/strict.ts"
import type { BatchFactory } from "./plane.ts"

/** Who may overtake: nobody, whoever does not delay the first of the queue, whoever delays nobody before. */
const backfillings: Readonly<Record<string, BackfillingFactory>> = { none: strict, easy, conservative }

/** `backfill` is none, easy or conservative; by default the plane's own. */
export function chosenBatch(
  factory: BatchFactory,
  settings: Settings,
  placement?: PlacementEntry,
): ControlPlaneFactory {
  const names = Object.keys(backfillings)
  const own = names.find((name) => backfillings[name] === factory.backfilling) ?? names[0]
  const chosen = settings.choice("backfill", names, own)
  const plane = factory.backfilledBy(backfillings[chosen])
  return placement === undefined ? plane : plane.placedBy(placement.make)
}
