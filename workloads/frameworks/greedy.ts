import { type Command, defaultRefusal, type FrameworkFactory, outcomeLost } from "../../sim/index.ts"
import { PendingTasks } from "./pending-tasks.ts"

/**
 * Takes of every offer what fits, oldest task first, and declines the rest for five seconds. Suppresses offers when
 * nothing is left to place, and revives when it has work again. What a plain Mesos framework does.
 */
export const greedy: FrameworkFactory = (setting) => {
  const { jobs, isWaiting } = setting
  const pending = new PendingTasks(setting)

  function* place(task: number, wasIdle: boolean): Iterable<Command> {
    pending.add(task)
    if (wasIdle) yield { kind: "revive" }
  }

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
        const tasks = pending.takeWhatFits(offers, i)
        if (tasks.length > 0) yield { kind: "accept", offer: offers.id(i), tasks, refuse: defaultRefusal }
      }
      if (pending.count === 0) yield { kind: "suppress" }
      yield { kind: "declineRest", refuse: defaultRefusal }
    },
    *taskEnded(task, outcome) {
      if (outcome === outcomeLost) yield* place(task, pending.count === 0)
    },
  }
}
