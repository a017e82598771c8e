/**
 * What waits, and why, in the middle of each bin of time: a waiting task `fits` if some agent has its request free just
 * then, so that it waits for an offer or a turn, and else there is `no room`. Counted in tasks and in the CPUs they ask for.
 * A task of a gang is judged alone; what is in an open offer is not free. Source: spec/metrics-and-charts.md §3, chart 19.
 *
 * The state in the middle is read when the next job arrives or task ends, at most one change later, since in the midst of
 * an allocation run everything is in offers; whoever drives the run may say `advance` to have it exact. Because bins
 * merge two by two as time goes on, their edges are read as well.
 */
import {
  type ClusterView,
  cpus,
  type Micros,
  microsPerSecond,
  outcomeLost,
  type Probe,
  scalarCount,
  thousandthsPerUnit,
  waiting,
} from "../../sim/index.ts"
import type { QueueRow } from "../results/experiment-results.ts"
import { binWidth, mostBins } from "./time-bins.ts"

interface Sample {
  /** Tasks, and thousandths of CPUs. */
  readonly fits: readonly [tasks: number, cpus: number]
  readonly noRoom: readonly [tasks: number, cpus: number]
}

export interface QueueProbe extends Probe<Omit<QueueRow, "policy" | "seed">[]> {
  /** Nothing more happens before `now`, and no allocation run is under way. */
  advance(now: Micros): void
}

export function queue({ until }: { readonly until?: Micros | undefined } = {}): QueueProbe {
  let view: ClusterView
  let shapes: WaitingShapes
  /** Sample i is of the moment i × half: the middle of a bin where i is odd. */
  let half: Micros
  const samples: Sample[] = []

  const advance = (now: Micros) => {
    if (now < samples.length * half) return
    const sample = shapes.sample()
    while (now >= samples.length * half) {
      samples.push(sample)
      if (samples.length === 2 * mostBins) {
        for (let i = 0; i < mostBins; i++) samples[i] = samples[2 * i]
        samples.length = mostBins
        half *= 2
      }
    }
  }
  return {
    advance,
    recorder: {
      begin(atStart) {
        view = atStart
        shapes = new WaitingShapes(view)
        half = binWidth(view, until) / 2
      },
      jobArrived(now) {
        advance(now)
      },
      stageReady(_now, stage) {
        const { stageFirstTask } = view.jobs
        for (let task = stageFirstTask[stage]; task < stageFirstTask[stage + 1]; task++)
          if (view.tasks.state[task] === waiting) shapes.add(task, +1)
      },
      taskStarted(_now, task) {
        shapes.add(task, -1)
      },
      taskEnded(now, task, _agent, outcome) {
        advance(now)
        if (outcome === outcomeLost) shapes.add(task, +1)
      },
    },
    result(end) {
      advance(end)
      const count = Math.ceil(end / (2 * half))
      // The last bin may end before its middle.
      if (samples.length < 2 * count) samples.push(shapes.sample())
      return Array.from({ length: count }, (_, bin) => {
        const { fits, noRoom } = samples[2 * bin + 1]
        const time_s = (bin * 2 * half) / microsPerSecond
        const row = (reason: QueueRow["reason"], [tasks, asked]: Sample["fits"]) => ({
          time_s,
          reason,
          tasks,
          cpus: asked / thousandthsPerUnit,
        })
        return [row("fits", fits), row("no room", noRoom)]
      }).flat()
    },
  }
}

/** How many tasks of each shape wait. */
class WaitingShapes {
  readonly #view: ClusterView
  readonly #count: Float64Array
  /** Small requests first, so that what has no room is met before what is larger in everything. */
  readonly #order: Int32Array

  constructor(view: ClusterView) {
    const { shapes } = view.jobs
    this.#view = view
    this.#count = new Float64Array(shapes.length / scalarCount)
    const size = (shape: number, k: number) => shapes[shape * scalarCount + k]
    this.#order = Int32Array.from(this.#count, (_, shape) => shape).sort(
      (a, b) => size(a, 0) - size(b, 0) || size(a, 1) - size(b, 1) || a - b,
    )
  }

  add(task: number, change: number): void {
    this.#count[this.#view.jobs.taskShape[task]] += change
  }

  sample(): Sample {
    const { shapes } = this.#view.jobs
    const sums = { fits: [0, 0] as [number, number], noRoom: [0, 0] as [number, number] }
    const tooLarge: number[] = []
    for (const shape of this.#order) {
      const tasks = this.#count[shape]
      if (tasks === 0) continue
      const isTooLarge = tooLarge.some((smaller) => contains(shapes, shape, smaller))
      const fits = !isTooLarge && this.#view.firstFit(shape) >= 0
      if (!fits && !isTooLarge) tooLarge.push(shape)
      const sum = fits ? sums.fits : sums.noRoom
      sum[0] += tasks
      sum[1] += tasks * shapes[shape * scalarCount + cpus]
    }
    return sums
  }
}

/** True if request `larger` asks for at least as much of everything as `smaller`. */
function contains(shapes: Float64Array, larger: number, smaller: number): boolean {
  for (let k = 0; k < scalarCount; k++)
    if (shapes[larger * scalarCount + k] < shapes[smaller * scalarCount + k]) return false
  return true
}
