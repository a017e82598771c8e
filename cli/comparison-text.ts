/** The results of an experiment as people and programs read them in a terminal: at most 80 columns. */
import {
  type ComparisonRow,
  type ExperimentResults,
  sampleOf,
  studentInterval,
  type TrialRow,
} from "../lab/index.ts"
import { isAtLeast, verdict } from "../reports/index.ts"
import { Digest } from "../sim/index.ts"
import { bold, type Surroundings } from "./output.ts"
import type { ExperimentRun } from "./run-experiment.ts"
import { aligned, counted, duration, grouped, leftAligned, percent, printable, wrapped } from "./text.ts"

const width = 80

/** What is said first: the sentence for the planner, and its price. */
export function verdictLines(results: ExperimentResults, { stdout, env }: Surroundings): string[] {
  const { headline, rider, note } = verdict(results)
  return [
    ...wrapped(printable(headline), width).map((line) => bold(line, stdout, env)),
    ...(rider === undefined ? [] : wrapped(printable(firstSentence(rider)), width)),
    ...(note === undefined ? [] : wrapped(printable(note), width)),
  ]
}

function firstSentence(text: string): string {
  return /^.*?\.(?= |$)/.exec(text)?.[0] ?? text
}

/** A row per policy: means over its runs, waits and Jain's index with the half width of their 95 % intervals. */
export function policyTable(results: ExperimentResults): string[] {
  const isWhole = results.trials.every(({ error }) => error === null)
  const rows = results.policies.map((policy) => {
    const runs = results.trials.filter((trial) => trial.policy === policy && trial.error === null)
    const counts = isWhole ? [] : [String(runs.length)]
    return [printable(policy), ...(runs.length === 0 ? noRuns : cells(runs)), ...counts]
  })
  const head = ["", "p95 wait", "cpu use", "mem", "Jain", "starved", "waiting", ...(isWhole ? [] : ["n"])]
  return aligned([head, ...rows])
}

const noRuns = ["failed", "", "", "", "", ""]

function cells(runs: readonly TrialRow[]): string[] {
  const mean = (name: keyof TrialRow, text: (value: number) => string) => {
    const values = valuesOf(runs, name)
    return values.length === 0 ? "" : text(sampleOf(values).mean)
  }
  const spread = (name: keyof TrialRow, text: (mean: number, half: number | undefined) => string) => {
    const sample = sampleOf(valuesOf(runs, name))
    if (sample.n === 0) return ""
    const { lo, hi } = studentInterval(sample)
    return text(sample.mean, sample.n < 2 ? undefined : (hi - lo) / 2)
  }
  return [
    (isAtLeast(runs, 0.95) ? "≥ " : "") + spread("wait_p95_s", durationWithSpread),
    mean("allocated_cpus", percent),
    mean("allocated_mem", percent),
    spread("jain", (value, half) => value.toFixed(2) + (half === undefined ? "" : ` ± ${half.toFixed(2)}`)),
    mean("starvation_s", duration),
    mean("waiting", (value) => grouped(Math.round(value))),
  ]
}

function valuesOf(runs: readonly TrialRow[], name: keyof TrialRow): number[] {
  return runs.map((run) => run[name]).filter((value) => typeof value === "number")
}

/** "41.2 ± 1.9 s": both in the unit that suits the first. */
function durationWithSpread(mean: number, half: number | undefined): string {
  if (half === undefined) return duration(mean)
  const [, digits = "", unit = "s"] = /^([\d.]+) (.+)$/.exec(duration(mean)) ?? []
  const scale = { ms: 0.001, s: 1, min: 60, h: 3600, d: 86_400 }[unit] ?? 1
  const decimals = digits.includes(".") ? digits.length - digits.indexOf(".") - 1 : 0
  return `${(mean / scale).toFixed(decimals)} ± ${(half / scale).toFixed(decimals)} ${unit}`
}

const mostPairs = 4

/**
 * Every policy against the first: the paired difference of the 95th percentile of waits, of all tasks and of the roles that
 * gain and lose most of those whose interval leaves no doubt.
 */
export function pairedLines({ comparisons, policies }: ExperimentResults): string[] {
  const waits = comparisons.filter(({ metric }) => metric === "wait_p95_s")
  const others = policies.slice(1).filter((policy) => waits.some((row) => row.policy === policy))
  if (others.length === 0) return []
  const rows = others.slice(0, mostPairs).flatMap((policy) => {
    const [all, ...roles] = waits.filter((row) => row.policy === policy)
    return [pairedRow(printable(policy), all), ...extremes(roles).map((row) => pairedRow("", row))]
  })
  const more =
    others.length > mostPairs
      ? [`and ${counted(others.length - mostPairs, "more policy")} in the report`]
      : []
  return [`p95 wait against ${printable(policies[0])}, paired by seed:`, ...leftAligned(rows), ...more]
}

