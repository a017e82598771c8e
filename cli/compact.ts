/** `mesoscope compact`: how few of the machines carry a workload, over random orders of taking them away. */
import { buildCommand } from "@stricli/core"
import {
  type Answer,
  compact,
  type Compacted,
  compactedQuantile,
  endedRuns,
  watchesFor,
} from "../lab/index.ts"
import { skippedCount } from "../workloads/index.ts"
import type { Context } from "./context.ts"
import { exitCodes, UsageError } from "./errors.ts"
import { loadPolicy, seedsFrom, traceFlags } from "./flags.ts"
import { Progress } from "./progress.ts"
import {
  asked,
  checkObjectives,
  claimAnswerFolder,
  type ObjectiveFlags,
  objectiveFlags,
  questionCommand,
  questionFiles,
  type QuestionFlags,
  questionFlags,
  sourceAt,
  tellAnswer,
} from "./question.ts"
import { checkedRoles, readRoles, roleIdentity } from "./role-flags.ts"
import { aligned, grouped, percent } from "./text.ts"
import { readInput } from "./trace-input.ts"
import { codeDigests, packageVersion } from "./version.ts"

interface Flags extends QuestionFlags, ObjectiveFlags {
  readonly agents: string
}

export const compactCommand = buildCommand<Flags, string[], Context>({
  docs: {
    brief: "How few machines carry a workload",
    fullDescription:
      "Takes machines away in random orders, one order per seed, until an objective is not met, and shows the distribution of how many were needed.",
  },
  parameters: {
    flags: {
      ...questionFlags,
      runs: { ...questionFlags.runs, default: "11", brief: "Orders in which machines are taken away" },
      ...objectiveFlags,
      agents: traceFlags.agents,
    },
    aliases: { n: "runs" },
    positional: questionFiles,
  },
  func: run,
})

async function run(this: Context, flags: Flags, ...paths: string[]): Promise<void> {
  const progress = new Progress(this.surroundings.stderr, () => performance.now())
  const policy = await loadPolicy(flags.policy)
  const roles = readRoles(flags)
  const first = firstOf(flags.agents)
  const input = await readInput({ ...flags, load: "trace" }, paths, flags.seed, progress)
  checkedRoles(roles, input.workload, [policy])
  checkObjectives(flags.slo, input)
  const { slo, warmUp, agents, seed, runs, trace, until } = flags
  const command = questionCommand("compact", flags, {
    policy,
    paths,
    input,
    words: slo.flatMap(({ text }) => ["--slo", text]),
    own: { agents, "warm-up": warmUp?.text },
  })
  const identity = { command: "compact", asked: command, ...codeDigests([policy]), ...roleIdentity(roles) }
  if (flags.out !== undefined) claimAnswerFolder(flags.out, identity)
  const { source, load } = sourceAt(trace, input, 1)
  const trial = { policy, load, roles, until: until?.micros }
  const watch = watchesFor(slo, warmUp?.micros ?? 0)
  const settings = {
    jobs: flags.jobs,
    stallSeconds: flags.stall,
    onProgress: (what: string, fraction: number) => progress.show(what, fraction),
  }
  const orders = await asked(command, () =>
    compact({
      objectives: slo,
      agents: input.agents.count,
      seeds: seedsFrom(seed, runs),
      run: (wanted) =>
        endedRuns(
          wanted.map((one) => ({ setup: { trial, agents: first(one.agents), watch }, seed: one.seed })),
          source,
          settings,
          `${Math.min(...wanted.map((one) => one.agents))} to ${Math.max(...wanted.map((one) => one.agents))} agents`,
        ),
    }),
  )
  progress.clear()
  const answer = answerOf(orders, flags, { command, name: input.workload.name, all: input.agents.count })
  await tellAnswer(this.surroundings, flags, {
    answer,
    identity,
    fields: { agents: input.agents.count, orders, quantiles: quantilesOf(orders) },
    lines: linesOf(orders, input.agents.count),
  })
  if (compactedQuantile(orders, 0.5) === undefined) this.exitCode = exitCodes.thresholdBroken
  else if (skippedCount(input.card) > 0) this.exitCode = exitCodes.usableWithSkips
}

/** The first so many machines of a cluster in the order of a seed, in the notation of clusters. */
function firstOf(agents: string): (count: number) => string {
  const [, shape] = /^(?:trace|\d+(?:x(.+))?)$/.exec(agents) ?? [undefined, undefined]
  if (!/^(?:trace|\d+(?:x[^+/]+)?)$/.test(agents))
    throw new UsageError(
      `--agents: of "${agents}" there is no first half; compact takes trace, N or NxSHAPE.`,
    )
  return (count) => (shape === undefined ? String(count) : `${count}x${shape}`)
}

const told = [0, 0.1, 0.5, 0.9, 1] as const

function quantilesOf(orders: readonly Compacted[]): Record<string, number | null> {
  return Object.fromEntries(told.map((p) => [`p${100 * p}`, compactedQuantile(orders, p) ?? null]))
}

function linesOf(orders: readonly Compacted[], all: number): string[] {
  const rows = told.map((p) => {
    const agents = compactedQuantile(orders, p)
    const name = p === 0 ? "luckiest order" : p === 1 ? "unluckiest order" : `${100 * p} % of the orders`
    return agents === undefined ? [name, "more than all", ""] : [name, grouped(agents), percent(agents / all)]
  })
  return aligned([["carried by", "agents", "of all"], ...rows])
}

function answerOf(
  orders: readonly Compacted[],
  { slo: objectives }: Flags,
  { command, name, all }: { readonly command: string; readonly name: string; readonly all: number },
): Answer {
  const slo = objectives.map(({ text }) => text).join(" and ")
  const most = compactedQuantile(orders, 0.9)
  const failing = orders.filter(({ agents }) => agents === undefined).length
  const ranked = orders.flatMap(({ agents }) => (agents === undefined ? [] : [agents])).sort((a, b) => a - b)
  return {
    kind: "compact",
    question: `How few of ${grouped(all)} machines carry ${name} with ${slo}?`,
    headline:
      most === undefined
        ? `All ${grouped(all)} machines do not meet ${slo} with ${failing} of ${orders.length} seeds.`
        : `${grouped(most)} of ${grouped(all)} machines (${percent(most / all)}) carry it with ${slo}, in nine of ten orders of taking machines away.`,
    command,
    version: packageVersion(),
    tables: [
      {
        name: "orders",
        title: "Order by order",
        rows: orders.map(({ seed, agents }) => ({ seed, agents: agents ?? null })),
      },
      {
        name: "distribution",
        title: "The distribution",
        rows: ranked.map((agents, i) => ({ what: "orders", share: (i + 1) / orders.length, agents })),
      },
    ],
    curves: [
      {
        table: "distribution",
        id: "distribution",
        title: "How many machines were needed",
        sentence: "The share of orders that did with so many machines or fewer.",
        x: { field: "agents", label: "machines", scale: "linear" },
        y: { field: "share", label: "share of orders", scale: "linear" },
        series: "what",
      },
    ],
    notes: [
      "Each order is decided by one run: the spread is that of orders and seeds together, and there is no interval.",
    ],
  }
}
