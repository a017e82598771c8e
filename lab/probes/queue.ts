/**
 * What waits, and why, in the middle of each bin of time: a waiting task `fits` if some agent has its request free or in
 * open offers just then, so that it waits for a turn, and else there is `no room`. Counted in tasks and in the CPUs they
 * ask for. A task of a gang is judged alone. Source: spec/metrics-and-charts.md §3, chart 19.
 *
 * The state of a moment is read at the next fact about a job or a task, with that one fact undone; only an agent that
 * joined, left or was resized in between is seen too early. Because bins merge two by two as time goes on, their edges
 * are read as well.
 */
import {
  type AgentId,
  type ClusterView,
  cpus,
  type Micros,
  microsPerSecond,
  outcomeLost,
  type Probe,
  scalarCount,
  type TaskId,
  thousandthsPerUnit,
  waiting,
} from "../../sim/index.ts"
import type { QueueRow } from "../results/index.ts"
import { binWidth, mostBins } from "./time-bins.ts"

interface Sample {
  /** Tasks, and thousandths of CPUs. */
  readonly fits: readonly [tasks: number, cpus: number]
  readonly noRoom: readonly [tasks: number, cpus: number]
}

/** A task that has just been put on an agent (+1) or taken from it (−1), to be thought away. */
interface Undo {
  readonly agent: AgentId
  readonly task: TaskId
  readonly sign: number
}

const nothing: Undo = { agent: -1, task: -1, sign: 0 }

export interface QueueProbe extends Probe<Omit<QueueRow, "policy" | "seed">[]> {
  /** Nothing more happens before `now`. */
  advance(now: Micros): void
}

export function queue({ until }: { readonly until?: Micros | undefined } = {}): QueueProbe {
  let view: ClusterView
  let shapes: WaitingShapes
  /** Sample i is of the moment i × half: the middle of a bin where i is odd. */
  let half: Micros
  const samples: Sample[] = []

  const advance = (now: Micros, undo: Undo = nothing) => {
    if (now < samples.length * half) return
    const sample = shapes.sample(undo)
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
    advance: (now) => advance(now),
    recorder: {
      begin(atStart) {
        view = atStart
        shapes = new WaitingShapes(view)
        half = binWidth(view, until) / 2
      },
      jobArrived(now) {
        advance(now)
      },
      stageReady(now, stage) {
        advance(now)
        const { stageFirstTask } = view.jobs
        for (let task = stageFirstTask[stage]; task < stageFirstTask[stage + 1]; task++)
          if (view.tasks.state[task] === waiting) shapes.add(task, +1)
      },
      taskStarted(now, task, agent) {
        if (now >= samples.length * half) advance(now, { agent, task, sign: +1 })
        shapes.add(task, -1)
      },
      taskEnded(now, task, agent, outcome) {
        if (now >= samples.length * half) advance(now, { agent, task, sign: -1 })
        if (outcome === outcomeLost) shapes.add(task, +1)
      },
    },
    result(end) {
      advance(end)
      const count = Math.ceil(end / (2 * half))
      // The last bin may end before its middle.
      if (samples.length < 2 * count) samples.push(shapes.sample(nothing))
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

  sample(undo: Undo): Sample {
    const { shapes } = this.#view.jobs
    const sums = { fits: [0, 0] as [number, number], noRoom: [0, 0] as [number, number] }
    const tooLarge: number[] = []
    for (const shape of this.#order) {
      const tasks = this.#count[shape]
      if (tasks === 0) continue
      const isTooLarge = tooLarge.some((smaller) => contains(shapes, shape, smaller))
      const fits = !isTooLarge && this.#fitsAnywhere(shape, undo)
      if (!fits && !isTooLarge) tooLarge.push(shape)
      const sum = fits ? sums.fits : sums.noRoom
      sum[0] += tasks
      sum[1] += tasks * shapes[shape * scalarCount + cpus]
    }
    return sums
  }

  #fitsAnywhere(shape: number, undo: Undo): boolean {
    for (let agent = 0; agent < this.#view.agents.count; agent++)
      if (this.#view.isUp(agent) && this.#fits(shape, agent, undo)) return true
    return false
  }

  #fits(shape: number, agent: AgentId, { agent: touched, task, sign }: Undo): boolean {
    const { shapes, taskShape } = this.#view.jobs
    for (let k = 0; k < scalarCount; k++) {
      const request = shapes[shape * scalarCount + k]
      let room = this.#view.free(agent, k) + this.#view.offered(agent, k)
      if (agent === touched) room += sign * shapes[taskShape[task] * scalarCount + k]
      if (request > 0 && request > room) return false
    }
    return true
  }
}

/** True if request `larger` asks for at least as much of everything as `smaller`. */
function contains(shapes: Float64Array, larger: number, smaller: number): boolean {
  for (let k = 0; k < scalarCount; k++)
    if (shapes[larger * scalarCount + k] < shapes[smaller * scalarCount + k]) return false
  return true
}
