/** The steps by name: what stands in their parentheses, and what they do. */
import { type Micros, type Workload } from "../../sim/index.ts"
import { parseConstraints } from "../canonical/constraint-text.ts"
import { numberFromText } from "../traces/numbers.ts"
import { InputError, parseDuration } from "../traces/units.ts"
import { constrain, estimate, type EstimateModel } from "./asks.ts"
import { filter, parseConditions, thin } from "./choose.ts"
import { bootstrap, scaleDurations, scaleJobs, scaleSizes } from "./load.ts"
import { merge } from "./merge.ts"
import { type StepText, stepNamed, unquoted } from "./notation.ts"
import { mapUsers, split, type Split, type UserRole } from "./owners.ts"
import { clip, repeat, shift, stretch } from "./time.ts"

/** What a step reads beside the workload: another trace, or roles of users. */
export interface Loader {
  trace(path: string): Promise<Workload>
  userRoles(path: string): Promise<ReadonlyMap<string, UserRole>>
}

/** A pure function of a workload and a seed. */
export type Change = (workload: Workload, seed: number) => Workload

export interface StepEntry {
  readonly name: string
  /** How it is written, with an example. */
  readonly usage: string
  readonly about: string
  /** Throws InputError for arguments that mean nothing. */
  readonly make: (args: readonly string[], loader: Loader) => Change | Promise<Change>
}

export const reshapeSteps: readonly StepEntry[] = [
  {
    name: "clip",
    usage: "clip(FROM,TO)  clip(6h,12h)",
    about: "jobs that arrive from FROM up to TO; FROM becomes 0, and machines begin as they are then",
    make: (args) => {
      const [from, to] = exactly(args, 2, "clip(6h,12h)").map(timeOf)
      if (to <= from) throw new InputError(`clip: ${args[1]} is not later than ${args[0]}.`)
      return (workload) => clip(workload, from, to)
    },
  },
  {
    name: "shift",
    usage: "shift(TIME)  shift(1h)",
    about: "everything happens so much later",
    make: (args) => {
      const by = timeOf(exactly(args, 1, "shift(1h)")[0])
      return (workload) => shift(workload, by)
    },
  },
  {
    name: "stretch",
    usage: "stretch(FACTOR)  stretch(2)",
    about: "times between arrivals are FACTOR times as long; tasks last as long as before",
    make: (args) => {
      const factor = factorOf(exactly(args, 1, "stretch(2)")[0])
      return (workload) => stretch(workload, factor)
    },
  },
  {
    name: "repeat",
    usage: "repeat(TIMES[,PERIOD])  repeat(7,24h)",
    about: "the trace so many times, one period after the other; by default the time it observes",
    make: (args) => {
      const times = countOf(between(args, 1, 2, "repeat(7,24h)")[0])
      const period = args.length > 1 ? timeOf(args[1]) : undefined
      return (workload) => repeat(workload, times, period)
    },
  },
  {
    name: "thin",
    usage: "thin(SHARE)  thin(0.5)",
    about:
      "each job stays with chance SHARE, by a hash of the seed and its label; all waves of a job together",
    make: (args) => {
      const share = shareOf(exactly(args, 1, "thin(0.5)")[0])
      return (workload, seed) => thin(workload, share, seed)
    },
  },
  {
    name: "filter",
    usage: "filter(CONDITION,…)  filter(user=u1,u2, priority>=9)",
    about:
      "jobs for which all hold: user, role, framework (=, !=); label, tasks; priority, class, duration, cpus, mem, disk, gpus of one of its tasks",
    make: (args) => {
      const conditions = parseConditions(args)
      return (workload) => filter(workload, conditions)
    },
  },
  {
    name: "scale",
    usage: "scale(WHAT,FACTOR)  scale(arrivals,1.2)",
    about:
      "arrivals: so many times the jobs; load: up to that offered load of the trace's machines; size: requests; duration: run times",
    make: (args) => {
      const [what, text] = exactly(args, 2, "scale(arrivals,1.2)")
      const factor = factorOf(text)
      switch (stepNamed(what, scales).name) {
        case "arrivals":
          return (workload, seed) => scaleJobs(workload, { times: factor }, seed)
        case "load":
          return (workload, seed) => scaleJobs(workload, factor, seed)
        case "size":
          return (workload) => scaleSizes(workload, factor)
        case "duration":
          return (workload) => scaleDurations(workload, factor)
      }
    },
  },
  {
    name: "bootstrap",
    usage: "bootstrap(PERIOD[,COUNT])  bootstrap(24h,7)",
    about:
      "COUNT periods drawn with replacement from the whole ones of the trace; by default as many as there are",
    make: (args) => {
      const period = timeOf(between(args, 1, 2, "bootstrap(24h,7)")[0])
      if (period === 0) throw new InputError("bootstrap: a period takes time; write for example 24h.")
      const count = args.length > 1 ? countOf(args[1]) : undefined
      return (workload, seed) => bootstrap(workload, period, count, seed)
    },
  },
  {
    name: "merge",
    usage: "merge(FILE)  merge(other-trace)",
    about: "another trace as well, its jobs and its machines; roles of one name are one",
    make: async (args, loader) => {
      const other = await loader.trace(unquoted(exactly(args, 1, "merge(other.swf)")[0]))
      return (workload) => merge(workload, other)
    },
  },
  {
    name: "map-users",
    usage: "map-users(FILE) or map-users(USER=ROLE,…)  map-users(roles.csv)",
    about:
      "users into roles: a CSV with columns user, role and, if wanted, weight; a framework per user there",
    make: async (args, loader) => {
      const isFile = args.length === 1 && !args[0].includes("=")
      const roles = isFile ? await loader.userRoles(unquoted(args[0])) : pairs(args)
      return (workload) => mapUsers(workload, roles)
    },
  },
  {
    name: "split",
    usage: "split(none|user|job|N)  split(user)",
    about: "the jobs of each role dealt out to frameworks anew: to one, one per user or job, or N by a hash",
    make: (args) => {
      const by = splitOf(exactly(args, 1, "split(user)")[0])
      return (workload) => split(workload, by)
    },
  },
  {
    name: "constrain",
    usage: "constrain(SHARE,CONSTRAINTS)  constrain(0.2,spread 1)",
    about: "the tasks of a share of the jobs must meet constraints, too, as docs/trace-format.md writes them",
    make: (args) => {
      const [share, text] = exactly(args, 2, "constrain(0.2,spread 1)")
      const constraints = parseConstraints(unquoted(text))
      if (constraints === undefined)
        throw new InputError(
          `constrain: "${text}" is no list of constraints; write for example spread 1 or rack = r1.`,
        )
      const chance = shareOf(share)
      return (workload, seed) => constrain(workload, chance, constraints, seed)
    },
  },
  {
    name: "estimate",
    usage: "estimate(MODEL[,F])  estimate(f-uniform,5)",
    about:
      "what users say their jobs will take: exact, f-uniform (run time to (F + 1) times it), modal, last-two",
    make: (args) => {
      const model = estimateOf(between(args, 1, 2, "estimate(f-uniform,5)"))
      return (workload, seed) => estimate(workload, model, seed)
    },
  },
  {
    name: "seed",
    usage: "seed(N)  seed(7)",
    about: "the steps after it draw with seed N; without it with seed 1, whatever --seed says",
    make: (args) => {
      wholeOf(exactly(args, 1, "seed(7)")[0])
      return (workload) => workload
    },
  },
]

