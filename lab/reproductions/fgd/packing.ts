/**
 * One run: every pod is placed once when it arrives, or never. After each, how much of the GPUs has been asked for, is
 * held, and is of no use to a typical pod.
 */
import { Fragmentation, stateOf, type TypicalDemand, typicalDemands } from "../../../policies/index.ts"
import {
  type AgentTable,
  type ControlPlaneFactory,
  createRandom,
  createSimulation,
  type Demand,
  type JobTable,
  PlacementBoard,
  type PlacementFactory,
} from "../../../sim/index.ts"
import { arrivals, gpusOf, gpusOfPod } from "./arrivals.ts"

export interface Packing {
  readonly pods: JobTable
  readonly agents: AgentTable
  readonly seed: number
  /** Made for the typical pods, which are those of the list: the copies of a run do not count. */
  readonly placement: (typical: readonly TypicalDemand[]) => PlacementFactory
}

/** In percent of the cluster's GPUs, by percent asked for (rounded): means over the arrivals there. */
export interface PackingCurve {
  readonly allocated: readonly number[]
  readonly fragmented: readonly number[]
}

export function pack({ pods, agents, seed, placement }: Packing): PackingCurve {
  const random = createRandom(seed)
  const jobs = arrivals(pods, agents, random)
  const all = gpusOf(agents)
  const curve = new CurveOfMeans()
  let asked = 0
  let held = 0
  let useless = 0
  const plane: ControlPlaneFactory = (world) => {
    let place: (stage: number) => void = () => undefined
    return {
      name: "once",
      begin() {
        const board = new PlacementBoard(world.view)
        const usual = typicalDemands(originals(board.demands, pods))
        const fragmentation = new Fragmentation(board, usual)
        const policy = placement(usual)({ board, random, rank: shuffledRank(agents.count, seed) })
        const fragmentOf = (agent: number) =>
          fragmentation.of(agent, stateOf(board, agent)) / fragmentation.taskCount
        for (let agent = 0; agent < agents.count; agent++) useless += fragmentOf(agent)
        place = (task) => {
          const agent = policy.choose(task)
          if (agent < 0) return
          const devices = policy.devices(task, agent)
          useless -= fragmentOf(agent)
          world.launch(task, agent)
          board.started(task, agent, devices)
          useless += fragmentOf(agent)
          held += gpusOfPod(jobs, jobs.stageJob[jobs.taskStage[task]])
        }
      },
      stageReady(stage) {
        const task = jobs.stageFirstTask[stage]
        place(task)
        asked += gpusOfPod(jobs, jobs.stageJob[stage])
        curve.add(Math.round((100 * asked) / all), (100 * held) / all, (100 * useless) / all)
      },
      taskEnded() {},
      agentChanged() {},
    }
  }
  createSimulation({ jobs, agents, plane, seed, until: jobs.jobCount }).run()
  return curve.result()
}

/** The demands of a run, each with the number of pods of the list that have it. */
function originals(demands: readonly Demand[], pods: JobTable): Demand[] {
  const counts = new Map<string, number>()
  for (let task = 0; task < pods.taskCount; task++) {
    const key = `${pods.taskShape[task]}/${pods.taskConstraints?.[task] ?? 0}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return demands.map((demand) => ({
    ...demand,
    tasks: counts.get(`${demand.shape}/${demand.constraints}`) ?? 0,
  }))
}

/** One order of the agents for the whole run, which decides between equals. */
function shuffledRank(count: number, seed: number): Int32Array {
  const stream = createRandom(seed).stream("fgd/agents")
  const order = Int32Array.from({ length: count }, (_, agent) => agent)
  for (let last = count - 1; last > 0; last--) {
    const other = stream.integer(last + 1)
    const swapped = order[last]
    order[last] = order[other]
    order[other] = swapped
  }
  return order
}

class CurveOfMeans {
  readonly #count: number[] = []
  readonly #allocated: number[] = []
  readonly #fragmented: number[] = []

  add(percent: number, allocated: number, fragmented: number): void {
    this.#count[percent] = (this.#count[percent] ?? 0) + 1
    this.#allocated[percent] = (this.#allocated[percent] ?? 0) + allocated
    this.#fragmented[percent] = (this.#fragmented[percent] ?? 0) + fragmented
  }

  result(): PackingCurve {
    return {
      allocated: this.#count.map((count, percent) => this.#allocated[percent] / count),
      fragmented: this.#count.map((count, percent) => this.#fragmented[percent] / count),
    }
  }
}
