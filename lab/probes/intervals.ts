/**
 * The run in slices of 60 s: time-weighted means of what was used, of capacity, of tasks waiting and running, each
 * an exact integral over the slice divided by its length, and counts of what happened in it. Source: time-weighted
 * step functions, spec/metrics-and-charts.md §2. A slice holds what
 * happens from its start up to, not including, its end; the last one ends with the run and may be shorter.
 */
import {
  type ClusterView,
  GrowingColumn,
  float64Column,
  type Micros,
  outcomeFailed,
  outcomeFinished,
  type Probe,
  running,
  scalarCount,
  type TaskOutcome,
  waiting,
} from "../../sim/index.ts"
import { StepIntegrals } from "./integral.ts"

/** µs. */
export const intervalLength: Micros = 60_000_000

// Levels, integrated. The scalars of a kind of amount stand together.
export const levelUsed = 0
export const levelCapacity = scalarCount
export const levelWaiting = 2 * scalarCount
export const levelRunning = levelWaiting + 1
const levelCount = levelRunning + 1

// Counts of what happened.
export const countJobsArrived = 0
export const countStarted = 1
export const countFinished = 2
export const countFailed = 3
export const countLost = 4
export const countOffersMade = 5
const countCount = 6

export interface Intervals {
  readonly count: number
  /** µs. */
  start(row: number): Micros
  end(row: number): Micros
  /** The time-weighted mean of a level over the row: thousandths, or tasks. */
  mean(row: number, level: number): number
  tally(row: number, count: number): number
}

export interface IntervalsSetting {
  /** Offers made so far in the run: read at the end of each slice, so that no fact per offer is needed. */
  readonly offersMade: () => number
}

export interface IntervalsProbe extends Probe<Intervals> {
  /** Nothing more happens before `now`. Said at least at every end of a slice by whoever drives the run. */
  advance(now: Micros): void
}

export function intervals({ offersMade }: IntervalsSetting): IntervalsProbe {
  const steps = new StepIntegrals(levelCount)
  const { level } = steps
  const happened = new Float64Array(countCount)
  const rows = new Rows()
  let view: ClusterView
  let start: Micros = 0
  let offersBefore = 0

  const close = (end: Micros) => {
    steps.advance(end)
    const offers = offersMade()
    happened[countOffersMade] = offers - offersBefore
    offersBefore = offers
    rows.push(end, end - start, steps, happened)
    steps.clear()
    happened.fill(0)
    start = end
  }
  const advance = (now: Micros) => {
    while (now >= start + intervalLength) close(start + intervalLength)
    steps.advance(now)
  }
  const read = () => {
    const { counts } = view.tasks
    level[levelWaiting] = counts[waiting]
    level[levelRunning] = counts[running]
    for (let k = 0; k < scalarCount; k++) level[levelUsed + k] = view.totalUsed(k)
  }
  const readCapacity = () => {
    for (let k = 0; k < scalarCount; k++) level[levelCapacity + k] = view.totalCapacity(k)
  }
  return {
    advance,
    recorder: {
      begin(atStart) {
        view = atStart
        read()
        readCapacity()
      },
      jobArrived(now) {
        advance(now)
        happened[countJobsArrived]++
      },
      stageReady(now) {
        advance(now)
        read()
      },
      taskStarted(now) {
        advance(now)
        read()
        happened[countStarted]++
      },
      taskEnded(now, _task, _agent, outcome: TaskOutcome) {
        advance(now)
        read()
        happened[
          outcome === outcomeFinished ? countFinished : outcome === outcomeFailed ? countFailed : countLost
        ]++
      },
      agentChanged(now) {
        advance(now)
        read()
        readCapacity()
      },
    },
    result(end) {
      advance(end)
      if (end > start || happened.some((count) => count > 0)) close(end)
      return rows
    },
  }
}

class Rows implements Intervals {
  readonly #bounds = new GrowingColumn(float64Column)
  readonly #means = new GrowingColumn(float64Column)
  readonly #tallies = new GrowingColumn(float64Column)

  constructor() {
    this.#bounds.push(0)
  }

  get count(): number {
    return this.#bounds.length - 1
  }

  push(end: Micros, span: Micros, steps: StepIntegrals, happened: Float64Array): void {
    this.#bounds.push(end)
    for (let i = 0; i < levelCount; i++) this.#means.push(steps.over(i, span))
    for (const count of happened) this.#tallies.push(count)
  }

  start(row: number): Micros {
    return this.#bounds.at(row)
  }

  end(row: number): Micros {
    return this.#bounds.at(row + 1)
  }

  mean(row: number, level: number): number {
    return this.#means.at(row * levelCount + level)
  }

  tally(row: number, count: number): number {
    return this.#tallies.at(row * countCount + count)
  }
}