/** The seed that a step says, if it is one that does. */
export function seedOf({ name, args }: StepText): number | undefined {
  return name === "seed" ? wholeOf(args[0]) : undefined
}

const scales = [{ name: "arrivals" }, { name: "load" }, { name: "size" }, { name: "duration" }] as const
const models = [{ name: "exact" }, { name: "f-uniform" }, { name: "modal" }, { name: "last-two" }] as const

/** Throws InputError; files are read here, once. */
export async function makeStep({ name, args }: StepText, loader: Loader): Promise<Change> {
  return await stepNamed(name, reshapeSteps).make(args, loader)
}

function exactly(args: readonly string[], count: number, example: string): readonly string[] {
  return between(args, count, count, example)
}

function between(args: readonly string[], least: number, most: number, example: string): readonly string[] {
  const name = example.slice(0, example.indexOf("("))
  if (args.length < least || args.length > most || args.includes(""))
    throw new InputError(
      `${name}: it takes ${least === most ? least : `${least} or ${most}`} ${most === 1 ? "argument" : "arguments"}, not ${args.length}; write for example ${example}.`,
    )
  return args
}

/** "0" needs no unit. */
const timeOf = (text: string): Micros => (text === "0" ? 0 : parseDuration(text))

function factorOf(text: string): number {
  const factor = numberFromText(text)
  if (!/^\d{1,6}(\.\d{1,9})?$/.test(text) || factor === 0)
    throw new InputError(`--reshape: "${text}" is no factor; write a number above 0, such as 1.2.`)
  return factor
}

function shareOf(text: string): number {
  const share = numberFromText(text)
  if (!/^\d(\.\d{1,9})?$/.test(text) || share > 1)
    throw new InputError(`--reshape: "${text}" is no share; write a number from 0 to 1.`)
  return share
}

function countOf(text: string): number {
  const count = numberFromText(text)
  if (!/^\d{1,5}$/.test(text) || count === 0)
    throw new InputError(`--reshape: "${text}" is no count; write a whole number from 1 to 99999.`)
  return count
}

function wholeOf(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InputError(`seed: "${text}" is no seed; write a whole number.`)
  return numberFromText(text)
}

function splitOf(text: string): Split {
  if (text === "none" || text === "user" || text === "job") return text
  if (/^\d/.test(text)) return countOf(text)
  throw new InputError(`split: "${text}" is no way to split; write none, user, job or a number.`)
}

function pairs(args: readonly string[]): ReadonlyMap<string, UserRole> {
  return new Map(
    args.map((arg) => {
      const [, user, role] = /^(.+?)\s*=\s*(.+)$/s.exec(arg) ?? []
      if (user === undefined)
        throw new InputError(
          `map-users: "${arg}" names no user and role; write for example map-users(ann=gold,bob=silver).`,
        )
      return [unquoted(user), { role: unquoted(role) }] as const
    }),
  )
}

function estimateOf([name, f]: readonly string[]): EstimateModel {
  const kind = stepNamed(name, models).name
  if (kind === "exact" || kind === "last-two") {
    if (f !== undefined) throw new InputError(`estimate(${kind}): it takes no factor.`)
    return { kind }
  }
  return { kind, f: f === undefined ? 1 : factorOf(f) }
}
