/** The result of a replay as people and programs read it. */
import type { StateCounts, TrialResult, Waits } from "../lab/index.ts"
import { microsPerSecond, type ScalarName } from "../sim/index.ts"
import { type QualityCard, skippedCount } from "../workloads/index.ts"
import { bold, type Output, type Surroundings } from "./output.ts"
import { aligned, counted, duration, grouped, percent, printable, wrapped } from "./text.ts"

export interface Replay {
  readonly result: TrialResult
  readonly card: QualityCard
  readonly agentCount: number
  /** True if the load was not asked for, and is not the trace's own. */
  readonly loadWasChosen: boolean
  readonly command: string
  readonly out: string | undefined
  readonly cpuSeconds: { readonly read: number; readonly simulate: number }
  readonly peakMiB: number
}

/** The fields of spec/interface.md in its order, and the waits allowing for tasks that never started. */
export function replayJson({ result, cpuSeconds, peakMiB }: Replay): object {
  return {
    digest: result.digest,
    policy: result.policy,
    seed: result.seed,
    jobs: result.jobs,
    tasks: result.tasks,
    events: result.events,
    offers: result.offers,
    offered_load: result.offeredLoad,
    cpu_s: { read: rounded(cpuSeconds.read, 3), simulate: rounded(cpuSeconds.simulate, 3) },
    rss_mb: rounded(peakMiB, 1),
    ...waitFields(result.waits),
    utilisation: result.utilisation,
  }
}

/** The waits as results name them. */
export function waitFields({ p50, p95, mean, censored, allowing }: Waits): object {
  return { wait_s: { p50, p95, mean, censored }, wait_km_s: allowing }
}

/** What a reader of the numbers must know, one line each, for stderr: every choice that the reader of the trace made. */
export function warnings({ result, card }: Replay): string[] {
  const lines = [
    ...card.assumptions.map((what) => `assumed: ${what}`),
    ...card.dropped.map((what) => `not used: ${what}`),
  ]
  const skipped = skippedCount(card)
  if (skipped > 0)
    lines.push(`warning: ${counted(skipped, "row")} of the trace skipped; the first: ${firstSkip(card)}.`)
  if (result.tasks.unplaceable > 0)
    lines.push(
      `warning: ${counted(result.tasks.unplaceable, "task")} can run on no agent of this cluster; for example ${result.unplaceableExample}.`,
    )
  return lines.map(printable)
}

const width = 100

/** The verdict first, then how it came about, then what to do next: at most some 25 lines. */
export function replayText(replay: Replay, stdout: Output, env: Surroundings["env"]): string {
  const { result, command, out } = replay
  const first = wrapped(printable(verdict(result)), width).map((line) => bold(line, stdout, env))
  const rest = [
    "",
    ...traceLines(replay),
    "",
    ...countLines(result),
    "",
    ...measureLines(replay),
    "",
    ...(out === undefined
      ? []
      : [labelled("Tables", `${out}/{tasks,jobs,intervals}.{csv,parquet}, ${out}/run.json`)]),
    labelled("Repeat", command),
    labelled("Next", "npx mesoscope policies    what else could decide"),
  ]
  return `${[...first, ...rest.map((line) => printable(line).trimEnd())].join("\n")}\n`
}

function verdict({ policy, waits, tasks, utilisation }: TrialResult): string {
  const [fullest] = Object.entries(utilisation).sort(([, a], [, b]) => b - a)
  const full = fullest === undefined ? "" : ` ${fullest[0]} were ${percent(fullest[1])} used`
  const never = waits.censored > 0 ? ` ${counted(waits.censored, "task")} never started.` : ""
  if (waits.p50 === null || waits.p95 === null) return `Under ${policy} no task became ready to run.`
  const all = counted(waits.count, "task")
  const wait =
    waits.p95 === 0
      ? `at least 19 in 20 of ${all} started at once`
      : waits.p50 === 0
        ? `half of ${all} started at once, and one in twenty waited ${duration(waits.p95)} or longer`
        : `half of ${all} waited at most ${duration(waits.p50)}, and one in twenty ${duration(waits.p95)} or longer`
  const misfits = tasks.unplaceable > 0 ? ` ${counted(tasks.unplaceable, "task")} fit on no agent.` : ""
  return `Under ${policy} ${wait};${full}.${never}${misfits}`
}

