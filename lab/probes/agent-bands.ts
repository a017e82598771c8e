/**
 * How full the agents were: per band of agents and bin of time, the time-weighted mean of max over resources of
 * used ÷ capacity of each agent, 0 to 1. Agents are ordered by their mean over the run, fullest first, ties by id, and cut
 * into at most 60 bands of nearly equal size. An agent that is down counts as empty, one that shrank below what is used on
 * it as full. Sums are floats: 7 digits. Source: spec/metrics-and-charts.md §3, chart 3.
 */
import {
  type AgentId,
  type ClusterView,
  type Micros,
  microsPerSecond,
  type Probe,
  scalarCount,
} from "../../sim/index.ts"
import type { AgentBandRow } from "../results/index.ts"
import { binWidth, TimeBins } from "./time-bins.ts"

const mostBands = 60

export interface AgentBandsSetting {
  readonly until?: Micros | undefined
  /** Default 60. */
  readonly bands?: number
}

export function agentBands({ until, bands = mostBands }: AgentBandsSetting = {}): Probe<
  Omit<AgentBandRow, "policy" | "seed">[]
> {
  let view: ClusterView
  let bins: TimeBins
  let level: Float64Array
  let since: Float64Array

  const hold = (agent: AgentId, now: Micros) => {
    bins.hold(agent, level[agent], since[agent], now)
    since[agent] = now
  }
  const changed = (now: Micros, agent: AgentId) => {
    if (now > since[agent]) hold(agent, now)
    level[agent] = dominantUtilisation(view, agent)
  }
  return {
    recorder: {
      begin(atStart) {
        view = atStart
        bins = new TimeBins(view.agents.count, binWidth(view, until), Float32Array)
        level = new Float64Array(view.agents.count)
        since = new Float64Array(view.agents.count)
      },
      taskStarted(now, _task, agent) {
        changed(now, agent)
      },
      taskEnded(now, _task, agent) {
        changed(now, agent)
      },
      agentChanged(now, agent) {
        changed(now, agent)
      },
    },
    result(end) {
      for (let agent = 0; agent < level.length; agent++) hold(agent, end)
      return bandsOf(byMean(bins, level.length, end), Math.min(bands, level.length)).flatMap((agents, band) =>
        Array.from({ length: bins.count(end) }, (_, bin) => ({
          band,
          agents: agents.length,
          time_s: bins.start(bin) / microsPerSecond,
          used: agents.reduce((sum, agent) => sum + bins.mean(agent, bin, end), 0) / agents.length,
        })),
      )
    },
  }
}

function dominantUtilisation(view: ClusterView, agent: AgentId): number {
  let most = 0
  for (let k = 0; k < scalarCount; k++) {
    const used = view.used(agent, k)
    if (used > 0) most = Math.max(most, used / view.capacity(agent, k))
  }
  return Math.min(most, 1)
}

/** Agents, the fullest over the whole run first. */
function byMean(bins: TimeBins, agents: number, end: Micros): Int32Array {
  const total = new Float64Array(agents)
  for (let bin = 0; bin < bins.count(end); bin++) {
    const span = Math.min(end, bins.start(bin + 1)) - bins.start(bin)
    for (let agent = 0; agent < agents; agent++) total[agent] += bins.mean(agent, bin, end) * span
  }
  return Int32Array.from(total, (_, agent) => agent).sort((a, b) => total[b] - total[a] || a - b)
}

function bandsOf(agents: Int32Array, bands: number): Int32Array[] {
  const cut = (band: number) => Math.floor((band * agents.length) / bands)
  return Array.from({ length: bands }, (_, band) => agents.subarray(cut(band), cut(band + 1)))
}
