/** The same decisions made slowly and plainly, and in the checked world: the fast ones must be the same. */
import fc from "fast-check"
import { expect, test } from "vitest"
import { createRandom, createSimulation, type JobTable, scalarCount, type World } from "../../../sim/index.ts"
import { tiny, type TinyCluster } from "../../../sim/testing/index.ts"
import { runBareCell } from "./bare-cell.ts"
import type { DecisionRecorder } from "./facts.ts"
import { mesosOmega13 } from "./mesos-omega13.ts"
import { faithful, fixed } from "./rules.ts"
import { sharedState, type SharedStateSetting } from "./shared-state.ts"

const second = 1_000_000
const until = 400 * second
const decisions = () => [
  { perJob: second / 10, perTask: second / 200 },
  { perJob: 2 * second, perTask: second / 4 },
]

/** Machines of one size, jobs of one stage and one shape: what the bare cell is for. */
const cells = fc
  .record({
    agents: fc.integer({ min: 1, max: 8 }),
    jobs: fc.array(
      fc.record({
        framework: fc.constantFrom("batch", "service"),
        at: fc.integer({ min: 0, max: 60 }).map((halves) => halves / 2),
        tasks: fc.integer({ min: 1, max: 12 }),
        lasts: fc.integer({ min: 1, max: 40 }).map((halves) => halves / 2),
        cpus: fc.constantFrom(1, 2),
      }),
      { minLength: 1, maxLength: 25 },
    ),
  })
  .map((cell): TinyCluster => ({
    ...cell,
    cpus: 4,
    mem: 4096,
    frameworks: ["batch", "service"],
    jobs: cell.jobs.map((job) => ({ ...job, mem: 512 })),
  }))

const settings = fc
  .record({
    conflict: fc.constantFrom("resource-fit", "sequence"),
    commit: fc.constantFrom("incremental", "all-or-nothing"),
    looks: fc.constantFrom("before thinking", "after thinking"),
    schedulers: fc.constantFrom(1, 2, 3),
    rules: fc.constantFrom(faithful, fixed),
  })
  .map(({ schedulers, ...setting }): SharedStateSetting => ({
    ...setting,
    name: "omega",
    schedulers: () => schedulers,
    decisions,
  }))

/** Every fact of the decisions, a line each. */
function listener(): { readonly lines: string[]; readonly recorder: DecisionRecorder } {
  const lines: string[] = []
  const told =
    (name: string) =>
    (...numbers: number[]) =>
      void lines.push(`${name} ${numbers.join(" ")}`)
  const recorder = {
    queued: told("queued"),
    dequeued: told("dequeued"),
    decided: told("decided"),
    gaveUp: told("gave up"),
    locked: told("locked"),
  }
  return { lines, recorder }
}

test("in the bare cell every decision is the one made in the checked world", () => {
  fc.assert(
    fc.property(cells, settings, fc.boolean(), fc.nat(), (cell, setting, offers, seed) => {
      const factsIn = (run: (plane: ReturnType<typeof planeOf>) => void) => {
        const { lines, recorder } = listener()
        run(planeOf(recorder))
        return lines
      }
      const { isEnough, mayFit, isLeft } = fixed.offers
      const rules = { ...setting.rules, offers: { ...setting.rules.offers, isEnough, mayFit, isLeft } }
      const planeOf = (recorder: DecisionRecorder) =>
        offers
          ? mesosOmega13({ name: "m", rules, decisions, recorder })
          : sharedState({ ...setting, recorder })
      const { jobs, agents } = tiny(cell)
      const bare = factsIn((plane) => void runBareCell({ jobs, agents, plane, seed, until }))
      const checked = factsIn((plane) =>
        createSimulation({ jobs, agents, plane: (world: World) => plane(world), seed, until }).run(),
      )
      expect(bare).toEqual(checked)
    }),
    { numRuns: 60 },
  )
})

test("copying the whole cell for each decision, and an unsorted list of what is to come, decide the same", () => {
  fc.assert(
    fc.property(cells, settings, fc.nat(), (cell, setting, seed) => {
      const { jobs, agents } = tiny(cell)
      const { lines, recorder } = listener()
      runBareCell({ jobs, agents, plane: sharedState({ ...setting, recorder }), seed, until })
      expect(lines).toEqual(plainDecisions(jobs, agents.capacity, setting, seed))
    }),
    { numRuns: 60 },
  )
})

interface PlainJob {
  readonly stage: number
  waiting: number[]
  attempts: number
  hasStarted: boolean
  queuedAt: number
}

interface PlainMachine {
  free: number[]
  number: number
}

