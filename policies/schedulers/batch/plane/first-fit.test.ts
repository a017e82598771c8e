import fc from "fast-check"
import { expect, test } from "vitest"
import { createSimulation, type World } from "../../../../sim/index.ts"
import { arbitraryCluster, tiny } from "../../../../sim/testing/index.ts"
import { fcfs } from "../planes.ts"
import { firstFit } from "./first-fit.ts"
import type { PlacementFactory } from "./placement.ts"
import { arrivalOrder } from "../order/orders.ts"
import { strict } from "../backfilling/strict.ts"
import { batch } from "./plane.ts"

/** First fit by looking at every agent. */
const plainFirstFit: PlacementFactory = ({ view }: World) => ({
  place: (tasks) => view.firstFitAll(tasks),
  changed: () => undefined,
})

test("the tree finds the agent that looking at all of them finds, whatever comes and goes", () => {
  const plain = batch({
    name: "batch/fcfs",
    order: arrivalOrder,
    backfilling: strict,
    placement: plainFirstFit,
  })
  fc.assert(
    fc.property(arbitraryCluster(), (cluster) => {
      const digests = [fcfs, plain].map((plane) => {
        const simulation = createSimulation({ ...tiny(cluster), plane, seed: 1 })
        simulation.run()
        return simulation.digest()
      })
      expect(digests[0]).toBe(digests[1])
    }),
    { numRuns: 100 },
  )
})

test("a placement of one's own is a value: here the last agent with room", () => {
  const lastFit: PlacementFactory = (world) => {
    const first = firstFit(world)
    return {
      changed: (agent) => first.changed(agent),
      place: ([task, ...others]) => {
        if (others.length > 0) return undefined
        for (let agent = world.agents.count - 1; agent >= 0; agent--)
          if (world.view.firstFit(world.jobs.taskShape[task], agent) === agent) return [agent]
        return undefined
      },
    }
  }
  const plane = batch({ name: "own", order: arrivalOrder, backfilling: strict, placement: lastFit })
  const jobs = [{ framework: "a", tasks: 3, cpus: 1, lasts: 1 }]
  const simulation = createSimulation({ ...tiny({ agents: 2, cpus: 2, jobs }), plane, seed: 1 })
  simulation.run()
  expect([...simulation.view.tasks.agent]).toEqual([1, 1, 0])
})
