import fc from "fast-check"
import { expect, test } from "vitest"
import { type JobTable, scalarCount, tasksBegin, type Workload } from "../../sim/index.ts"
import { arbitraryCluster, tiny } from "../../sim/testing/index.ts"
import { workloadChecksum } from "../canonical/index.ts"
import { reshape } from "./index.ts"
import { merge } from "./merge.ts"

const refuse = () => Promise.reject(new Error("no file is expected"))

async function after(workload: Workload, steps: string): Promise<Workload> {
  return (await reshape(workload, steps, { trace: refuse, userRoles: refuse })).workload
}

const worlds = arbitraryCluster().map((cluster): Workload => ({
  name: "w",
  provenance: "",
  ...tiny(cluster),
}))
const counts = ({ jobs }: Workload) => [jobs.jobCount, jobs.taskCount]
const sum = (a: readonly number[], b: readonly number[]) => a.map((value, i) => value + b[i])
const countsAfter = async (workload: Workload, steps: string) => {
  try {
    return counts(await after(workload, steps))
  } catch {
    return [0, 0]
  }
}

test.each([
  ["shift(1h)", 1],
  ["stretch(3)", 1],
  ["split(4)", 1],
  ["scale(size,2)", 1],
  ["scale(duration,0.5)", 1],
  ["constrain(0.5,spread 1)", 1],
  ["estimate(f-uniform)", 1],
  ["repeat(3,1h)", 3],
  ["scale(arrivals,2)", 2],
])("%s has %i times the jobs and tasks", async (steps, times) => {
  await fc.assert(
    fc.asyncProperty(worlds, async (workload) => {
      expect(await countsAfter(workload, steps)).toEqual(counts(workload).map((count) => times * count))
    }),
    { numRuns: 10 },
  )
})

test.each([
  ["clip(0,5s)", "clip(5s,10d)"],
  ["filter(role=a)", "filter(role!=a)"],
  ["filter(tasks>2)", "filter(tasks<=2)"],
])("%s and %s are everything", async (one, other) => {
  await fc.assert(
    fc.asyncProperty(worlds, async (workload) => {
      expect(sum(await countsAfter(workload, one), await countsAfter(workload, other))).toEqual(
        counts(workload),
      )
    }),
    { numRuns: 10 },
  )
})

test("a merge has the jobs, tasks and machines of both, and each task what it asked", () => {
  fc.assert(
    fc.property(worlds, worlds, (a, b) => {
      const both = merge(a, b)
      expect(counts(both)).toEqual(sum(counts(a), counts(b)))
      expect(both.agents?.count).toBe((a.agents?.count ?? 0) + (b.agents?.count ?? 0))
      const all = ({ shapes, taskShape }: JobTable) =>
        taskShape.reduce((total, shape) => total + shapes[shape * scalarCount], 0)
      expect(all(both.jobs)).toBe(all(a.jobs) + all(b.jobs))
      for (let job = 0; job < both.jobs.jobCount; job++)
        expect(tasksBegin(both.jobs, job)).toBe(both.jobs.stageFirstTask[both.jobs.jobFirstStage[job]])
    }),
    { numRuns: 10 },
  )
})

test("the same steps give the same columns", async () => {
  const steps =
    "stretch(2) | thin(0.7) | scale(arrivals,1.5) | estimate(modal) | constrain(0.5,spread 1) | split(2)"
  await fc.assert(
    fc.asyncProperty(worlds, async (workload) => {
      const sums = await Promise.all(
        [0, 1].map(() => after(workload, steps).then(workloadChecksum, (error: Error) => error.message)),
      )
      expect(sums[0]).toBe(sums[1])
    }),
    { numRuns: 5 },
  )
})
