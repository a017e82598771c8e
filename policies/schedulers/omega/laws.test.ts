/** What holds of all three architectures on any small world, with agents that come and go. */
import fc from "fast-check"
import { expect, test } from "vitest"
import {
  type ControlPlane,
  createSimulation,
  finished,
  scalarCount,
  waiting,
  type World,
} from "../../../sim/index.ts"
import { arbitraryCluster, tiny } from "../../../sim/testing/index.ts"
import type { DecisionRecorder } from "./facts.ts"
import { mesosOmega13 } from "./mesos-omega13.ts"
import { faithful, fixed, type Rules } from "./rules.ts"
import { sharedState, type SharedStateSetting } from "./shared-state.ts"

const seconds = 1_000_000

const shared = (rules: Rules, setting: Partial<SharedStateSetting> = {}) => {
  const make = sharedState({
    name: "omega",
    conflict: "resource-fit",
    commit: "incremental",
    looks: "before thinking",
    rules,
    schedulers: () => 2,
    decisions: (roles) => roles.map((_, role) => ({ perJob: (role + 1) * seconds, perTask: seconds / 4 })),
    ...setting,
  })
  return (world: World) => {
    const plane = make(world)
    return { plane, unused: (agent: number, kind: number) => plane.cell.free[agent * scalarCount + kind] }
  }
}

const offering = (rules: Rules, recorder: DecisionRecorder = {}) => {
  const { isEnough, mayFit, isLeft } = fixed.offers
  const make = mesosOmega13({
    name: "mesos-omega13",
    rules: { ...rules, offers: { ...rules.offers, isEnough, mayFit, isLeft } },
    decisions: (roles) => roles.map((_, role) => ({ perJob: (role + 1) * seconds, perTask: seconds / 4 })),
    recorder,
  })
  return (world: World) => {
    const plane = make(world)
    return { plane, unused: (agent: number, kind: number) => plane.unusedOn(agent, kind) }
  }
}

type Watched = (world: World) => {
  readonly plane: ControlPlane
  readonly unused: (agent: number, kind: number) => number
}

const planes: readonly (readonly [string, (recorder?: DecisionRecorder) => Watched])[] = [
  ["omega, fixed", (recorder = {}) => shared(fixed, { recorder })],
  [
    "omega, faithful, coarse and all or nothing",
    (recorder = {}) => shared(faithful, { conflict: "sequence", commit: "all-or-nothing", recorder }),
  ],
  [
    "monolithic",
    (recorder = {}) => shared(fixed, { looks: "after thinking", schedulers: "one for all", recorder }),
  ],
  ["mesos-omega13, fixed", (recorder) => offering(fixed, recorder)],
  ["mesos-omega13, faithful", (recorder) => offering(faithful, recorder)],
]

test.each(planes)("%s: what it thinks is unused is unused, at every event", (_, watched) => {
  fc.assert(
    fc.property(arbitraryCluster(), fc.nat(), (cluster, seed) => {
      let unused: (agent: number, kind: number) => number = () => 0
      const plane = (world: World) => {
        const made = watched()(world)
        unused = made.unused
        return made.plane
      }
      const simulation = createSimulation({ ...tiny(cluster), plane, seed, until: 300 * seconds })
      const { view } = simulation
      const wrong: string[] = []
      while (wrong.length === 0 && simulation.step())
        for (let agent = 0; agent < view.agents.count; agent++)
          for (let kind = 0; kind < scalarCount; kind++) {
            const rest = view.capacity(agent, kind) - view.used(agent, kind)
            if (view.isUp(agent) && unused(agent, kind) !== rest)
              wrong.push(`agent ${agent}, ${kind}: ${rest}`)
          }
      expect(wrong).toEqual([])
    }),
    { numRuns: 25 },
  )
})

test.each(planes)(
  "%s: every job runs, is given up or is on its way, and every decision ends one way",
  (_, watched) => {
    fc.assert(
      fc.property(arbitraryCluster(), fc.nat(), (cluster, seed) => {
        const counts = { queued: 0, dequeued: 0, decided: 0 }
        const inQueue = new Map<number, number>()
        const gaveUp = new Set<number>()
        const wrong: string[] = []
        const recorder: DecisionRecorder = {
          queued(__, stage) {
            counts.queued++
            inQueue.set(stage, (inQueue.get(stage) ?? 0) + 1)
            if (inQueue.get(stage) !== 1) wrong.push(`stage ${stage} is queued twice`)
          },
          dequeued(__, stage, waited) {
            counts.dequeued++
            inQueue.set(stage, 0)
            if (waited < 0) wrong.push(`stage ${stage} waited ${waited}`)
          },
          decided(__, ___, stage, took) {
            counts.decided++
            if (took <= 0) wrong.push(`stage ${stage} took ${took}`)
          },
          gaveUp: (__, stage) => void gaveUp.add(stage),
        }
        const plane = (world: World) => watched(recorder)(world).plane
        const noLosses = { ...cluster, changes: [] }
        const simulation = createSimulation({ ...tiny(noLosses), plane, seed })
        simulation.run()
        const { tasks, jobs } = simulation.view
        expect(counts.dequeued - counts.decided).toBeLessThanOrEqual(6)
        for (let task = 0; task < jobs.taskCount; task++) {
          const stage = jobs.taskStage[task]
          // A run that nothing can change any more has no job that waits but could run.
          if (tasks.state[task] === waiting) expect(gaveUp.has(stage) || inQueue.has(stage)).toBe(true)
          else if (tasks.stageReadyAt[stage] >= 0) expect(tasks.state[task]).toBeGreaterThanOrEqual(finished)
        }
      }),
      { numRuns: 25 },
    )
  },
)
