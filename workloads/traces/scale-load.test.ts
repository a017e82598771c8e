import fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  agentJoins,
  agentLost,
  AgentTableBuilder,
  amounts,
  endsFinished,
  type JobTable,
  JobTableBuilder,
  never,
  type Workload,
} from "../../sim/index.ts"
import { capacityOver, offeredLoad } from "./offered-load.ts"
import { defaultLoad, parseLoad, scaleLoad } from "./scale-load.ts"

/** Jobs of one task each, of 1 CPU, a second apart, under the labels given; machines of `cpus` CPUs in all. */
function workloadOf(durations: readonly number[], cpus = 4, labels = durations.map((_, i) => i)): Workload {
  const builder = new JobTableBuilder()
  const framework = builder.framework("all", builder.role("all"))
  const shape = builder.shape(1000, 0)
  for (const [i, duration] of durations.entries()) {
    builder.job({ arrival: i * 1e6, framework, label: labels[i] })
    builder.stage()
    builder.task(shape, duration * 1e6, endsFinished, 0)
  }
  const agents = new AgentTableBuilder()
  agents.agent(amounts({ cpus }), 0)
  return { name: "test", provenance: "", jobs: builder.build(), agents: agents.build(), horizon: 1000e6 }
}

function labelsOf(jobs: JobTable): number[] {
  return [...jobs.jobLabel].sort((a, b) => a - b)
}

const manyDurations = fc.array(fc.integer({ min: 20, max: 40 }), { minLength: 200, maxLength: 240 })

describe("offered load", () => {
  test("is demand over capacity, and tasks count up to the horizon only", () => {
    const { jobs, agents } = workloadOf([100, 200, 10_000])
    const { load, scarcest, of } = offeredLoad(jobs, agents!, 1000e6)
    expect(load).toBeCloseTo((100 + 200 + 998) / 4000, 12)
    expect([scarcest, of.mem]).toEqual(["cpus", 0])
  })

  test("without a horizon is taken over the arrivals, and tasks count whole", () => {
    const { jobs, agents } = workloadOf([100, 200])
    expect(offeredLoad(jobs, agents!).load).toBeCloseTo(300 / 4, 12)
  })

  test("counts what agents hold while they are there", () => {
    const builder = new AgentTableBuilder()
    builder.agent(amounts({ cpus: 2 }), 0)
    builder.agent(amounts({ cpus: 8 }), 1, false)
    builder.change(10, 0, agentLost, [])
    builder.change(20, 1, agentJoins, amounts({ cpus: 8 }))
    builder.change(30, 0, agentJoins, amounts({ cpus: 4 }))
    expect(capacityOver(builder.build(), 0, 40)[0]).toBe(2000 * 10 + 8000 * 20 + 4000 * 10)
    expect(capacityOver(builder.build(), 15, 25)[0]).toBe(8000 * 5)
  })

  test("of a task that never ends is finite with a horizon", () => {
    const { jobs, agents } = workloadOf([1])
    const endless = { ...jobs, taskDuration: Float64Array.of(never) }
    expect(offeredLoad(endless, agents!, 1000e6).load).toBe(0.25)
  })
})

describe("scaling", () => {
  test("comes within half a job of the target", () => {
    const workload = workloadOf(Array.from({ length: 400 }, () => 5))
    const scaled = scaleLoad(workload, workload.agents!, 0.25, 7)
    expect(offeredLoad(scaled.jobs, workload.agents!, 1000e6).load).toBeCloseTo(0.25, 2)
    expect(scaled.jobs.jobCount).toBe(200)
  })

  test("the same seed keeps the same jobs, another seed others", () => {
    const workload = workloadOf(Array.from({ length: 100 }, () => 5))
    const kept = (seed: number) => labelsOf(scaleLoad(workload, workload.agents!, 0.06, seed).jobs)
    expect(kept(1)).toEqual(kept(1))
    expect(kept(1)).not.toEqual(kept(2))
  })

  test("a lower target keeps some of the jobs of a higher one, where no job is a large part of the load", () => {
    const targets = fc.tuple(
      fc.double({ min: 0.6, max: 1, noNaN: true }),
      fc.double({ min: 1, max: 2, noNaN: true }),
    )
    fc.assert(
      fc.property(manyDurations, targets, fc.nat(), (durations, [low, factor], seed) => {
        const workload = workloadOf(durations)
        const few = labelsOf(scaleLoad(workload, workload.agents!, { times: low }, seed).jobs)
        const many = labelsOf(scaleLoad(workload, workload.agents!, { times: low * factor }, seed).jobs)
        for (const label of few) {
          const place = many.indexOf(label)
          expect(place).toBeGreaterThanOrEqual(0)
          many.splice(place, 1)
        }
      }),
      { numRuns: 10 },
    )
  })

  test("a job that would carry the load far past the target is passed over for smaller ones", () => {
    const horizon = 10_000e6
    const workload = { ...workloadOf([1000, ...Array.from({ length: 200 }, () => 5)]), horizon }
    const { load: all } = offeredLoad(workload.jobs, workload.agents!, horizon)
    for (let seed = 0; seed < 20; seed++) {
      const { jobs } = scaleLoad(workload, workload.agents!, all * 0.3, seed)
      expect(Math.abs(offeredLoad(jobs, workload.agents!, horizon).load / all - 0.3)).toBeLessThan(0.005)
    }
  })

  test("jobs of one label stay together", () => {
    const workload = workloadOf([5, 5, 5, 5, 5, 5], 4, [1, 1, 2, 2, 3, 3])
    const { jobs } = scaleLoad(workload, workload.agents!, { times: 0.5 }, 3)
    expect([2, 4]).toContain(jobs.jobCount)
    expect(new Set(jobs.jobLabel).size * 2).toBe(jobs.jobCount)
  })

  test("x3 makes three of each job, a copy up to a minute after its original", () => {
    const workload = workloadOf([5, 6, 7])
    const { jobs } = scaleLoad(workload, workload.agents!, { times: 3 }, 3)
    expect(labelsOf(jobs)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2])
    for (let job = 0; job < 9; job++) {
      const late = jobs.jobArrival[job] - jobs.jobLabel[job] * 1e6
      expect(late >= 0 && late < 60e6).toBe(true)
    }
    expect(jobs.jobArrival).toEqual(jobs.jobArrival.toSorted())
  })

  test("what no table can hold is refused", () => {
    const workload = workloadOf([5])
    expect(() => scaleLoad(workload, workload.agents!, { times: 1e9 }, 1)).toThrow(/more than 40000000 tasks/)
  })

  test("by default an overloaded trace is thinned to 0.8, any other is left as it is", () => {
    const heavy = workloadOf(Array.from({ length: 60 }, () => 500))
    expect(defaultLoad(heavy, heavy.agents!)).toBe(0.8)
    expect(defaultLoad(workloadOf([5]), heavy.agents!)).toBe("trace")
  })

  test.each([
    ["trace", "trace"],
    ["0.8", 0.8],
    ["x2", { times: 2 }],
  ])("%s is a load", (text, load) => {
    expect(parseLoad(text)).toEqual(load)
  })

  test.each(["", "0", "-1", "80%", "x", "NaN"])("%j is no load", (text) => {
    expect(() => parseLoad(text)).toThrow(/is no load; write trace/)
  })
})
