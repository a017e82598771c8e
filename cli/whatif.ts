/** `mesoscope whatif 'quota(etl).limit.cpus=400' …`: who gains and who loses by a change, and which change moves most. */
import { existsSync } from "node:fs"
import { buildCommand } from "@stricli/core"
import {
  asItIs,
  changesAgainst,
  parseRoleSettings,
  type PolicyScript,
  type Runs,
  runsFor,
  type Setup,
  type Swing,
  tornado,
} from "../lab/index.ts"
import type { RoleSettings } from "../sim/index.ts"
import type { Context } from "./context.ts"
import { UsageError } from "./errors.ts"
import { loadText, parsed, parsedOr, parsePolicy, traceFlags } from "./flags.ts"
import { answered, opened, type Question, setupsOf, sourcesOf, tell } from "./question.ts"
import { questionFiles, type QuestionFlags, questionFlags } from "./question-flags.ts"
import { checkedRoles, readRoleLines } from "./role-flags.ts"
import type { TraceFlags } from "./trace-input.ts"
import { changeLines, swingLines, winnersAndLosers } from "./whatif-text.ts"

interface Flags extends QuestionFlags {
  readonly agents: string
  readonly load?: NonNullable<TraceFlags["load"]>
  readonly vary?: readonly Variation[]
}

/** A parameter at two values, for the tornado. */
interface Variation {
  readonly key: string
  readonly low: string
  readonly high: string
}

export const whatifCommand = buildCommand<Flags, string[], Context>({
  docs: {
    brief: "Who gains and who loses by a change",
    fullDescription:
      "Runs the workload with the changes and without, with the same seeds, and says role by role what they do. A change is a setting of roles, agents=N, load=xK or policy=P. --vary shows how far a parameter moves waits, the farthest first.",
  },
  parameters: {
    flags: {
      ...questionFlags,
      policy: parsedOr(
        "mesos",
        "plane/policy, see mesoscope policies, or a file of your own",
        parsePolicy,
        "P",
      ),
      agents: traceFlags.agents,
      load: traceFlags.load,
      vary: {
        ...parsed("A parameter's low and high value, as in agents=90..110", parseVariation, "KEY=LOW..HIGH"),
        variadic: true,
      },
    },
    aliases: { n: "runs" },
    positional: {
      ...questionFiles,
      parameter: {
        ...questionFiles.parameter,
        brief: "Changes, then the files of the trace",
        placeholder: "CHANGE… PATH",
      },
    },
  },
  func: run,
})

async function run(this: Context, flags: Flags, ...words: string[]): Promise<void> {
  const changes = words.filter(isChange)
  const paths = words.filter((word) => !isChange(word))
  const { agents, load, runs: count, vary = [] } = flags
  if (changes.length === 0 && vary.length === 0)
    throw new UsageError(
      "Nothing is changed. Write: mesoscope whatif 'quota(batch).limit.cpus=400' --trace NAME PATH…",
    )
  const question = await opened(this, flags, {
    name: "whatif",
    paths,
    cluster: flags,
    own: { agents, load: load === undefined ? undefined : loadText(load) },
    words: [...changes, ...vary.flatMap(({ key, low, high }) => ["--vary", `${key}=${low}..${high}`])],
  })
  const base: World = { policy: question.policy, agents, times: 1, lines: readRoleLines(flags) }
  const setupOf = setupsFor(question)
  const before = setupOf(base)
  const after = setupOf(changes.reduce(changed, base))
  const swings = vary.map((one) => ({
    name: one.key,
    low: setupOf(changed(base, `${one.key}=${one.low}`)),
    high: setupOf(changed(base, `${one.key}=${one.high}`)),
  }))
  const runs = runsFor(question.settings)
  const { rows, bars } = await answered(question, async () => ({
    rows: await compared(before, changes.length === 0 ? undefined : after, count, runs),
    bars: await barsOf(before, swings, count, runs),
  }))
  const { headline, roles } = winnersAndLosers(rows, changes)
  const told = [
    { name: "roles", title: "Who gains and who loses", rows: roles },
    { name: "tornado", title: "What moves the 95th percentile of waits most", rows: bars.map(barRow) },
  ]
  await tell(question, {
    answer: {
      question: `What would ${[...changes, ...vary.map(({ key }) => key)].join(", ")} do on ${question.input.workload.name}?`,
      headline,
      tables: told.filter((table) => table.rows.length > 0),
      curves: [],
      notes: [`Paired by seed: ${count} runs of each, the same arrivals and durations with and without.`],
    },
    fields: { comparisons: rows, tornado: bars },
    lines: [...changeLines(rows), ...(rows.length > 0 && bars.length > 0 ? [""] : []), ...swingLines(bars)],
    isMet: true,
  })
}

