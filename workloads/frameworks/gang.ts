import {
  type Command,
  defaultRefusal,
  type FrameworkFactory,
  type OfferReply,
  outcomeLost,
  type StageId,
  type TaskId,
} from "../../sim/index.ts"
import { InOrder } from "./in-order.ts"

/**
 * µs; a pause is at least this and less than twice this. It doubles with every message that cannot hold the stage at
 * the head, up to about the 120 s for which Marathon and Spark decline offers, and starts anew when a stage is launched.
 */
const shortestPause = 5_000_000
const longestPause = 16 * shortestPause

/**
 * Starts the tasks of a stage together or not at all: first come, first served, a stage is launched when the offers of
 * one message can hold all of it, each agent filled in the order of the offers, or as its placement says. When they cannot, it declines them all
 * and asks for nothing for a while, drawn anew each time: frameworks that ask at the same time are offered a
 * part of the cluster each, and none would ever see enough of it. It never hoards. A stage whose tasks were lost with
 * an agent starts again with the lost ones alone.
 */
export const gang: FrameworkFactory = (setting) => {
  const { jobs, isWaiting, placement = new InOrder(jobs) } = setting
  const queue: TaskId[][] = []
  let leastPause = shortestPause
  const pauses = setting.random.stream(`frameworks/gang/${setting.id}`)

  function* enqueue(tasks: TaskId[]): Iterable<Command> {
    if (tasks.length === 0) return
    queue.push(tasks)
    if (queue.length === 1) yield { kind: "revive" }
  }

  return {
    name: jobs.frameworks[setting.id].name,
    *stageReady(stage: StageId) {
      const tasks: TaskId[] = []
      for (let task = jobs.stageFirstTask[stage]; task < jobs.stageFirstTask[stage + 1]; task++)
        if (isWaiting(task)) tasks.push(task)
      yield* enqueue(tasks)
    },
    *offersReceived(offers): Iterable<OfferReply> {
      placement.open(offers)
      const launches = new Map<number, TaskId[]>()
      while (queue.length > 0) {
        const places = placeAll(queue[0])
        if (places === undefined) break
        for (const [i, task] of (queue.shift() as TaskId[]).entries()) {
          const together = launches.get(places[i])
          if (together === undefined) launches.set(places[i], [task])
          else together.push(task)
        }
      }
      for (const [position, tasks] of launches)
        yield { kind: "accept", offer: offers.id(position), tasks, refuse: defaultRefusal }
      yield { kind: "suppress" }
      if (launches.size > 0) leastPause = shortestPause
      if (queue.length > 0) {
        yield { kind: "wake", after: leastPause + pauses.integer(leastPause) }
        leastPause = Math.min(leastPause * 2, longestPause)
      }
      yield { kind: "declineRest", refuse: defaultRefusal }
    },
    *woken() {
      if (queue.length > 0) yield { kind: "revive" }
    },
    *taskEnded(task, outcome) {
      if (outcome === outcomeLost) yield* enqueue([task])
    },
  }

  /** The position of an offer for each task; undefined, and nothing is taken, if they do not all fit. */
  function placeAll(tasks: readonly TaskId[]): number[] | undefined {
    const places: number[] = []
    for (const task of tasks) {
      const position = placement.take(task)
      if (position < 0) {
        for (const [i, place] of places.entries()) placement.giveBack(tasks[i], place)
        return undefined
      }
      places.push(position)
    }
    return places
  }
}