/** The twin. Requests are compared by cpus and memory; scheduler s of a role's `n` is numbered role × n + s. */
function plainDecisions(
  jobs: JobTable,
  capacity: Float64Array,
  setting: SharedStateSetting,
  seed: number,
): string[] {
  const { rules, looks, conflict, commit } = setting
  const perRole = setting.schedulers === "one for all" ? 1 : setting.schedulers("any")
  const times = setting.decisions(jobs.roles)
  const lines: string[] = []
  const coming: { time: number; act: () => void }[] = []
  let now = 0
  const at = (time: number, act: () => void) => void coming.push({ time, act })
  const row = (table: Float64Array, i: number) => [...table.subarray(i * scalarCount, (i + 1) * scalarCount)]
  const requestOf = (task: number) => row(jobs.shapes, jobs.taskShape[task])
  const less = (have: number[], need: number[]) => have.map((amount, k) => amount - need[k])
  const more = (have: number[], back: number[]) => have.map((amount, k) => amount + back[k])
  const holds = (have: number[], need: number[]) => need.every((amount, k) => amount <= have[k])
  const cell: PlainMachine[] = Array.from({ length: capacity.length / scalarCount }, (_, i) => ({
    free: row(capacity, i),
    number: 1,
  }))
  const copy = () => cell.map((machine) => ({ ...machine }))

  const schedulers = Array.from({ length: 2 * perRole }, (__, index) => {
    const stream = createRandom(seed).stream(rules.streamOf(index))
    const order = cell.map((_, machine) => machine)
    const queue: PlainJob[] = []
    let isThinking = false

    const begin = () => {
      const job = queue.shift()
      if (job === undefined) return
      isThinking = true
      const began = now
      const look = copy()
      const { perJob, perTask } = times[index < perRole ? 0 : 1]
      lines.push(`dequeued ${now} ${job.stage} ${now - job.queuedAt} ${job.attempts + 1}`)
      at(now + perJob + perTask * job.waiting.length, () => {
        decide(job, looks === "before thinking" ? look : copy(), began)
        isThinking = false
        begin()
      })
    }

    const decide = (job: PlainJob, look: PlainMachine[], began: number) => {
      job.attempts++
      const claims = place(job, look)
      const made = claims.length === 0 ? [] : committed(claims)
      for (const { task, machine } of made)
        at(
          now + jobs.taskDuration[task],
          () => (cell[machine].free = more(cell[machine].free, requestOf(task))),
        )
      job.waiting = job.waiting.filter((task) => !made.some((claim) => claim.task === task))
      job.hasStarted ||= made.length > 0
      const outcome = claims.length === 0 ? 2 : made.length < claims.length ? 1 : 0
      lines.push(`decided ${began} ${index} ${job.stage} ${now - began} ${outcome}`)
      const { withNothing, atAll } = rules.giveUpAfter
      if (job.waiting.length === 0) return
      if (job.attempts > (job.hasStarted ? atAll : withNothing)) lines.push(`gave up ${now} ${job.stage}`)
      else at(now + rules.retryAfter, () => add(job))
    }

    const place = (job: PlainJob, look: PlainMachine[]) => {
      const claims: { task: number; machine: number; number: number }[] = []
      let left = order.length
      for (const task of job.waiting)
        while (left > 0) {
          const i = Math.floor(stream.next() * left)
          const machine = order[i]
          if (holds(look[machine].free, requestOf(task))) {
            claims.push({ task, machine, number: look[machine].number })
            look[machine].free = less(look[machine].free, requestOf(task))
            look[machine].number++
            break
          }
          left--
          order[i] = order[left]
          order[left] = machine
        }
      return claims
    }

    const committed = (claims: ReturnType<typeof place>) => {
      const before = copy()
      const made: typeof claims = []
      for (const claim of claims) {
        const machine = cell[claim.machine]
        const isStale = conflict === "sequence" && claim.number !== machine.number
        if (!isStale && holds(machine.free, requestOf(claim.task))) {
          machine.free = less(machine.free, requestOf(claim.task))
          machine.number++
          made.push(claim)
        } else if (commit === "all-or-nothing") {
          for (const [i, restored] of cell.entries()) {
            restored.free = before[i].free
            if (rules.rolledBackNumbers === "are restored") restored.number = before[i].number
          }
          return []
        }
      }
      return made
    }

    const add = (job: PlainJob) => {
      job.queuedAt = now
      lines.push(`queued ${now} ${job.stage}`)
      queue.push(job)
      if (!isThinking) begin()
    }
    return { add }
  })

  const turn = [0, 0]
  for (let stage = 0; stage < jobs.stageCount; stage++) {
    const role = jobs.jobFramework[stage]
    const waiting = [...jobs.taskStage.keys()].filter((task) => jobs.taskStage[task] === stage)
    at(jobs.jobArrival[stage], () => {
      const scheduler = schedulers[role * perRole + (turn[role]++ % perRole)]
      scheduler.add({ stage, waiting, attempts: 0, hasStarted: false, queuedAt: 0 })
    })
  }
  for (;;) {
    const earliest = coming.reduce((least, { time }) => Math.min(least, time), Infinity)
    if (earliest > until) return lines
    // Of equal times the one that was planned first.
    const [next] = coming.splice(
      coming.findIndex(({ time }) => time === earliest),
      1,
    )
    now = next.time
    next.act()
  }
}
