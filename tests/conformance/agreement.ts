/** Makes the same calls on the fast allocator and on its slow, obviously right twin, until they decide differently. */
import {
  type AllocatorOptions,
  drfSorter,
  randomSorter,
  shuffledAgents,
  shuffledOrder,
} from "../../policies/allocation/mesos/index.ts"
import { referenceAllocator } from "../../policies/allocation/mesos/testing/index.ts"
import { ours, Replay } from "./calls.ts"
import type { Step } from "./format.ts"
import { optionsOf, type Turn, Walk } from "./walk.ts"

const byChance: Partial<AllocatorOptions> = {
  agentOrder: shuffledAgents(7),
  chopOrder: shuffledOrder(7),
  sortRoles: randomSorter(1),
  sortFrameworks: randomSorter(2),
}
const shuffled: Partial<AllocatorOptions> = { agentOrder: shuffledAgents(3), sortRoles: drfSorter() }
const settings = [{}, {}, shuffled, byChance]

/** Undefined if both decide alike; the steps, and both decisions of the last, if not. */
export function difference(turns: Iterable<Turn>, choice: number): string | undefined {
  const walk = new Walk()
  const options = optionsOf(choice)
  const setting = settings[(choice >> 9) % settings.length]
  const fast = new Replay(options, ours, setting)
  const slow = new Replay(options, referenceAllocator, setting)
  const steps: Step[] = []
  for (const turn of turns) {
    const step = walk.stepOf(turn)
    if (step === undefined) continue
    steps.push(step)
    const wanted = outcome(slow, step)
    const got = outcome(fast, step)
    if (JSON.stringify(wanted) !== JSON.stringify(got)) {
      const lines = steps.map((one) => `  ${JSON.stringify(one)}`)
      return [JSON.stringify(options), ...lines, `slow: ${show(wanted)}`, `fast: ${show(got)}`].join("\n")
    }
    if (typeof wanted === "string") return undefined
    walk.note(wanted?.runs.flat() ?? [])
  }
  return undefined
}

function outcome(replay: Replay, step: Step) {
  try {
    return replay.take(step)
  } catch (error) {
    return `refuses: ${error instanceof Error ? error.message : String(error)}`
  }
}

function show(decided: unknown): string {
  return JSON.stringify(decided, undefined, 1).replaceAll(/\n\s*/g, " ")
}
