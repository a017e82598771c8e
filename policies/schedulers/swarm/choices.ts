/** Docker Swarm as the catalogue offers it: four strategies. */
import type { ControlPlaneFactory } from "../../../sim/index.ts"
import { swarmBinpack, swarmSpread } from "../../placement/swarm-weights.ts"
import { randomFit } from "../../placement/walks.ts"
import type { Settings } from "../../settings.ts"
import { byPlacement, type StrategyFactory } from "./strategies.ts"
import { swarm, swarmDebounce } from "./swarm.ts"
import { swarmkitSpread } from "./swarmkit-spread.ts"

export const spread = (settings: Settings) => made("swarm/spread", byPlacement(swarmSpread), settings)
export const binpack = (settings: Settings) => made("swarm/binpack", byPlacement(swarmBinpack), settings)
export const random = (settings: Settings) => made("swarm/random", byPlacement(randomFit), settings)

/** `over` is the attribute of nodes over whose values a service is kept even. */
export const swarmkit = (settings: Settings) =>
  made("swarm/swarmkit", swarmkitSpread(settings.text("over")), settings)

function made(name: string, strategy: StrategyFactory, settings: Settings): ControlPlaneFactory {
  const debounce = settings.micros("debounce", swarmDebounce.debounce)
  return swarm({
    name,
    strategy,
    debounce,
    longestDebounce: Math.max(debounce, swarmDebounce.longestDebounce),
  })
}