/** All that a change can change. */
interface World {
  readonly policy: string | PolicyScript
  readonly agents: string
  readonly times: number
  readonly lines: Parameters<typeof parseRoleSettings>[0]
}

/** A word with "=" that is no file. */
const isChange = (word: string) => /^[a-z]+(?:\([^)]*\)[.\w]*)?\s*=/.test(word) && !existsSync(word)

/** Throws UsageError or InputError. */
function changed(world: World, change: string): World {
  const [, key = "", value = ""] = /^(.*?)\s*=\s*(.*)$/.exec(change) ?? []
  switch (key) {
    case "agents":
      return { ...world, agents: value }
    case "policy": {
      const chosen = parsePolicy(value)
      if (!("name" in chosen))
        throw new UsageError(`"${change}": a policy of your own stands in --policy, not in a change.`)
      return { ...world, policy: chosen.name }
    }
    case "load": {
      const times = Number(/^x(\d+(?:\.\d+)?)$/.exec(value)?.[1])
      if (!(times > 0)) throw new UsageError(`"${change}": a change of load is a multiple, load=x1.2.`)
      return { ...world, times }
    }
    default:
      return { ...world, lines: [...world.lines, { text: change, where: "change" }] }
  }
}

function setupsFor(question: Question): (world: World) => Setup {
  const sources = sourcesOf(question)
  return ({ policy, agents, times, lines }) => {
    const roles: RoleSettings = parseRoleSettings(lines)
    checkedRoles(roles, question.input.workload, [policy])
    return setupsOf({ ...question, policy, roles }, sources)(agents, times)
  }
}

async function compared(before: Setup, after: Setup | undefined, count: number, runs: Runs) {
  if (after === undefined) return []
  const [without, withIt] = await runs([before, after], count, "with the change and without")
  return changesAgainst(without, [{ name: "changed", ended: withIt }])
}

interface Varied {
  readonly name: string
  readonly low: Setup
  readonly high: Setup
}

async function barsOf(before: Setup, varied: readonly Varied[], count: number, runs: Runs): Promise<Swing[]> {
  if (varied.length === 0) return []
  const all = [before, ...varied.flatMap(({ low, high }) => [low, high])]
  const [base, ...ended] = await runs(all, count, asItIs)
  const rowFor = (i: number) =>
    changesAgainst(base, [{ name: "changed", ended: ended[i] }]).find(
      ({ metric, role }) => metric === "wait_p95_s" && role === null,
    )
  return tornado(
    varied.map(({ name }, i) => ({ parameter: name, low: rowFor(2 * i), high: rowFor(2 * i + 1) })),
  )
}

const barRow = ({ parameter, low, high }: Swing) => ({
  parameter,
  low_s: low?.difference ?? null,
  low_lo_s: low?.lo ?? null,
  low_hi_s: low?.hi ?? null,
  high_s: high?.difference ?? null,
  high_lo_s: high?.lo ?? null,
  high_hi_s: high?.hi ?? null,
})

function parseVariation(text: string): Variation {
  const [, key, low, high] = /^(.+?)\s*=\s*(.+?)\.\.(.+)$/.exec(text) ?? []
  if (key === undefined) throw new UsageError(`"${text}" varies nothing; write for example agents=90..110.`)
  return { key, low: low.trim(), high: high.trim() }
}
