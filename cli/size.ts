/** `mesoscope size`: how many agents a workload needs to meet an objective, today and when it has grown. */
import { readFileSync } from "node:fs"
import { buildCommand } from "@stricli/core"
import { parsePrices, type Prices } from "../lab/index.ts"
import type { Context } from "./context.ts"
import { UsageError } from "./errors.ts"
import { fromHere, parsed, parsedOr } from "./flags.ts"
import { answered, opened, type Opening, type Question, tell } from "./question.ts"
import {
  type ObjectiveFlags,
  objectiveFlags,
  questionFiles,
  type QuestionFlags,
  questionFlags,
} from "./question-flags.ts"
import { sizeMixes } from "./size-mix.ts"
import { clusterText, leastAgents, mostByDefault, sizeSearch } from "./size-search.ts"
import { shapesText } from "./size-shapes.ts"
import {
  type Failure,
  type Growth,
  parseConfidence,
  parseFailure,
  parseGrowth,
  parseLoads,
  percentText,
  wholeFrom,
} from "./size-values.ts"
import { sizeAnswer, type SizedAt, sizeLines, sizeRows } from "./size-text.ts"

interface Flags extends QuestionFlags, ObjectiveFlags {
  readonly load: readonly number[]
  readonly shape: string
  readonly shapes?: string
  readonly pilot: number
  readonly mostRuns: number
  readonly confidence: number
  readonly most?: number
  readonly misfits: number
  readonly failure?: Failure
  readonly racks: number
  readonly have?: number
  readonly growth?: Growth
  readonly prices?: string
}

export const sizeCommand = buildCommand<Flags, string[], Context>({
  docs: {
    brief: "How many agents meet an objective, at several loads",
    fullDescription:
      "Finds the smallest cluster that meets all objectives with confidence: halves the range on few runs with the same seeds, then adds runs to the two sizes at the border until their intervals leave no doubt.",
  },
  parameters: {
    flags: {
      ...questionFlags,
      ...objectiveFlags,
      load: parsedOr("1", "Multiples of today's arrivals, as in 1,1.5,2", parseLoads, "K,K"),
      shape: parsedOr(
        "trace",
        "An agent: trace, drawn from the trace's machines, or 4cpus,16GiB",
        String,
        "SHAPE",
      ),
      shapes: parsed(
        "Machines with prices per hour: the cheapest cluster of one shape or two; a=4cpus,16GiB@0.2,… or a sheet",
        String,
        "LIST|FILE",
      ),
      pilot: parsedOr("2", "Runs per size while the range is halved", wholeFrom(1, "runs"), "N"),
      runs: { ...questionFlags.runs, brief: "Runs of the sizes at the border, to begin with" },
      mostRuns: parsedOr("80", "Runs of a size at most, while it is not decided", wholeFrom(2, "runs"), "N"),
      confidence: parsedOr("95%", "Of the intervals that decide", parseConfidence, "P"),
      most: parsed(
        "No more agents than this; by default eight times the least that could do",
        wholeFrom(1, "agents"),
        "N",
      ),
      misfits: parsedOr("0", "Tasks that may be too large for every agent", wholeFrom(0, "tasks"), "N"),
      failure: parsed("Also the size that can lose an agent, or a rack of --racks", parseFailure, "WHAT"),
      racks: parsedOr("10", "Equal racks, for --failure rack", wholeFrom(2, "racks"), "N"),
      have: parsed("Agents that there are already: how far they go", wholeFrom(1, "agents"), "N"),
      growth: parsed("Of the load per month, as in 3% or 2%-4%, for dates", parseGrowth, "P"),
      prices: parsed("Prices per hour: item,price_per_hour; see docs/sizing.md", String, "FILE"),
    },
    aliases: { n: "runs" },
    positional: questionFiles,
  },
  func: size,
})

async function size(this: Context, flags: Flags, ...paths: string[]): Promise<void> {
  const { shapes, shape } = flags
  const prices = pricesOf(flags)
  const question = await opened(this, flags, {
    name: "size",
    paths,
    // Any one machine will do to read the workload.
    cluster: { agents: clusterText(shapes === undefined ? shape : "1cpus", 1), load: "trace" },
    objectives: flags,
    own: ownWords(flags),
  })
  if (shapes !== undefined) return sizeMixes(question, flags, shapes)
  const sized = await answered(question, () => sizesFor(question, flags))
  const about = { ...flags, prices, name: question.input.workload.name }
  await tell(question, {
    answer: sizeAnswer(sized, about),
    fields: { rows: sizeRows(sized, about) },
    lines: sizeLines(sized, about),
    isMet: sized.every(({ chosen }) => chosen !== undefined),
  })
}

async function sizesFor(question: Question, flags: Flags): Promise<SizedAt[]> {
  const { shape } = flags
  const search = sizeSearch(question, flags)
  const sized: SizedAt[] = []
  for (const load of flags.load) {
    const start = leastAgents(question, shape, load)
    const most = flags.most ?? mostByDefault(start)
    const cluster = (agents: number) => clusterText(shape, agents)
    sized.push({ load, ...(await search({ load, cluster, start, most })) })
  }
  return sized
}

function pricesOf({ prices, shape, shapes, failure, growth, have }: Flags): Prices | undefined {
  if (shapes !== undefined && [prices, failure, growth, have].some((flag) => flag !== undefined))
    throw new UsageError("--shapes has prices of its own, and knows no --failure, --growth or --have.")
  if (shapes !== undefined && shape !== "trace")
    throw new UsageError("--shape is one shape, --shapes are several with their prices; give one of the two.")
  if (prices === undefined) return undefined
  const sheet = parsePrices(readFileSync(prices, "utf8"), fromHere(prices))
  if (shape === "trace")
    throw new UsageError("--prices: machines drawn from the trace have no price; give --shape 4cpus,16GiB.")
  if (sheet.ofShape(shape) === undefined)
    throw new UsageError(`--prices: ${fromHere(prices)} tells neither "${shape}" nor all of its resources.`)
  return sheet
}

/** In the command that asks again. */
function ownWords(flags: Flags): Opening["own"] {
  const { shapes, most, misfits, failure, have, growth, prices } = flags
  return {
    ...(shapes === undefined ? { shape: flags.shape } : { shapes: shapesText(shapes) }),
    load: flags.load.join(","),
    pilot: flags.pilot,
    "most-runs": flags.mostRuns,
    confidence: percentText(flags.confidence),
    most,
    misfits: misfits === 0 ? undefined : misfits,
    failure,
    racks: failure === "rack" ? flags.racks : undefined,
    have,
    growth: growth?.map(percentText).join("-"),
    prices: prices === undefined ? undefined : fromHere(prices),
  }
}
