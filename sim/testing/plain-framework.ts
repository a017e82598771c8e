/**
 * The plainest framework: a list of tasks, walked from the front for every offer. Slow, obviously right: the twin of
 * workloads/frameworks/greedy.ts, and the framework of tests that are about something else.
 */
import { scalarCount } from "../cluster/resources.ts"
import {
  type Command,
  defaultRefusal,
  type FrameworkFactory,
  type OfferReply,
} from "../contracts/framework.ts"
import { outcomeLost } from "../contracts/recorder.ts"
import type { Micros, TaskId } from "../kernel/units.ts"

export interface PlainSetting {
  /** Tasks taken out of one offer at most. Default: as many as fit. */
  readonly tasksPerOffer?: number
  /** µs for which what is not used is refused. Default 5 s. */
  readonly refuse?: Micros
}

export function plain({
  tasksPerOffer = Infinity,
  refuse = defaultRefusal,
}: PlainSetting = {}): FrameworkFactory {
  return ({ id, jobs, isWaiting }) => {
    let pending: TaskId[] = []

    function* enqueue(tasks: readonly TaskId[]): Iterable<Command> {
      const wasIdle = pending.length === 0
      pending.push(...tasks)
      if (wasIdle && pending.length > 0) yield { kind: "revive" }
    }

    function take(left: number[]): TaskId[] {
      const taken: TaskId[] = []
      for (const task of pending) {
        const request = jobs.taskShape[task] * scalarCount
        if (taken.length === tasksPerOffer || left.some((amount, k) => jobs.shapes[request + k] > amount))
          continue
        for (let k = 0; k < scalarCount; k++) left[k] -= jobs.shapes[request + k]
        taken.push(task)
      }
      pending = pending.filter((task) => !taken.includes(task))
      return taken
    }

    return {
      name: jobs.frameworks[id].name,
      stageReady(stage) {
        const tasks: TaskId[] = []
        for (let task = jobs.stageFirstTask[stage]; task < jobs.stageFirstTask[stage + 1]; task++)
          if (isWaiting(task)) tasks.push(task)
        return enqueue(tasks)
      },
      *offersReceived(offers): Iterable<OfferReply> {
        for (let i = 0; i < offers.length; i++) {
          const tasks = take([0, 1, 2, 3].map((k) => offers.amount(i, k)))
          if (tasks.length > 0) yield { kind: "accept", offer: offers.id(i), tasks, refuse }
        }
        if (pending.length === 0) yield { kind: "suppress" }
        yield { kind: "declineRest", refuse }
      },
      taskEnded(task, outcome) {
        return outcome === outcomeLost ? enqueue([task]) : []
      },
    }
  }
}
