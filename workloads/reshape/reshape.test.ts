import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import {
  agentJoins,
  agentLost,
  AgentTableBuilder,
  agentResized,
  endsFinished,
  type JobTable,
  JobTableBuilder,
  never,
  scalarCount,
  UsageTableBuilder,
  type Workload,
} from "../../sim/index.ts"
import { type Loader, readUserRoles, reshape, reshapeSteps, reshapeText } from "./index.ts"
import { merge } from "./merge.ts"

const folder = mkdtempSync(join(tmpdir(), "mesoscope-reshape-"))
afterAll(() => rmSync(folder, { recursive: true }))

interface Asked {
  /** Arrival and duration, s; an absent duration outlives the trace. */
  readonly at: number
  readonly lasts?: number
  readonly user?: string
  readonly role?: string
  readonly priority?: number
  readonly estimate?: number
  readonly cpus?: number
  readonly tasks?: number
  readonly wait?: number
}

/** Jobs labelled 0, 1, 2, … of a role each, by default "r" with framework "r". */
function workloadOf(asked: readonly Asked[], rest: Partial<Workload> = {}): Workload {
  const builder = new JobTableBuilder()
  for (const [label, job] of asked.entries()) {
    const { at, lasts, user, role = "r", priority, estimate, cpus = 1, tasks = 1, wait } = job
    builder.job({
      arrival: at * 1e6,
      framework: builder.framework(role, builder.role(role)),
      label,
      user,
      estimate: estimate === undefined ? undefined : estimate * 1e6,
    })
    builder.stage()
    for (let i = 0; i < tasks; i++)
      builder.task(
        builder.shape(cpus * 1000, 0),
        lasts === undefined ? never : lasts * 1e6,
        endsFinished,
        i,
        {
          priority,
          wait: wait === undefined ? undefined : wait * 1e6,
        },
      )
  }
  return { name: "asked", provenance: "nobody", jobs: builder.build("job-"), ...rest }
}

const noFiles: Loader = {
  trace: () => Promise.reject(new Error("no trace is expected")),
  userRoles: () => Promise.reject(new Error("no roles are expected")),
}

async function after(workload: Workload, steps: string, loader: Partial<Loader> = {}): Promise<Workload> {
  return (await reshape(workload, steps, { ...noFiles, ...loader })).workload
}

const arrivals = ({ jobs }: Workload) => [...jobs.jobArrival].map((micros) => micros / 1e6)
const labels = ({ jobs }: Workload) => [...jobs.jobLabel]
const seconds = (column: Float64Array | undefined) => [...(column ?? [])].map((micros) => micros / 1e6)
const cpus = ({ shapes, taskShape }: JobTable) => [...taskShape].map((shape) => shapes[shape * scalarCount])
const owners = ({ jobs }: Workload) =>
  [...jobs.jobFramework].map((framework) => {
    const { name, role } = jobs.frameworks[framework]
    return `${jobs.roles[role].name}: ${name}`
  })

const four = workloadOf([
  { at: 0, lasts: 5 },
  { at: 10, lasts: 5 },
  { at: 20, lasts: 5 },
  { at: 30, lasts: 5 },
])

describe("time", () => {
  test("a clip keeps what arrives in it, counts from its beginning, and ends what is observed", async () => {
    const clipped = await after({ ...four, horizon: 40e6 }, "clip(10s, 30s)")
    expect([labels(clipped), arrivals(clipped), clipped.horizon]).toEqual([[1, 2], [0, 10], 20e6])
    expect((await after(four, "clip(0,15s)")).horizon).toBeUndefined()
  })

  test("machines of a clip begin as they are then", async () => {
    const agents = new AgentTableBuilder()
    for (const isUp of [true, true, false]) agents.agent([4000], agents.count, isUp)
    agents.change(5e6, 0, agentLost, [])
    agents.change(10e6, 1, agentResized, [2000])
    agents.change(12e6, 2, agentJoins, [8000])
    agents.change(50e6, 0, agentJoins, [4000])
    const clipped = await after({ ...four, agents: agents.build() }, "clip(10s,40s)")
    expect([...(clipped.agents?.upAtStart ?? [])]).toEqual([0, 1, 0])
    expect(clipped.agents?.capacity[scalarCount]).toBe(2000)
    expect(seconds(clipped.agents?.changes.time)).toEqual([2])
  })

  test("shift moves everything, stretch moves it apart, tasks last as long as before", async () => {
    const stretched = await after({ ...four, horizon: 40e6 }, "shift(5s) | stretch(1.5)")
    expect([arrivals(stretched), stretched.horizon]).toEqual([[7.5, 22.5, 37.5, 52.5], 67.5e6])
    expect(seconds(stretched.jobs.taskDuration)).toEqual([5, 5, 5, 5])
  })

  test("repeat puts one period after the other: the one given, the one observed, or the rhythm's own", async () => {
    expect(arrivals(await after(four, "repeat(2,1m)"))).toEqual([0, 10, 20, 30, 60, 70, 80, 90])
    const observed = await after({ ...four, horizon: 50e6 }, "repeat(2)")
    expect([arrivals(observed)[4], observed.horizon]).toEqual([50, 100e6])
    expect(arrivals(await after(four, "repeat(2)"))[4]).toBe(40)
    await expect(after(four, "repeat(2,20s)")).rejects.toThrow(/last job arrives 30 s after the start, later/)
  })
})

