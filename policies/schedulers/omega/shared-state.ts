import {
  type AgentId,
  type ControlPlane,
  outcomeLost,
  type Role,
  type StageId,
  type TaskId,
  type TaskOutcome,
} from "../../../sim/index.ts"
import { CellState } from "./cell-state.ts"
import type { Commit, Conflict } from "./claims.ts"
import type { DecisionRecorder } from "./facts.ts"
import { JobBook, roleOfStage } from "./job-book.ts"
import { MachineRows } from "./machine-rows.ts"
import type { DecisionTime, Rules } from "./rules.ts"
import { type Looks, Scheduler } from "./scheduler.ts"
import type { Site } from "./site.ts"

export interface SharedStateSetting {
  readonly name: string
  readonly conflict: Conflict
  readonly commit: Commit
  readonly looks: Looks
  readonly rules: Rules
  /** How many schedulers the jobs of each role have to themselves, 1 or more; or one for the jobs of all. */
  readonly schedulers: "one for all" | ((role: string) => number)
  /** Of each role. */
  readonly decisions: (roles: readonly Role[]) => readonly DecisionTime[]
  readonly recorder?: DecisionRecorder
}

/**
 * Omega and the monolithic scheduler: a cell state that one or several schedulers share. A role's jobs go to its
 * schedulers in turn. Source: Schwarzkopf, Konwinski, Abd-El-Malek, Wilkes, "Omega: flexible, scalable schedulers for
 * large compute clusters", EuroSys 2013, §3.
 */
export function sharedState(setting: SharedStateSetting): (site: Site) => SharedState {
  return (site) => new SharedState(site, setting)
}

class SharedState implements ControlPlane {
  readonly name: string
  readonly cell: CellState
  readonly #site: Site
  readonly #machines: MachineRows
  readonly #book: JobBook
  readonly #schedulers: readonly Scheduler[]
  /** Of each role: its first scheduler, how many it has, and how many jobs they have been given. */
  readonly #ofRole: { readonly first: number; readonly count: number; jobs: number }[]
  /** The scheduler of each stage that became ready; it keeps its jobs. */
  readonly #ofStage: Int32Array

  constructor(site: Site, setting: SharedStateSetting) {
    const { rules, recorder = {} } = setting
    this.name = setting.name
    this.#site = site
    this.cell = new CellState(site.agents.count)
    this.#machines = new MachineRows(site, this.cell)
    this.#ofStage = new Int32Array(site.jobs.stageCount).fill(-1)
    this.#ofRole = schedulersOfRoles(site, setting)
    this.#book = new JobBook(site, rules, recorder, (job) =>
      this.#schedulers[this.#ofStage[job.stage]].queue(job),
    )
    const wake = site.declare("scheduler has decided", (index) => this.#schedulers[index].decide())
    const times = setting.decisions(site.jobs.roles)
    const count = Math.max(1, ...this.#ofRole.map((group) => group.first + group.count))
    this.#schedulers = Array.from(
      { length: count },
      (_, index) =>
        new Scheduler({
          index,
          site,
          recorder,
          cell: this.cell,
          book: this.#book,
          stream: site.random.stream(rules.streamOf(index)),
          transactions: { ...setting, rolledBackNumbers: rules.rolledBackNumbers },
          looks: setting.looks,
          thinks: ({ stage, waiting }) => {
            const { perJob, perTask } = times[roleOfStage(site.jobs, stage)]
            return perJob + perTask * waiting.length
          },
          wakeAt: (time) => void site.at(time, wake, index, 0),
          start: (task, machine) => this.#machines.start(task, machine),
        }),
    )
  }

  begin(): void {
    this.#machines.begin()
  }

  stageReady(stage: StageId): void {
    const group = this.#ofRole[roleOfStage(this.#site.jobs, stage)]
    this.#ofStage[stage] = group.first + (group.jobs++ % group.count)
    this.#book.stageReady(stage)
  }

  taskEnded(task: TaskId, outcome: TaskOutcome): void {
    this.#machines.taskEnded(task)
    if (outcome === outcomeLost) this.#book.taskBack(task)
  }

  agentChanged(agent: AgentId): void {
    this.#machines.agentChanged(agent)
  }
}

function schedulersOfRoles({ jobs }: Site, { schedulers }: SharedStateSetting) {
  let first = 0
  return jobs.roles.map(({ name }) => {
    if (schedulers === "one for all") return { first: 0, count: 1, jobs: 0 }
    const count = schedulers(name)
    first += count
    return { first: first - count, count, jobs: 0 }
  })
}
