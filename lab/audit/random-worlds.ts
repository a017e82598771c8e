/** Small worlds by seed: two to four users, each with its own mix of CPUs and memory, on one great machine. */
import { createRandom, thousandthsPerUnit } from "../../sim/index.ts"
import type { User, World } from "./world.ts"
import { shapeText } from "./world.ts"

const mebibytesPerGibibyte = 1024

/** World number `place` of a seed; it does not depend on how many are drawn. */
export function randomWorld(seed: number, place: number): World {
  const stream = createRandom(seed).stream(`audit/world-${place}`)
  const from = (low: number, high: number) => low + stream.integer(high - low + 1)
  const shape = (cpus: number, gibibytes: number) =>
    Float64Array.of(cpus * thousandthsPerUnit, gibibytes * mebibytesPerGibibyte * thousandthsPerUnit, 0, 0)
  const machine = shape(from(150, 300), from(150, 300))
  const users = Array.from({ length: from(2, 4) }, (_, i): User => ({
    role: "abcd"[i],
    weight: 1,
    framework: undefined,
    demand: shape(from(1, 6), from(1, 6)),
    tasks: undefined,
    arrival: 0,
  }))
  return { agents: `1x${shapeText(machine)}`, users }
}
