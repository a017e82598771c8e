import { parseArgs } from "node:util"
import {
  type Bench,
  thisCommit,
  thisMachine,
  type Measured,
  remember,
  type Run,
  type Spread,
} from "./harness.ts"
import { allocatorBench } from "./allocator.ts"
import { googleBench } from "./google.ts"
import { omegaBench } from "./omega.ts"
import { parallelBench } from "./parallel.ts"
import { planesBench } from "./planes.ts"
import { queueBench } from "./queue.ts"
import { readersBench } from "./readers.ts"
import { schedulingBench } from "./scheduling.ts"

/** npm run -s bench -- NAME [--json] [--note TEXT] [--repetitions N] [--no-history]; see bench/README.md */

const benches: readonly Bench[] = [
  queueBench,
  allocatorBench,
  readersBench,
  googleBench,
  parallelBench,
  schedulingBench,
  planesBench,
  omegaBench,
]

async function main(args: string[]): Promise<number> {
  let parsed
  try {
    parsed = parseArgs({ args, allowPositionals: true, options: { ...benchFlags(), ...options } })
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  }
  const { values, positionals } = parsed
  if (positionals.length === 0) {
    process.stdout.write(benches.map(described).join(""))
    return 0
  }
  const [wanted, ...others] = positionals
  if (others.length > 0)
    return refuse(`One bench at a time, please: "${wanted}" or "${others.join('" or "')}".`)
  const bench = benches.find(({ name }) => name === wanted)
  if (bench === undefined) return refuse(unknown(wanted))
  const repetitions = Number(values.repetitions)
  if (!(Number.isInteger(repetitions) && repetitions > 0)) {
    return refuse(`--repetitions is "${values.repetitions}"; it must be a whole number above 0.`)
  }
  const flags = new Set(Object.keys(values).filter((flag) => !(flag in options)))
  for (const flag of flags)
    if (bench.flags?.[flag] === undefined) return refuse(`Bench "${bench.name}" has no flag --${flag}.`)

  const measured = await bench.run({ repetitions, flags })
  const run: Run = {
    date: new Date().toISOString(),
    commit: thisCommit(),
    machine: thisMachine(),
    name: bench.name,
    ...(values.note === undefined ? {} : { note: values.note }),
    metrics: measured.metrics,
    ratios: measured.ratios,
  }
  if (!values["no-history"] && measured.isComparable !== false) remember(run)
  process.stdout.write(
    values.json ? JSON.stringify(documentOf(run, measured), null, 2) + "\n" : tableOf(run, measured),
  )
  return 0
}

const options = {
  json: { type: "boolean", default: false },
  note: { type: "string" },
  repetitions: { type: "string", default: "5" },
  "no-history": { type: "boolean", default: false },
} as const

function benchFlags(): Record<string, { type: "boolean" }> {
  const names = benches.flatMap(({ flags = {} }) => Object.keys(flags))
  return Object.fromEntries(names.map((name) => [name, { type: "boolean" }]))
}

function described({ name, about, flags = {} }: Bench): string {
  const own = Object.entries(flags).map(([flag, effect]) => `${"".padEnd(12)}--${flag}: ${effect}\n`)
  return [`${name.padEnd(12)}${about}\n`, ...own].join("")
}

function refuse(message: string): number {
  process.stderr.write(message + "\n")
  return 2
}

function unknown(wanted: string): string {
  const known = benches.map(({ name }) => name)
  const nearest = known.reduce((best, name) =>
    distance(wanted, name) < distance(wanted, best) ? name : best,
  )
  return `Unknown bench "${wanted}". Did you mean "${nearest}"? Known: ${known.join(", ")}.`
}

function documentOf({ name, machine, metrics, ratios }: Run, { remarks }: Measured): object {
  return { name, machine, metrics, ratios, ...(remarks === undefined ? {} : { remarks }) }
}

function tableOf({ name, machine, metrics, ratios }: Run, { remarks = [] }: Measured): string {
  const rows = [
    ...Object.entries(metrics).map(([metric, value]) => [metric, metricText(value)]),
    ...Object.entries(ratios).map(([ratio, value]) => [
      ratio,
      value === null ? "not measured" : `${value.toFixed(2)} ×`,
    ]),
  ]
  const width = Math.max(...rows.map(([label]) => label.length))
  const lines = rows.map(([label, text]) => `  ${label.padEnd(width)}  ${text}`)
  const head = `${name} on ${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`
  return [head, ...lines, ...remarks.map((remark) => `  ${remark}`), ""].join("\n")
}

function metricText(value: Spread | number | string | null): string {
  if (value === null) return "not measured"
  if (typeof value === "string") return value
  if (typeof value === "number") return short(value)
  return `${short(value.median)}  (${short(value.min)} to ${short(value.max)}, n = ${value.n})`
}

function short(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(4)
}

/** Letters to insert, drop or change between two words (Levenshtein 1966). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i)
  for (let i = 0; i < from.length; i++) {
    const above = row
    row = [i + 1]
    for (let j = 0; j < to.length; j++) {
      row.push(Math.min(above[j + 1] + 1, row[j] + 1, above[j] + (from[i] === to[j] ? 0 : 1)))
    }
  }
  return row[to.length]
}

process.exitCode = await main(process.argv.slice(2))
