/**
 * The run as a picture: per role and bin of time, at most 240, the time-weighted means of what its tasks held, of its
 * open offers, of its dominant share and its entitlement (role-levels.ts); and of the capacity of the cluster.
 * Source: spec/metrics-and-charts.md §3, charts 1 and 2.
 */
import {
  type ClusterView,
  cpus,
  mem,
  type Micros,
  microsPerSecond,
  scalarCount,
  thousandthsPerUnit,
} from "../../sim/index.ts"
import type { SeriesRow } from "../results/index.ts"
import type { LevelReader, RoleLevels } from "./role-levels.ts"
import { binWidth, TimeBins } from "./time-bins.ts"

export interface SeriesReader extends LevelReader {
  /** After the levels have been advanced to `end`. Bin by bin, roles in the order of the workload. */
  result(end: Micros): Omit<SeriesRow, "policy" | "seed">[]
}

// Rows of the bins: the capacities, then the levels of one role after the other.
const capacityRows = 2
const roleRows = 6

export function series({ until }: { readonly until?: Micros | undefined } = {}): SeriesReader {
  let levels: RoleLevels
  let now: Float64Array
  let bins: TimeBins
  let names: readonly string[]

  const read = () => {
    now[0] = levels.capacity[cpus]
    now[1] = levels.capacity[mem]
    for (let role = 0; role < names.length; role++) {
      const at = capacityRows + role * roleRows
      now[at] = levels.held[role * scalarCount + cpus]
      now[at + 1] = levels.held[role * scalarCount + mem]
      now[at + 2] = levels.offered[role * scalarCount + cpus]
      now[at + 3] = levels.offered[role * scalarCount + mem]
      now[at + 4] = levels.share[role]
      now[at + 5] = levels.entitlement[role]
    }
  }
  return {
    begin(atStart: RoleLevels, view: ClusterView) {
      levels = atStart
      names = view.jobs.roles.map(({ name }) => name)
      now = new Float64Array(capacityRows + names.length * roleRows)
      bins = new TimeBins(now.length, binWidth(view, until))
    },
    held(from, to) {
      read()
      bins.holdAll(now, from, to)
    },
    result(end) {
      const rowsOf = (bin: number) => {
        const mean = (row: number) => bins.mean(row, bin, end)
        const units = (row: number) => mean(row) / thousandthsPerUnit
        return names.map((role, i) => {
          const at = capacityRows + i * roleRows
          return {
            role,
            time_s: bins.start(bin) / microsPerSecond,
            cpus: units(at),
            mem_mib: units(at + 1),
            capacity_cpus: units(0),
            capacity_mem_mib: units(1),
            offered_cpus: units(at + 2),
            offered_mem_mib: units(at + 3),
            share: mean(at + 4),
            entitlement: mean(at + 5),
          }
        })
      }
      return Array.from({ length: bins.count(end) }, (_, bin) => rowsOf(bin)).flat()
    },
  }
}
