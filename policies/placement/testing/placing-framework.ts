/** The plainest framework that places: its tasks in the order they came, each where the placement says. */
import { defaultRefusal, type FrameworkFactory, outcomeLost, type TaskId } from "../../../sim/index.ts"

export const placing: FrameworkFactory = ({ jobs, id, isWaiting, placement }) => {
  let pending: TaskId[] = []
  return {
    name: jobs.frameworks[id].name,
    *stageReady(stage) {
      for (let task = jobs.stageFirstTask[stage]; task < jobs.stageFirstTask[stage + 1]; task++)
        if (isWaiting(task)) pending.push(task)
      yield { kind: "revive" }
    },
    *offersReceived(offers) {
      placement?.open(offers)
      const places = pending.map((task) => placement?.take(task) ?? -1)
      for (let offer = 0; offer < offers.length; offer++) {
        const tasks = pending.filter((_, i) => places[i] === offer)
        if (tasks.length > 0) yield { kind: "accept", offer: offers.id(offer), tasks, refuse: defaultRefusal }
      }
      pending = pending.filter((_, i) => places[i] < 0)
      yield { kind: "declineRest", refuse: defaultRefusal }
    },
    *taskEnded(task, outcome) {
      if (outcome !== outcomeLost) return
      pending.push(task)
      yield { kind: "revive" }
    },
  }
}