function traceLines({ card, result, agentCount, loadWasChosen }: Replay): string[] {
  const jobs = `${counted(result.jobs.submitted, "job")}, ${counted(result.tasks.submitted, "task")} on ${counted(agentCount, "agent")}`
  const load = result.offeredLoad === null ? "" : `, offered load ${result.offeredLoad.toFixed(3)}`
  const chosen = loadWasChosen
    ? [
        `The trace asks for ${times(card.offeredLoad)} its machines, so jobs were left out; --load trace replays all.`,
      ]
    : []
  const skipped = card.skipped.map((skip) => `${counted(skip.count, "row")} skipped: ${skip.reason}`)
  const imputed = card.imputed.map(({ what, count }) => `${grouped(count)} imputed: ${what}`)
  return [
    labelled("Replayed", `${card.format}: ${jobs}${load}`),
    labelled(
      "Trace",
      `${counted(card.rows, "row")}, ${counted(card.jobs, "job")}, ${counted(card.tasks, "task")} over ${duration(card.spanS)}`,
    ),
    ...shortened([...chosen, ...skipped, ...imputed], 5).map((line) => labelled("", line)),
  ]
}

function countLines({ jobs, tasks }: TrialResult): string[] {
  const states: (keyof StateCounts)[] = [
    "submitted",
    "finished",
    "failed",
    "running",
    "waiting",
    "unplaceable",
    "not_arrived",
  ]
  const row = (name: string, counts: StateCounts) => [name, ...states.map((state) => grouped(counts[state]))]
  return aligned([
    ["", ...states.map((state) => state.replace("_", " "))],
    row("jobs", jobs),
    row("tasks", tasks),
  ])
}

function measureLines({ result, cpuSeconds, peakMiB }: Replay): string[] {
  const { waits, utilisation, end, events, offers, digest } = result
  const isCutOff = waits.censored > 0.05 * waits.count
  const wait =
    waits.p50 === null || waits.p95 === null || waits.mean === null
      ? "no task became ready"
      : `p50 ${duration(waits.p50)}, p95 ${isCutOff ? "≥ " : ""}${duration(waits.p95)}, mean ${duration(waits.mean)}`
  const used = (Object.keys(utilisation) as ScalarName[]).map(
    (name) => `${name} ${percent(utilisation[name] ?? 0)}`,
  )
  return [
    labelled("wait", wait),
    ...(waits.censored > 0 ? [labelled("", allowingText(waits))] : []),
    labelled(
      "used",
      `${used.join(", ") || "no capacity"} of capacity, over ${duration(end / microsPerSecond)}`,
    ),
    labelled(
      "work",
      `${counted(events, "event")}, ${counted(offers, "offer")}; read ${cpuSeconds.read.toFixed(1)} s, simulated ${cpuSeconds.simulate.toFixed(1)} s of CPU, ${grouped(Math.round(peakMiB))} MiB`,
    ),
    labelled("digest", digest),
  ]
}

/** What is known of the waits if tasks still waiting are allowed for, and not counted as if they had started. */
function allowingText({ censored, count, allowing }: Waits): string {
  const told = (seconds: number | null) => (seconds === null ? "not known" : duration(seconds))
  return `${grouped(censored)} of ${counted(count, "task")} still waiting count with their wait so far; allowing for them (Kaplan–Meier) p50 ${told(allowing.p50)}, p95 ${told(allowing.p95)}`
}

const labelled = (label: string, text: string) => `${label.padEnd(9)} ${text}`

function shortened(lines: readonly string[], most: number): string[] {
  return lines.length <= most
    ? [...lines]
    : [...lines.slice(0, most - 1), `and ${lines.length - most + 1} more, in run.json with --out`]
}

function firstSkip({ skipped }: QualityCard): string {
  const [first] = skipped
  return `${first.firstFile}:${first.firstLine}, ${first.reason}`
}

const times = (load: number | undefined) => (load === undefined ? "more than" : `${load.toFixed(3)} ×`)

function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals))
}