/** How many comparisons the verdicts are corrected for, and what the pairs have brought. */
export function familyLines({ comparisons }: ExperimentResults): string[] {
  const isLead = ({ metric, role }: ComparisonRow) => metric === "wait_p95_s" && role === null
  const lead = comparisons.find(isLead)
  const other = comparisons.find((row) => !isLead(row))
  if (lead === undefined || other === undefined) return []
  const brought = comparisons
    .filter(
      ({ metric, variance_reduction: less }) =>
        metric === "wait_p95_s" && Number.isFinite(less) && less !== 0,
    )
    .map(({ variance_reduction: less }) => less)
  const pairing =
    brought.length === 0
      ? ""
      : ` Pairing took ${between(Math.min(...brought), Math.max(...brought))} off the variance of these differences.`
  const looks = `Corrected by Holm over ${counted(lead.family, "comparison")} of all tasks, and over ${counted(other.family, "other")}: in each family a false verdict has a chance of at most 5 %.`
  return wrapped(looks + pairing, width)
}

function between(least: number, most: number): string {
  const [from, to] = [least, most].map((share) => percent(share).replace("-", "−"))
  return from === to ? from : `${from} to ${to}`
}

function pairedRow(name: string, { role, difference, lo, hi, n, verdict: said }: ComparisonRow): string[] {
  const range = n < 2 ? "one pair, no interval" : `95 % ${signed(lo)} to ${signed(hi)}`
  return [name, role === null ? "all tasks" : printable(role), signed(difference), range, inShort(said)]
}

/** "equal", and "open, n ≈ 37" with how many runs would tell; the whole verdict stands in comparisons.csv. */
function inShort(said: string): string {
  if (said.startsWith("runs end")) return "open: runs too short"
  if (said.startsWith("equivalent")) return said.replace("equivalent", "equal")
  const [, how = "", runs] = /^not enough runs: need (.*?) ?(\d+)$/.exec(said) ?? []
  const sign = { about: "≈", "more than": ">", "at least": "≥" }[how] ?? "≈"
  return runs === undefined ? said : `open, n ${sign} ${runs}`
}

/** The role that clearly gains most, and the one that clearly loses most. */
function extremes(roles: readonly ComparisonRow[]): ComparisonRow[] {
  const by = (better: ComparisonRow["better"]) =>
    roles
      .filter((row) => row.better === better)
      .sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference))
      .slice(0, 1)
  return [...by("policy"), ...by("baseline")]
}

/** What went wrong, for stderr: a few runs by name, and how to see each again. */
export function failureLines({ trials }: ExperimentResults, most = 3): string[] {
  const failed = trials.filter(({ error }) => error !== null)
  if (failed.length === 0) return []
  const told = failed
    .slice(0, most)
    .flatMap(({ policy, seed, error, repeat }) => [`  ${policy}, seed ${seed}: ${error}`, `    ${repeat}`])
  const more = failed.length > most ? [`  and ${failed.length - most} more, in trials.csv with --out`] : []
  return [`warning: ${counted(failed.length, "run")} of ${trials.length} failed:`, ...told, ...more].map(
    printable,
  )
}

/** One fingerprint of all runs: the same results, the same 32 hex digits. */
export function digestOf({ trials }: ExperimentResults): string {
  const digest = new Digest()
  for (const { policy, seed, digest: run, error } of trials)
    digest.text(`${policy} ${seed} ${run ?? ""} ${error ?? ""}`)
  return digest.hex()
}

/** The facts of the results, and what they cost. */
export function comparisonJson(
  { results, cpuSeconds, wallSeconds, workers, report }: ExperimentRun,
  readCpuSeconds: number,
): object {
  const { question, command, version, workload, policies, seeds, warm_up_s, trials, comparisons } = results
  return {
    verdict: verdict(results),
    digest: digestOf(results),
    question,
    command,
    version,
    workload,
    policies,
    seeds,
    warm_up_s,
    trials,
    comparisons,
    report: report ?? null,
    workers,
    cpu_s: { read: readCpuSeconds, simulate: cpuSeconds },
    wall_s: wallSeconds,
    rss_mb: process.resourceUsage().maxRSS / 1024,
  }
}

export const labelled = (label: string, text: string) => `${label.padEnd(8)} ${text}`

function signed(seconds: number): string {
  return seconds === 0 ? "±0 s" : `${seconds < 0 ? "−" : "+"}${duration(Math.abs(seconds))}`
}