describe("which jobs", () => {
  const many = workloadOf(Array.from({ length: 1000 }, (_, i) => ({ at: i, lasts: 1 })))

  test("thinning keeps about the share, the same for the same seed, less among more", async () => {
    const half = labels(await after(many, "thin(0.5)"))
    expect(half.length).toBeGreaterThan(430)
    expect(half.length).toBeLessThan(570)
    expect(labels(await after(many, "thin(0.5)"))).toEqual(half)
    expect(labels(await after(many, "seed(2) | thin(0.5)"))).not.toEqual(half)
    const third = labels(await after(many, "thin(0.3)"))
    expect(third.every((label) => half.includes(label))).toBe(true)
  })

  const mixed = workloadOf([
    { at: 0, lasts: 5, user: "ann", priority: 9, role: "gold" },
    { at: 1, lasts: 7200, user: "bob", priority: 2, cpus: 4, tasks: 3 },
    { at: 2, user: "eve, mallory", priority: 0 },
    { at: 3, lasts: 60, priority: 9, cpus: 0.5 },
  ])

  test.each([
    ["user=ann", [0]],
    ["user=ann,bob", [0, 1]],
    ["user!=ann,bob", [2, 3]],
    ['user="eve, mallory"', [2]],
    ["role=gold", [0]],
    ["framework!=gold", [1, 2, 3]],
    ["priority>=9", [0, 3]],
    ["priority=0,2", [1, 2]],
    ["priority!=9, cpus<2", [2]],
    ["tasks > 1", [1]],
    ["label<=1", [0, 1]],
    ["cpus=500m", [3]],
    ["duration<1h", [0, 3]],
  ])("filter(%s) keeps %j", async (conditions, expected) => {
    expect(labels(await after(mixed, `filter(${conditions})`))).toEqual(expected)
  })

  test("what the trace does not tell, and who is not there, is said", async () => {
    await expect(after(four, "filter(user=ann)")).rejects.toThrow("this trace tells no users")
    await expect(after(four, "filter(priority>1)")).rejects.toThrow("this trace tells no priorities")
    await expect(after(mixed, "filter(user=anne)")).rejects.toThrow('Did you mean "ann"?')
    await expect(after(mixed, "filter(priority>5) | filter(user=bob)")).rejects.toThrow(
      "after filter(user=bob) no job is left",
    )
  })
})

describe("how much", () => {
  test("arrivals, sizes and durations are scaled, each by itself", async () => {
    expect(labels(await after(four, "scale(arrivals,2)")).sort((a, b) => a - b)).toEqual([
      0, 0, 1, 1, 2, 2, 3, 3,
    ])
    expect(cpus((await after(four, "scale(size,1.5)")).jobs)).toEqual([1500, 1500, 1500, 1500])
    const longer = await after(
      workloadOf([{ at: 0, lasts: 4, estimate: 6 }, { at: 0 }]),
      "scale(duration,2.5)",
    )
    expect(seconds(longer.jobs.taskDuration)).toEqual([10, never / 1e6])
    expect(longer.jobs.jobEstimate?.[0]).toBe(15e6)
  })

  test("a load is aimed at on the trace's own machines", async () => {
    const agents = new AgentTableBuilder()
    agents.agent([1000], 0)
    // 4 × 5 s of one core in 40 s of one core: half loaded.
    const loaded = { ...four, agents: agents.build(), horizon: 40e6 }
    expect((await after(loaded, "scale(load,0.25)")).jobs.jobCount).toBe(2)
    await expect(after(four, "scale(load,0.25)")).rejects.toThrow("names no machines")
  })

  test("a bootstrap draws whole periods, and keeps what is in them together", async () => {
    const drawn = await after({ ...four, horizon: 45e6 }, "bootstrap(20s,5)")
    expect(drawn.horizon).toBe(100e6)
    expect(drawn.jobs.jobCount).toBe(10)
    for (let period = 0; period < 5; period++) {
      const [first, second] = labels(drawn).slice(2 * period, 2 * period + 2)
      expect([
        [0, 1],
        [2, 3],
      ]).toContainEqual([first, second])
      expect(arrivals(drawn)[2 * period + 1]).toBe(20 * period + 10)
    }
    await expect(after(four, "bootstrap(1h)")).rejects.toThrow("shorter than one period")
  })
})

