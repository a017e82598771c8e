import { type ControlPlaneFactory, outcomeLost } from "mesoscope"

/**
 * A template: a control plane of its own. The task that came last is the first to start, wherever it fits; who does not
 * fit is passed over.
 * Try it: npx mesoscope demo --policies batch/fcfs,./examples/my-plane.ts -n 3 --out my-first-plane
 */
export const plane: ControlPlaneFactory = (world) => {
  const { jobs, view } = world
  const stack: number[] = []
  let isDue = false
  const look = world.declare("the stack is looked through", () => {
    isDue = false
    for (let i = stack.length - 1; i >= 0; i--) {
      const task = stack[i]
      const agent = view.firstFit(jobs.taskShape[task])
      if (agent < 0) continue
      stack.splice(i, 1)
      world.launch(task, agent)
    }
  })
  // Once at a moment, after all that arrives and ends at it.
  const lookSoon = () => {
    if (!isDue) world.at(world.now, look, 0, 0)
    isDue = true
  }
  return {
    name: "my-plane",
    stageReady(stage) {
      for (let task = jobs.stageFirstTask[stage]; task < jobs.stageFirstTask[stage + 1]; task++)
        if (view.isWaiting(task)) stack.push(task)
      lookSoon()
    },
    taskEnded(task, outcome) {
      if (outcome === outcomeLost) stack.push(task)
      lookSoon()
    },
    agentChanged: lookSoon,
  }
}
