/** `mesoscope compact`: how few of the machines carry a workload, over random orders of taking them away. */
import { buildCommand } from "@stricli/core"
import { compact, type Compacted, compactedQuantile, endedRuns } from "../lab/index.ts"
import type { Context } from "./context.ts"
import { UsageError } from "./errors.ts"
import { seedsFrom, traceFlags } from "./flags.ts"
import { answered, opened, setupsOf, tell, type Told } from "./question.ts"
import {
  type ObjectiveFlags,
  objectiveFlags,
  questionFiles,
  type QuestionFlags,
  questionFlags,
} from "./question-flags.ts"
import { aligned, grouped, percent } from "./text.ts"

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
  const { slo, agents, seed, runs } = flags
  const first = firstOf(agents)
  const question = await opened(this, flags, {
    name: "compact",
    paths,
    cluster: { agents, load: "trace" },
    objectives: flags,
    own: { agents },
  })
  const { input, settings } = question
  const all = input.agents.count
  const setup = setupsOf(question)
  const orders = await answered(question, () =>
    compact({
      objectives: slo,
      agents: all,
      seeds: seedsFrom(seed, runs),
      run: (wanted) => {
        const sizes = wanted.map((one) => one.agents)
        const what = `${Math.min(...sizes)} to ${Math.max(...sizes)} agents`
        const points = wanted.map((one) => ({ setup: setup(first(one.agents), 1), seed: one.seed }))
        return endedRuns(points, settings, what)
      },
    }),
  )
  await tell(question, {
    answer: answerOf(orders, flags, { name: input.workload.name, all }),
    fields: { agents: all, orders, quantiles: quantilesOf(orders) },
    lines: linesOf(orders, all),
    isMet: compactedQuantile(orders, 0.5) !== undefined,
  })
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
  { name, all }: { readonly name: string; readonly all: number },
): Told["answer"] {
  const slo = objectives.map(({ text }) => text).join(" and ")
  const most = compactedQuantile(orders, 0.9)
  const failing = orders.filter(({ agents }) => agents === undefined).length
  const ranked = orders.flatMap(({ agents }) => (agents === undefined ? [] : [agents])).sort((a, b) => a - b)
  return {
    question: `How few of ${grouped(all)} machines carry ${name} with ${slo}?`,
    headline:
      most === undefined
        ? `All ${grouped(all)} machines do not meet ${slo} with ${failing} of ${orders.length} seeds.`
        : `${grouped(most)} of ${grouped(all)} machines (${percent(most / all)}) carry it with ${slo}, in nine of ten orders of taking machines away.`,
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
