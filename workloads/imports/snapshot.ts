/** What importers of a cluster's present state share: all is there at time 0, and nobody knows when it ends. */
import {
  endsFinished,
  type JobTableBuilder,
  microsPerSecond,
  never,
  type TaskDetails,
  toThousandths,
} from "../../sim/index.ts"
import type { JsonObject } from "../traces/json-values.ts"

/** How long a snapshot is observed: the load that it offers is what it asks for, whatever this is. */
export const snapshotHorizon = 3600 * microsPerSecond

export const snapshotAssumption =
  "a snapshot: all of it is asked for at time 0, runs on past the horizon of an hour (censored), and is placed anew"

/** An amount of a resource in a JSON object, in thousandths; 0 where it is absent. Throws TraceError below 0. */
export function thousandthsIn(object: JsonObject, key: string): number {
  const units = object.number(key, 0)
  if (!(units >= 0 && units <= 9e12)) throw object.refuse(key, "an amount must be 0 to 9e12")
  return toThousandths(units)
}

/** Adds a job that is there from the start: `count` equal tasks without an end. */
export function addResident(
  builder: JobTableBuilder,
  job: {
    readonly framework: number
    readonly label: number
    readonly name: string
    readonly count: number
    readonly shape: number
    readonly user?: string
  },
  details: TaskDetails = {},
): void {
  const { framework, label, name, count, shape, user } = job
  builder.job({ arrival: 0, framework, label, name, user })
  builder.stage()
  for (let i = 0; i < count; i++) builder.task(shape, never, endsFinished, i, details)
}
