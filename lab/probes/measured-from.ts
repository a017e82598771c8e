/** Measuring from the end of a warm-up on: what a reader hears of levels before that is kept from it. */
import type { Micros } from "../../sim/index.ts"
import type { LevelReader } from "./role-levels.ts"

/** The reader, told of no time before `from`, µs. */
export function measuredFrom(from: Micros, reader: LevelReader): LevelReader {
  if (from === 0) return reader
  return {
    begin: (levels, view) => reader.begin(levels, view),
    held(begin, end) {
      if (end > from) reader.held(Math.max(begin, from), end)
    },
  }
}
