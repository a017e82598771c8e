/** What Alibaba's traces have in common: states, pools, and memory as a part of the largest machine's. */
import { endsFailed, endsFinished, type JobTableBuilder } from "../../sim/index.ts"
import type { CellRange } from "./card-notes.ts"
import { hashNumbers } from "./hash.ts"

/** Cores per hundred are thousandths of a core per ten. */
export const hundredthsToThousandths = (hundredths: number) => Math.round(hundredths * 10)

export const hundredthsRange: CellRange = {
  least: 0,
  most: 1e7,
  whole: false,
  expected: "CPUs are hundredths of a core, 0 to 10,000,000",
}

/** States that a task may end in; whatever else a row says has not ended. */
const ends = new Map([
  ["Terminated", endsFinished],
  ["Failed", endsFailed],
  ["Cancelled", endsFailed],
  ["Interrupted", endsFailed],
])

export const endOfStatus = (status: string) => ends.get(status)

const poolCount = 4

export const poolAssumption =
  "4 pools by a hash of the job's number stand for the users, which the trace does not tell"

export function poolOf(builder: JobTableBuilder, label: number): number {
  const pool = `pool-${hashNumbers(0, label, 0) % poolCount}`
  return builder.framework(pool, builder.role(pool), "greedy")
}
