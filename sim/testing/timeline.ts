/**
 * A run as aligned text, a line per fact, so that a test compares a whole small run with what its author worked out:
 *
 *     0.0 s  spark    offered agent 0, launches 2
 *     5.0 s  spark    task 0 finished on agent 0
 */
import { agentJoins, agentLost } from "../cluster/agents.ts"
import {
  offerAccepted,
  offerDeclined,
  outcomeFailed,
  outcomeFinished,
  type Recorder,
} from "../contracts/recorder.ts"
import type { ClusterView } from "../contracts/view.ts"
import { type AgentId, type FrameworkId, type Micros, microsPerSecond } from "../kernel/units.ts"
import { createSimulation, type Scenario } from "../simulation.ts"

export interface TimelineSetting {
  /** Lines for offers that are declined whole. Default false. */
  readonly declines?: boolean
}

/** The run of the scenario as text, one line per fact. */
export function timeline(scenario: Scenario, setting: TimelineSetting = {}): string {
  const lines = new Lines(setting)
  const simulation = createSimulation({ ...scenario, recorder: lines })
  simulation.run()
  return lines.text()
}

/** Strips the indentation that a template literal in a test has, and empty first and last lines. */
export function unindented(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "")
  const indent = Math.min(...lines.map((line) => line.length - line.trimStart().length))
  return lines.map((line) => line.slice(indent).trimEnd()).join("\n")
}

class Lines implements Recorder {
  readonly #rows: [time: string, who: string, what: string][] = []
  readonly #declines: boolean
  /** Tasks launched out of the open offer of (framework, agent). */
  readonly #launched = new Map<string, number>()
  #view!: ClusterView

  constructor({ declines = false }: TimelineSetting) {
    this.#declines = declines
  }

  begin(view: ClusterView): void {
    this.#view = view
  }

  offerMade(_now: Micros, _offer: number, framework: FrameworkId, agent: AgentId): void {
    this.#launched.set(`${framework}/${agent}`, 0)
  }

  taskStarted(now: Micros, task: number, agent: AgentId): void {
    const framework = this.#view.frameworkOf(task)
    const launched = this.#launched.get(`${framework}/${agent}`)
    if (launched === undefined) this.#say(now, framework, `task ${task} starts on agent ${agent}`)
    else this.#launched.set(`${framework}/${agent}`, launched + 1)
  }

  offerAnswered(now: Micros, _offer: number, framework: FrameworkId, agent: AgentId, answer: number): void {
    const launched = this.#launched.get(`${framework}/${agent}`) ?? 0
    this.#launched.delete(`${framework}/${agent}`)
    if (answer === offerAccepted) this.#say(now, framework, `offered agent ${agent}, launches ${launched}`)
    else if (answer !== offerDeclined) this.#say(now, framework, `offer of agent ${agent} is rescinded`)
    else if (this.#declines) this.#say(now, framework, `offered agent ${agent}, declines`)
  }

  taskEnded(now: Micros, task: number, agent: AgentId, outcome: number): void {
    const how = outcome === outcomeFinished ? "finished" : outcome === outcomeFailed ? "failed" : "was lost"
    this.#say(
      now,
      this.#view.frameworkOf(task),
      `task ${task} ${how} ${how === "was lost" ? "with" : "on"} agent ${agent}`,
    )
  }

  agentChanged(now: Micros, agent: AgentId, change: number): void {
    const how = change === agentLost ? "is lost" : change === agentJoins ? "joins" : "is resized"
    this.#rows.push([time(now), "", `agent ${agent} ${how}`])
  }

  text(): string {
    const [first, second] = [0, 1].map((column) =>
      Math.max(0, ...this.#rows.map((row) => row[column].length)),
    )
    return this.#rows
      .map(([when, who, what]) => `${when.padStart(first)}  ${who.padEnd(second)}  ${what}`)
      .join("\n")
  }

  #say(now: Micros, framework: FrameworkId, what: string): void {
    this.#rows.push([time(now), this.#view.jobs.frameworks[framework].name, what])
  }
}

function time(now: Micros): string {
  const text = (now / microsPerSecond).toString()
  return `${text.includes(".") ? text : `${text}.0`} s`
}
