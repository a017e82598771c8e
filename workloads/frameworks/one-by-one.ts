import { defaultRefusal, type FrameworkFactory, outcomeLost } from "../../sim/index.ts"
import { PendingTasks } from "./pending-tasks.ts"

/**
 * Takes one task out of every offer, the oldest that fits, and refuses the rest for no time: the allocator asks itself anew
 * after every task, as in the worked examples of papers, where one machine stands for a cluster. An offer that holds
 * none of its tasks it declines as others do. Suppresses offers when nothing is left to place.
 */
export const oneByOne: FrameworkFactory = (setting) => {
  const { jobs, isWaiting } = setting
  const pending = new PendingTasks(setting)

  return {
    name: jobs.frameworks[setting.id].name,
    *stageReady(stage) {
      const wasIdle = pending.count === 0
      for (let task = jobs.stageFirstTask[stage]; task < jobs.stageFirstTask[stage + 1]; task++)
        if (isWaiting(task)) pending.add(task)
      if (wasIdle && pending.count > 0) yield { kind: "revive" }
    },
    *offersReceived(offers) {
      for (let i = 0; i < offers.length && pending.count > 0; i++) {
        const tasks = pending.takeWhatFits(offers, i, 1)
        if (tasks.length > 0) yield { kind: "accept", offer: offers.id(i), tasks, refuse: 0 }
      }
      if (pending.count === 0) yield { kind: "suppress" }
      yield { kind: "declineRest", refuse: defaultRefusal }
    },
    *taskEnded(task, outcome) {
      if (outcome !== outcomeLost) return
      pending.add(task)
      if (pending.count === 1) yield { kind: "revive" }
    },
  }
}
