/**
 * Facts, not metrics. The world states what happens, in numbers; probes in lab/ integrate. Every fact is optional:
 * a recorder without it is not called. `now` is µs. A new metric touches no file under sim/.
 */
import type { AgentId, FrameworkId, JobId, Micros, OfferId, StageId, TaskId } from "../kernel/units.ts"
import type { ClusterView } from "./view.ts"

/** How a task's attempt ended: for good, well or badly; or lost, with its agent or driven out or to be tried again: it waits. */
export const outcomeFinished = 0
export const outcomeFailed = 1
export const outcomeLost = 2
export type TaskOutcome = typeof outcomeFinished | typeof outcomeFailed | typeof outcomeLost

/** How an offer ended. */
export const offerAccepted = 0
export const offerDeclined = 1
export const offerRescinded = 2
export type OfferAnswer = typeof offerAccepted | typeof offerDeclined | typeof offerRescinded

export interface Recorder {
  /** Before anything happens; the view stays true for the whole run. */
  begin?(view: ClusterView): void
  jobArrived?(now: Micros, job: JobId): void
  stageReady?(now: Micros, stage: StageId): void
  taskStarted?(now: Micros, task: TaskId, agent: AgentId): void
  taskEnded?(now: Micros, task: TaskId, agent: AgentId, outcome: TaskOutcome): void
  jobEnded?(now: Micros, job: JobId): void
  offerMade?(now: Micros, offer: OfferId, framework: FrameworkId, agent: AgentId): void
  offerAnswered?(
    now: Micros,
    offer: OfferId,
    framework: FrameworkId,
    agent: AgentId,
    answer: OfferAnswer,
  ): void
  /** `change` is agentLost, agentJoins or agentResized. */
  agentChanged?(now: Micros, agent: AgentId, change: number): void
}

const facts = [
  "begin",
  "jobArrived",
  "stageReady",
  "taskStarted",
  "taskEnded",
  "jobEnded",
  "offerMade",
  "offerAnswered",
  "agentChanged",
] as const satisfies readonly (keyof Recorder)[]

/** One recorder that tells all of them, in order; a fact that none of them wants stays absent, and so costs nothing. */
export function tellAll(recorders: readonly Recorder[]): Recorder {
  if (recorders.length === 1) return recorders[0]
  const all: Partial<Record<keyof Recorder, (...numbers: never[]) => void>> = {}
  for (const fact of facts) {
    const listeners = recorders.filter((recorder) => recorder[fact] !== undefined)
    if (listeners.length === 0) continue
    all[fact] = (...told) => {
      for (const listener of listeners) (listener[fact] as (...told: never[]) => void)(...told)
    }
  }
  return all
}
