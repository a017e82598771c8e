/** All figures, in the order in which a page shows them. */
import { allocation } from "./allocation.ts"
import { clusterMap } from "./cluster-map.ts"
import { fairness } from "./fairness.ts"
import type { Figure } from "./figure.ts"
import { forest } from "./forest.ts"
import { heldBack } from "./held-back.ts"
import { pareto } from "./pareto.ts"
import { queue } from "./queue.ts"
import { shares } from "./shares.ts"
import { shift } from "./shift.ts"
import { spread } from "./spread.ts"
import { waits } from "./waits.ts"

export type { Figure } from "./figure.ts"

export const figures: readonly Figure[] = [
  forest,
  waits,
  shift,
  spread,
  pareto,
  fairness,
  heldBack,
  shares,
  allocation,
  clusterMap,
  queue,
]
