/** A user's own control plane, watched: what it asks of the world is checked, and its errors say whose they are and where. */
import { type ControlPlane, type ControlPlaneFactory, InvariantError, type World } from "../../sim/index.ts"
import { blamed, isId, told } from "./blame.ts"
import { type PolicyScript, PolicyShapeError } from "./script.ts"
import { lateAnswer, missing } from "./shape.ts"

function checkPlane(file: string, made: unknown): ControlPlane {
  const what = missing("control plane", made, ["stageReady", "taskEnded", "agentChanged"])
  if (what === undefined) return made as ControlPlane
  throw new PolicyShapeError(
    `"${file}" is no control plane: ${what}; wanted is { name, stageReady(stage) { … }, taskEnded(task, outcome) { … }, agentChanged(agent, change) { … } }. See docs/writing-a-policy.md.`,
  )
}

/** The same plane, in a world that checks what it is asked. */
export function guardedPlane(script: PolicyScript, factory: ControlPlaneFactory): ControlPlaneFactory {
  const call = (verb: string, body: () => unknown) =>
    blamed(script, () => {
      const late = lateAnswer(verb, body())
      if (late !== undefined) throw new InvariantError(late)
    })
  return (world) => {
    const watched = watchedWorld(world, call)
    const plane = blamed(script, () => checkPlane(script.file, factory(watched)))
    return {
      name: plane.name,
      begin: () => call("begin", () => plane.begin?.()),
      stageReady: (stage) => call("stageReady", () => plane.stageReady(stage)),
      taskEnded: (task, outcome) => call("taskEnded", () => plane.taskEnded(task, outcome)),
      retries: (task) => blamed(script, () => plane.retries?.(task) === true),
      agentLeaving: (agent) => call("agentLeaving", () => plane.agentLeaving?.(agent)),
      agentChanged: (agent, change) => call("agentChanged", () => plane.agentChanged(agent, change)),
    }
  }
}

/** The verbs of the world, with numbers that can be meant only. What amounts they may move the ledger says. */
function watchedWorld(world: World, call: (verb: string, body: () => unknown) => void): World {
  const { jobs, agents, view, random, recorder, roles, offers, presence } = world
  const kinds = new Set<number>()
  const task = (id: number) => wanted(isId(id, jobs.taskCount), `task ${told(id)}`, jobs.taskCount)
  const agent = (id: number) => wanted(isId(id, agents.count), `agent ${told(id)}`, agents.count)
  return {
    get now() {
      return world.now
    },
    jobs,
    agents,
    view,
    random,
    recorder,
    roles,
    offers,
    presence,
    declare(name, handler) {
      const kind = world.declare(String(name), (a, b) => call(`event "${name}"`, () => handler(a, b)))
      kinds.add(kind)
      return kind
    },
    at(time, kind, a, b) {
      if (!Number.isSafeInteger(time) || time < world.now)
        throw new InvariantError(
          `schedules an event at ${told(time)} µs; wanted is a whole number from now on (${world.now})`,
        )
      if (!kinds.has(kind))
        throw new InvariantError(`schedules an event of kind ${told(kind)}; wanted is one that declare gave`)
      return world.at(time, kind, a, b)
    },
    cancel: (event) => world.cancel(event),
    hash: (word) => world.hash(word),
    makeOffer(id, framework, bag, reserved) {
      agent(id)
      wanted(isId(framework, jobs.frameworks.length), `framework ${told(framework)}`, jobs.frameworks.length)
      return world.makeOffer(id, framework, bag, reserved)
    },
    endOffer: (offer, answer) => world.endOffer(offer, answer),
    declineUnmade: (count) => world.declineUnmade(count),
    launchFromOffer(id, offer) {
      startable(id)
      world.launchFromOffer(id, offer)
    },
    launch(id, on) {
      startable(id)
      agent(on)
      world.launch(id, on)
    },
    preempt(id) {
      task(id)
      world.preempt(id)
    },
    turn(id, isOn) {
      agent(id)
      // Anything but true is no: this may be JavaScript.
      world.turn(id, Object.is(isOn, true))
    },
  }

  function startable(id: number): void {
    task(id)
    if (!view.isWaiting(id)) throw new InvariantError(`starts task ${id}, which does not wait`)
  }
}

function wanted(isRight: boolean, what: string, count: number): void {
  if (!isRight) throw new InvariantError(`names ${what}; wanted is an id from 0 to ${count - 1}`)
}
