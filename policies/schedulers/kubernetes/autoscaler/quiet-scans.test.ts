/** Scans that would find all as the last one did are left out: with them, and with every scan there is, the run is the same. */
import fc from "fast-check"
import { expect, test } from "vitest"
import { type ControlPlaneFactory, PlacementBoard, seconds, type TaskId } from "../../../../sim/index.ts"
import { timeline, tiny, type TinyCluster } from "../../../../sim/testing/index.ts"
import { Claims } from "../claims.ts"
import { Pods } from "../pods.ts"
import { Autoscaler, autoscalerDefaults } from "./index.ts"

const setting = { ...autoscalerDefaults, provision: seconds(7.3), unneeded: seconds(25) }

/** First fit with an autoscaler; a restless one has it scan every ten seconds, whatever happens. */
const firstFit =
  (isRestless: boolean): ControlPlaneFactory =>
  (world) => {
    const board = new PlacementBoard(world.view)
    const pods = new Pods(board)
    const waiting = new Set<TaskId>()
    const autoscaler = new Autoscaler(
      {
        world,
        board,
        claims: new Claims(),
        admits: () => true,
        mostPods: 110,
        podsOn: (agent) => pods.on(agent),
        isProtected: () => false,
        unschedulable: () => waiting,
      },
      setting,
    )
    const restless = world.declare("restless", () => {
      autoscaler.changed()
      world.at(world.now + seconds(10), restless, 0, 0)
    })
    const place = world.declare("pods are placed", () => {
      for (const pod of waiting) {
        const agent = world.view.firstFit(world.jobs.taskShape[pod])
        if (agent < 0) continue
        waiting.delete(pod)
        world.launch(pod, agent)
        board.started(pod, agent, [])
        pods.started(pod, agent)
      }
      autoscaler.changed()
    })
    const placeSoon = () => void world.at(world.now, place, 0, 0)
    return {
      name: "first fit",
      begin: () => {
        autoscaler.changed()
        if (isRestless) world.at(seconds(5), restless, 0, 0)
      },
      stageReady: (stage) => {
        const { stageFirstTask } = world.jobs
        for (let pod = stageFirstTask[stage]; pod < stageFirstTask[stage + 1]; pod++)
          if (world.view.isWaiting(pod)) waiting.add(pod)
        placeSoon()
      },
      taskEnded: (pod) => {
        const agent = world.view.tasks.agent[pod]
        board.ended(pod, agent)
        pods.ended(pod, agent)
        if (world.view.isWaiting(pod)) waiting.add(pod)
        placeSoon()
      },
      agentChanged: (agent) => {
        board.agentChanged(agent)
        placeSoon()
      },
    }
  }

/** Nothing happens at the moment of a scan but what the scan does: fractions keep the times apart. */
const arbitraryJobs = fc.array(
  fc.record({
    at: fc.nat(400),
    cpus: fc.integer({ min: 1, max: 4 }),
    lasts: fc.integer({ min: 1, max: 90 }),
  }),
  { minLength: 1, maxLength: 14 },
)

test("leaving out quiet scans changes nothing that happens", () => {
  fc.assert(
    fc.property(arbitraryJobs, (drawn) => {
      const jobs = drawn.map(({ at, cpus, lasts }) => ({
        framework: "a",
        at: at + 0.11,
        cpus,
        lasts: lasts + 0.013,
      }))
      const cluster: TinyCluster = { agents: [{ cpus: 4 }, { cpus: 4 }, { cpus: 6 }], jobs }
      const story = (isRestless: boolean) =>
        timeline({ ...tiny(cluster), plane: firstFit(isRestless), seed: 1, until: seconds(700) })
      expect(story(false)).toBe(story(true))
    }),
    { numRuns: 60 },
  )
})
