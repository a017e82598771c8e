import type { PlacementFactory } from "mesoscope"

/**
 * A template: each task goes to the agent on which fewest tasks run. It places for a plane that takes a placement.
 * Try it: npx mesoscope demo --policies batch/easy,batch/easy+./examples/my-placement.ts -n 3 --out my-first-placement
 */
export const placement: PlacementFactory = ({ board }) => ({
  name: "my-placement",
  choose(task, among) {
    const demand = board.demandOf(task)
    const agents = among ?? Array.from({ length: board.view.agents.count }, (_, agent) => agent)
    let chosen = -1
    // Ties go to the agent that comes first. Behind `among` stands a plane that has looked at what fits already.
    for (const agent of Array.from(agents))
      if (among !== undefined || board.canHold(demand, agent))
        if (chosen < 0 || board.tasksOn(agent) < board.tasksOn(chosen)) chosen = agent
    return chosen
  },
  devices(task, agent) {
    const { devices, each } = board.demandOf(task)
    const { first, free } = board.devices
    const own = Array.from({ length: first[agent + 1] - first[agent] }, (_, i) => first[agent] + i)
    return own.filter((device) => free[device] >= each).slice(0, devices)
  },
})