describe("whose", () => {
  const users = workloadOf([
    { at: 0, user: "ann" },
    { at: 1, user: "bob" },
    { at: 2, user: "eve", role: "s" },
    { at: 3, user: "ann" },
  ])

  test("listed users get a role with a weight and a framework of their own in it; the others stay", async () => {
    const path = join(folder, "roles.csv")
    writeFileSync(path, "user,role,weight\nann,gold,3\neve,gold,\n")
    const mapped = await after(users, `map-users(${path})`, { userRoles: readUserRoles })
    expect(owners(mapped)).toEqual(["gold: gold/ann", "r: r", "gold: gold/eve", "gold: gold/ann"])
    expect(mapped.jobs.roles).toContainEqual({ name: "gold", weight: 3 })
    expect(owners(await after(users, "map-users(bob=s)"))).toEqual(["r: r", "s: s/bob", "s: s", "r: r"])
  })

  test("the jobs of a role are dealt out to one framework, one per user or job, or some by a hash", async () => {
    expect(owners(await after(users, "split(user)"))).toEqual([
      "r: r/ann",
      "r: r/bob",
      "s: s/eve",
      "r: r/ann",
    ])
    expect(owners(await after(users, "split(user)|split(none)"))).toEqual(["r: r", "r: r", "s: s", "r: r"])
    expect(owners(await after(users, "split(job)"))[3]).toBe("r: r/job-3")
    const dealt = await after(workloadOf(Array.from({ length: 100 }, () => ({ at: 0 }))), "split(3)")
    expect(dealt.jobs.frameworks.map(({ name }) => name).sort()).toEqual(["r/0", "r/1", "r/2"])
  })
})

describe("what is asked", () => {
  test("constraints are added to those that are there, of a share of the jobs", async () => {
    const { jobs } = await after(
      four,
      "constrain(1,rack = a|b) | constrain(0,spread 1) | constrain(1,spread 2)",
    )
    expect([...(jobs.taskConstraints ?? [])].map((row) => jobs.constraints[row])).toEqual(
      Array.from({ length: 4 }, () => [
        { kind: "attribute", name: "rack", operator: "in", values: ["a", "b"] },
        { kind: "spread", atMost: 2 },
      ]),
    )
  })

  test("users know exactly, or err up to a factor, or say a time that people like to write", async () => {
    const jobs = workloadOf(Array.from({ length: 200 }, () => ({ at: 0, lasts: 1000 })))
    expect(new Set(seconds((await after(jobs, "estimate(exact)")).jobs.jobEstimate))).toEqual(new Set([1000]))
    const uniform = seconds((await after(jobs, "estimate(f-uniform,4)")).jobs.jobEstimate)
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(1000)
    expect(Math.max(...uniform)).toBeLessThanOrEqual(5000)
    const mean = uniform.reduce((sum, value) => sum + value, 0) / 200
    // Uniform over 4000 s: the mean of 200 has a standard error of 82 s.
    expect(Math.abs(mean - 3000)).toBeLessThan(300)
    const modal = seconds((await after(jobs, "estimate(modal,4)")).jobs.jobEstimate)
    expect(modal.every((value) => [1200, 1800, 2700, 3600, 7200].includes(value))).toBe(true)
    expect((await after(workloadOf([{ at: 0 }]), "estimate(exact)")).jobs.jobEstimate).toEqual(
      new Float64Array([-1]),
    )
  })

  test("the last two jobs of the user that had ended by then are what the system goes by", async () => {
    const { jobs } = await after(
      workloadOf([
        { at: 0, lasts: 10, user: "ann", estimate: 99 },
        { at: 1, lasts: 30, user: "bob" },
        { at: 5, lasts: 20, user: "ann", wait: 10 },
        { at: 12, lasts: 40, user: "ann" },
        { at: 36, lasts: 7, user: "ann" },
        { at: 60, lasts: 7, user: "ann" },
      ]),
      "estimate(last-two)",
    )
    // Ann's jobs end at 10, 35 (it waited), 52, 43, …: at 12 one has ended, at 36 two, at 60 those of 52 and 43 are last.
    expect(seconds(jobs.jobEstimate)).toEqual([99, 30, 20, 10, 15, 23.5])
  })
})

