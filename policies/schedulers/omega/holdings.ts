import { cpus, type FrameworkId, mem, scalarCount, type TaskId } from "../../../sim/index.ts"
import type { Site } from "./site.ts"

/** What the tasks of each framework hold; what is only offered to it does not count. */
export class Holdings {
  readonly #site: Site
  readonly #held: Float64Array
  readonly #all = new Float64Array(scalarCount)

  constructor(site: Site) {
    this.#site = site
    this.#held = new Float64Array(site.jobs.frameworks.length * scalarCount)
  }

  /** The task starts (direction 1) or has ended (−1). */
  move(task: TaskId, direction: number): void {
    const { shapes, taskShape, taskStage, stageJob, jobFramework } = this.#site.jobs
    const row = jobFramework[stageJob[taskStage[task]]] * scalarCount
    const shape = taskShape[task] * scalarCount
    for (let k = 0; k < scalarCount; k++) this.#held[row + k] += direction * shapes[shape + k]
  }

  /** Counts the capacity of the agents that are up anew. */
  recount(): void {
    const { agents, view } = this.#site
    this.#all.fill(0)
    for (let agent = 0; agent < agents.count; agent++)
      if (view.isUp(agent)) for (let k = 0; k < scalarCount; k++) this.#all[k] += view.capacity(agent, k)
  }

  /** The share of the cell that the framework holds of cpus or memory, of whichever it holds more, 0 to 1. */
  dominantShare(framework: FrameworkId): number {
    const row = framework * scalarCount
    const share = (kind: number) => (this.#all[kind] > 0 ? this.#held[row + kind] / this.#all[kind] : 0)
    return Math.max(share(cpus), share(mem))
  }
}
