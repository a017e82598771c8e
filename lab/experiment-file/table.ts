/** The fields of an experiment: what each is for, what may stand in it, and what holds where it is absent. */
import { type LoadTarget, parseLoad, reshapeText } from "../../workloads/index.ts"
import { parseRoleSettings, type RoleLine } from "../roles/index.ts"
import { parseMargin } from "../statistics/index.ts"
import { type Located, type Placed, wrong } from "./located.ts"
import { type Duration, type Overlay, overlayOf, roleLine, type Setting, untilFrom } from "./parameters.ts"
import {
  byDefault,
  fields,
  type JsonSchema,
  listOf,
  named,
  oneOf,
  optional,
  placed,
  real,
  required,
  type Shape,
  text,
  word,
} from "./shape.ts"
import { type SeedRule, seeds, usualSeeds } from "./seeds.ts"
import { parseThreshold, type Threshold } from "./threshold.ts"
import { vary } from "./vary.ts"
import { parseWarmUp, type WarmUpChoice } from "./warm-up.ts"

const threshold = fields({
  require: required(
    placed(text(["wait.p95 < 30s", "wait.p95 < 110% of mesos/drf"], parseThreshold)),
    "What must hold",
  ),
  policies: optional(listOf(placed(word("mesos/drf"))), "For which policies; by default for all"),
})

const confidence: Shape<number> = {
  schema: { type: "number", exclusiveMinimum: 0.5, exclusiveMaximum: 1 },
  read(value) {
    const share = real().read(value)
    if (!(share > 0.5 && share < 1)) throw wrong(value, "a share between 0.5 and 1, such as 0.95")
    return share
  },
}

const outputs = ["tables", "report"] as const

const table = fields({
  $schema: optional(
    word("../docs/experiment.schema.json"),
    "For editors: where the schema of this file stands",
  ),
  question: optional(
    word("Who waits less when the load grows?"),
    "What is asked, in one line: the title of pages",
  ),
  workload: required(
    fields({
      trace: optional(
        placed(word("google-2011", "lublin-99(jobs=1000)")),
        "Format of the trace, recognised if absent; or a synthetic workload",
      ),
      paths: byDefault(
        [],
        listOf(word("part-0.csv.gz")),
        "Files of the trace, parts in order, from this file's folder",
      ),
      machines: optional(
        word("machines.csv.gz"),
        "The trace's list of machines, where it is a file of its own",
      ),
      reshape: optional(
        text(["clip(0,6h) | thin(0.5)"], reshapeText),
        "Steps on the trace; see docs/traces.md",
      ),
      load: optional(
        text(["0.8", "x2", "trace"], parseLoad),
        "Offered load to aim at, xK for K times the arrivals, or trace",
      ),
    }),
    "What is asked of the cluster",
  ),
  cluster: byDefault(
    { agents: { value: "trace", place: "by default" } },
    fields({
      agents: byDefault(
        { value: "trace", place: "by default" },
        placed(word("trace", "100", "100x4cpus,16GiB")),
        "trace, N drawn from it, NxSHAPE, a mix, sums; see docs/traces.md",
      ),
    }),
    "The machines",
  ),
  roles: byDefault(
    [],
    named(word("2", "400", "40TiB", "10%")),
    "Settings of roles, as in weight(batch): 2; see docs/roles.md",
  ),
  policies: required(
    listOf(placed(word("mesos/drf", "kubernetes+fgd", "./my-policy.ts"))),
    "What is compared: names of the catalogue, or files from this file's folder; the first is the baseline",
  ),
  vary: byDefault(
    [[]],
    vary,
    "What differs from point to point; every policy meets every seed at every point",
  ),
  seeds: byDefault(
    usualSeeds,
    seeds,
    "How many from 1 on, {first, count}, a list, or {precision, of} to add seeds until a mean is known so well",
  ),
  until: optional(text(["6h", "2d"], untilFrom), "Stop after so much simulated time"),
  thresholds: byDefault(
    [],
    listOf(threshold, 0),
    "What results must keep to; exit code 99 where one is broken with confidence",
  ),
  confidence: byDefault(0.95, confidence, "Of all thresholds together"),
  warmup: optional(
    placed(text(["auto", "none", "2h"], parseWarmUp)),
    "For a steady state: leave so much of the beginning out of what is measured; auto finds it by MSER-5; by default none",
  ),
  margin: optional(
    text(["5%"], parseMargin),
    "A difference of less than this part of the baseline's mean matters to nobody; by default 5%",
  ),
  outputs: byDefault(
    outputs,
    listOf(oneOf(outputs)),
    "tables of the whole experiment, and a page with all tables for each point (report)",
  ),
})

/** One point of an experiment: its parameters as they were written, and what they mean. */
export interface FilePoint {
  readonly settings: readonly Setting[]
  readonly load: LoadTarget | undefined
  readonly agents: Placed<string>
  readonly until: Duration | undefined
  readonly roles: readonly RoleLine[]
}

/** A checked experiment. Paths and names of policies are still as written. */
export interface ExperimentFile {
  readonly question: string | undefined
  readonly trace: Placed<string> | undefined
  readonly paths: readonly string[]
  readonly machines: string | undefined
  readonly reshape: string | undefined
  readonly policies: readonly Placed<string>[]
  /** With a rule: all that may be used, in order. */
  readonly seeds: readonly number[]
  readonly rule: SeedRule | undefined
  /** The names of what varies, in the order of each point's settings. */
  readonly varied: readonly string[]
  readonly points: readonly FilePoint[]
  readonly thresholds: readonly {
    readonly require: Placed<Threshold>
    readonly policies: readonly Placed<string>[] | undefined
  }[]
  /** Of all thresholds together. */
  readonly confidence: number
  /** The smallest difference that matters, as a part of the baseline's mean. */
  readonly margin: number | undefined
  readonly warmup: Placed<WarmUpChoice> | undefined
  readonly outputs: readonly (typeof outputs)[number][]
}

/** Throws InputError at the first thing that is wrong, with its place. */
export function experimentFrom(value: Located): ExperimentFile {
  const {
    question,
    workload,
    cluster,
    roles,
    policies,
    vary: points,
    seeds: told,
    until,
    thresholds,
    confidence: share,
    margin,
    warmup,
    outputs: wanted,
  } = table.read(value)
  const { trace, paths, machines, reshape, load } = workload
  const lines = roles.map(roleLine)
  parseRoleSettings(lines)
  return {
    question,
    trace,
    paths,
    machines,
    reshape,
    policies,
    ...told,
    varied: points[0].map(({ name }) => name),
    points: points.map((settings) =>
      pointOf(settings, { load, agents: cluster.agents, until, roles: lines }),
    ),
    thresholds,
    confidence: share,
    margin,
    warmup,
    outputs: wanted,
  }
}

/** For editors. */
export function experimentSchema(): JsonSchema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "An experiment of Mesoscope",
    ...table.schema,
  }
}

function pointOf(settings: readonly Setting[], base: Omit<FilePoint, "settings">): FilePoint {
  const { roles, ...own }: Overlay = overlayOf(settings)
  const all = [...base.roles, ...roles]
  parseRoleSettings(all)
  return { settings, ...base, ...own, roles: all }
}