describe("two traces", () => {
  test("jobs and machines of both; equal roles are one, frameworks stay apart", async () => {
    const usage = new UsageTableBuilder()
    usage.curve()
    usage.sample(0, 1, 1)
    const agents = new AgentTableBuilder()
    agents.agent([1000], 7)
    agents.change(2e6, 0, agentLost, [])
    const first = workloadOf(
      [
        { at: 0, lasts: 1, user: "ann" },
        { at: 10, lasts: 1, role: "s" },
      ],
      { agents: agents.build(), horizon: 50e6 },
    )
    const second = workloadOf([{ at: 5, lasts: 2, cpus: 2, user: "bob", priority: 3 }], {
      agents: agents.build(),
    })
    const both = await after(first, "merge(other)", {
      trace: (path) => Promise.resolve({ ...second, name: path }),
    })
    expect([both.name, arrivals(both), both.horizon]).toEqual(["asked + other", [0, 5, 10], 50e6])
    expect(owners(both)).toEqual(["r: r", "r: r (2)", "s: s"])
    expect([...(both.jobs.jobUser ?? [])].map((row) => both.jobs.names[row])).toEqual([
      "ann",
      "bob",
      undefined,
    ])
    expect([...(both.jobs.taskPriority ?? [])]).toEqual([0, 3, 0])
    expect(cpus(both.jobs)).toEqual([1000, 2000, 1000])
    expect([...(both.agents?.changes.agent ?? [])]).toEqual([0, 1])
    const curves = { ...first, usage: usage.build() }
    expect(merge(curves, curves).usage).toMatchObject({ curveCount: 2, sampleCount: 2 })
  })
})

describe("the notation", () => {
  test("steps are written in one way, whatever the blanks", () => {
    expect(reshapeText("clip( 0 ,6h )|  filter(user=a, b)")).toBe("clip(0,6h) | filter(user=a,b)")
  })

  test.each([
    ["thinn(0.5)", 'Unknown step of --reshape "thinn". Did you mean "thin"?'],
    ["clip(0,6h) thin(0.5)", 'at character 1: "clip(0,6h) thin(0.5)" is no step'],
    ["clip(0,6h) | thin", 'at character 14: "thin" is no step'],
    ["thin(0.5", "a parenthesis in"],
    ["thin(1.5)", "is no share"],
    ["thin()", "thin: it takes 1 argument, not 0; write for example thin(0.5)."],
    ["clip(6h,1h)", "clip: 1h is not later than 6h."],
    ["clip(0,6)", '"6" is no duration'],
    ["scale(arivals,2)", 'Did you mean "arrivals"?'],
    ["scale(size,0)", "is no factor"],
    ["filter(usr=a)", 'Unknown condition of filter "usr". Did you mean "user"?'],
    ["filter(mem>16)", "write mem as 16GiB"],
    ["split(users)", "is no way to split"],
    ["constrain(0.5,near)", "is no list of constraints"],
    ["estimate(f-unform)", 'Did you mean "f-uniform"?'],
    ["seed(x)", "is no seed"],
    ["repeat(0)", "is no count"],
  ])("%s is refused: %s", async (steps, message) => {
    await expect(after(four, steps)).rejects.toThrow(message)
  })

  test("every step stands on the page with an example that can be read", () => {
    const page = readFileSync("docs/traces.md", "utf8")
    for (const { name, usage } of reshapeSteps) {
      const example = usage.split("  ")[1]
      expect(example.startsWith(`${name}(`)).toBe(true)
      expect(() => reshapeText(example)).not.toThrow()
      expect(page).toContain(`\`${example}\``)
    }
  })
})
