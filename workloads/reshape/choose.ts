/** Steps that keep some jobs whole and leave the others out. */
import {
  type JobTable,
  scalarCount,
  type ScalarName,
  scalarNames,
  selectJobs,
  tasksBegin,
  tasksEnd,
  unknown,
  type Workload,
} from "../../sim/index.ts"
import { hashNumbers } from "../traces/hash.ts"
import { numberFromText } from "../traces/numbers.ts"
import { InputError, parseAmount, parseDuration } from "../traces/units.ts"
import { unquoted } from "./notation.ts"
import { jobsWhere } from "./time.ts"

/** Each label's jobs with chance `share`; the jobs of a smaller share are among those of a larger one. */
export function thin(workload: Workload, share: number, seed: number): Workload {
  const { jobLabel } = workload.jobs
  return chosen(workload, (job) => hashNumbers(seed, jobLabel[job], 0) < share * 2 ** 32)
}

/** The jobs for which every condition holds. Throws InputError where the trace does not tell what is asked for. */
export function filter(workload: Workload, conditions: readonly Condition[]): Workload {
  const tests = conditions.map((condition) => condition(workload.jobs))
  return chosen(workload, (job) => tests.every((holds) => holds(job)))
}

/** Whether the job with that id is wanted, of a table. */
export type Condition = (jobs: JobTable) => (job: number) => boolean

function chosen(workload: Workload, isWanted: (job: number) => boolean): Workload {
  const { jobs } = workload
  return { ...workload, jobs: selectJobs(jobs, jobsWhere(jobs, isWanted), jobs.jobArrival) }
}

const textKeys = ["user", "role", "framework"] as const
const jobKeys = ["label", "tasks"] as const
const taskKeys = ["priority", "class", "duration", ...scalarNames] as const
const keys = [...textKeys, ...jobKeys, ...taskKeys]

type Sign = "=" | "!=" | "<" | "<=" | ">" | ">="

/**
 * "user = u1", "u2" (another value of the condition before), "priority >= 9", "duration < 1h", "mem > 16GiB". What is
 * said of tasks holds for a job if it holds for one of its tasks. Throws InputError.
 */
export function parseConditions(args: readonly string[]): Condition[] {
  const groups: { key: (typeof keys)[number]; sign: Sign; values: string[] }[] = []
  for (const arg of args) {
    const [, name, sign, value] = /^([a-z]+)\s*(!=|<=|>=|=|<|>)\s*(.*)$/s.exec(arg) ?? []
    const last = groups.at(-1)
    if (name === undefined && last !== undefined && /^!?=$/.test(last.sign)) last.values.push(unquoted(arg))
    else if (name === undefined)
      throw new InputError(`filter: "${arg}" is no condition; write for example user=u12 or priority>=9.`)
    else groups.push({ key: keyNamed(name), sign: sign as Sign, values: [unquoted(value)] })
  }
  if (groups.length === 0) throw new InputError("filter: it needs a condition, as in filter(user=u12).")
  return groups.map(({ key, sign, values }) =>
    isTextKey(key) ? textCondition(key, sign, values) : numberCondition(key, sign, values),
  )
}

function keyNamed(name: string): (typeof keys)[number] {
  const key = keys.find((one) => one === name)
  if (key === undefined) throw new InputError(unknown("condition of filter", name, keys))
  return key
}

const isTextKey = (key: string): key is (typeof textKeys)[number] =>
  (textKeys as readonly string[]).includes(key)

function textCondition(key: (typeof textKeys)[number], sign: Sign, values: readonly string[]): Condition {
  if (sign !== "=" && sign !== "!=")
    throw new InputError(`filter: ${key} is a name; compare it with = or !=.`)
  return (jobs) => {
    const names =
      key === "user"
        ? jobs.names
        : key === "role"
          ? jobs.roles.map(({ name }) => name)
          : jobs.frameworks.map(({ name }) => name)
    const at = placeOf(jobs, key)
    const jobsOf = new Set(Array.from({ length: jobs.jobCount }, (_, job) => at(job)))
    const known = values.find((value) => names.includes(value))
    const namesWithJobs = names.filter((_, place) => jobsOf.has(place)).slice(0, 40)
    if (known === undefined && sign === "=") throw new InputError(unknown(key, values[0], namesWithJobs))
    const isListed = names.map((name) => values.includes(name))
    return (job) => (isListed[at(job)] ?? false) === (sign === "=")
  }
}

function placeOf(jobs: JobTable, key: (typeof textKeys)[number]): (job: number) => number {
  const { jobUser } = jobs
  switch (key) {
    case "user":
      if (jobUser === undefined)
        throw new InputError("filter: this trace tells no users; filter by role or framework.")
      return (job) => jobUser[job]
    case "role":
      return (job) => jobs.frameworks[jobs.jobFramework[job]].role
    case "framework":
      return (job) => jobs.jobFramework[job]
  }
}

type NumberKey = Exclude<(typeof keys)[number], (typeof textKeys)[number]>

function numberCondition(key: NumberKey, sign: Sign, values: readonly string[]): Condition {
  const numbers = values.map((value) => numberOf(key, value))
  const holds = (value: number) =>
    numbers.some((number) => compare(value, sign === "!=" ? "=" : sign, number)) !== (sign === "!=")
  return (jobs) => {
    if (key === "label") return (job) => holds(jobs.jobLabel[job])
    if (key === "tasks") return (job) => holds(tasksEnd(jobs, job) - tasksBegin(jobs, job))
    const at = taskValue(jobs, key)
    return (job) => {
      for (let task = tasksBegin(jobs, job); task < tasksEnd(jobs, job); task++)
        if (holds(at(task))) return true
      return false
    }
  }
}

function taskValue(jobs: JobTable, key: Exclude<NumberKey, "label" | "tasks">): (task: number) => number {
  const { taskPriority, taskClass } = jobs
  switch (key) {
    case "priority":
      if (taskPriority === undefined) throw new InputError("filter: this trace tells no priorities.")
      return (task) => taskPriority[task]
    case "class":
      if (taskClass === undefined) throw new InputError("filter: this trace tells no scheduling classes.")
      return (task) => taskClass[task]
    case "duration":
      return (task) => jobs.taskDuration[task]
    default: {
      const kind = scalarNames.indexOf(key)
      return (task) => jobs.shapes[jobs.taskShape[task] * scalarCount + kind]
    }
  }
}

function numberOf(key: NumberKey, text: string): number {
  if (key === "duration") return parseDuration(text)
  if ((scalarNames as readonly string[]).includes(key)) return amountOf(key as ScalarName, text)
  const value = numberFromText(text)
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(value))
    throw new InputError(`filter: ${key} is compared with a whole number, not "${text}".`)
  return value
}

function amountOf(key: ScalarName, text: string): number {
  const needsUnit = key === "mem" || key === "disk"
  if (needsUnit !== text.endsWith("B"))
    throw new InputError(`filter: write ${key} as ${needsUnit ? "16GiB" : "0.5 or 4"}, not "${text}".`)
  return parseAmount(text)
}

function compare(value: number, sign: Exclude<Sign, "!=">, other: number): boolean {
  switch (sign) {
    case "=":
      return value === other
    case "<":
      return value < other
    case "<=":
      return value <= other
    case ">":
      return value > other
    case ">=":
      return value >= other
  }
}
