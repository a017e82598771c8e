import { type Command, defaultRefusal, type FrameworkFactory, outcomeLost } from "../../sim/index.ts"
import { PendingTasks } from "./pending-tasks.ts"

/**
 * Takes of every offer what fits, oldest task first (with a placement: each task where that puts it among the offers of a
 * message), and declines the rest for five seconds. Suppresses offers when
 * nothing is left to place, and revives when it has work again. What a plain Mesos framework does.
 */
export const greedy: FrameworkFactory = (setting) => {
  const { jobs, isWaiting, placement } = setting
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
      if (placement === undefined)
        for (let i = 0; i < offers.length && pending.count > 0; i++) {
          const tasks = pending.takeWhatFits(offers, i)
          if (tasks.length > 0) yield { kind: "accept", offer: offers.id(i), tasks, refuse: defaultRefusal }
        }
      else {
        placement.open(offers)
        for (const [i, tasks] of pending.takePlaced((task) => placement.take(task)))
          yield { kind: "accept", offer: offers.id(i), tasks, refuse: defaultRefusal }
      }
      if (pending.count === 0) yield { kind: "suppress" }
      yield { kind: "declineRest", refuse: defaultRefusal }
    },
    *taskEnded(task, outcome) {
      if (outcome === outcomeLost) yield* place(task, pending.count === 0)
    },
  }
}
