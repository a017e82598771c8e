/** What the results say, in sentences that can be said aloud. No sentence claims what its interval does not bear out. */
import type { ExperimentResults } from "../lab/results/index.ts"
import { type Comparison, comparisonsOf, equalWithin } from "./comparison.ts"
import { policyLabels } from "./names.ts"
import { counted, fixed, listed, quantity, signedRange, withSpread } from "./numbers.ts"
import { estimate, groupBy } from "./statistics.ts"
import { isAtLeast, startNote } from "./unfinished.ts"

export interface Verdict {
  /** The one sentence. */
  readonly headline: string
  /** What else a planner must hear before deciding: the price, and who pays it. */
  readonly rider: string | undefined
  /** What makes the figures other than they seem. */
  readonly note: string | undefined
  /** For each policy against the baseline, one sentence per metric with its numbers. */
  readonly policies: readonly { readonly policy: string; readonly sentences: readonly Sentence[] }[]
}

export interface Sentence {
  /** Without a full stop if evidence follows. */
  readonly text: string
  /** The numbers behind it. */
  readonly evidence?: string
}

/** The sentence with its numbers. */
export const inFull = ({ text, evidence }: Sentence) =>
  evidence === undefined ? text : `${text} (${evidence}).`

/** Sentences about single roles; the figure has them all. */
const mostRoles = 3

/** Of these the first that was compared gives the headline. */
const leading = ["wait_p95_s", "wait_mean_s", "wait_p50_s"]

export function verdictOf(results: ExperimentResults): Verdict {
  const all = comparisonsOf(results)
  const policies = [...groupBy(all, ({ policy }) => policy)].map(([policy, own]) => ({
    policy,
    sentences: sentencesFor(own),
  }))
  const whole = all.filter(({ role }) => role === null)
  const metric = leading.find((name) => whole.some(({ row }) => row.metric === name)) ?? whole[0]?.row.metric
  const lead = whole.filter(({ row }) => row.metric === metric)
  const note = startNote(results)
  if (lead.length === 0) return { headline: alone(results), rider: undefined, note, policies }
  return { headline: headlineOf(results, lead), rider: riderOf(all, lead), note, policies }
}

/** Nothing to compare: what the first policy with results does, or that nothing ran. */
function alone(results: ExperimentResults): string {
  const labels = policyLabels(results.policies)
  for (const policy of results.policies) {
    const own = results.trials.filter((trial) => trial.policy === policy)
    const wait = estimate(own.map(({ wait_p95_s }) => wait_p95_s))
    if (wait === undefined) continue
    const runs = wait.n === 1 ? "one run, so without an interval" : `n = ${wait.n} seeds, 95 % interval`
    const label = labels.get(policy) ?? policy
    const start = `Under ${label} 95 % of the tasks start within ${withSpread(wait.mean, wait.half, "duration")} (${runs})`
    return results.policies.length > 1
      ? `${start}; there are not enough paired runs to compare it with the others.`
      : `${start}.`
  }
  return "No run was completed, so there is nothing to say; the errors are below."
}

function headlineOf(results: ExperimentResults, lead: readonly Comparison[]): string {
  const [{ baseline, metric }] = lead
  const better = lead.filter(({ finding }) => finding === "policy").sort((a, b) => gain(b) - gain(a))
  const worse = lead.filter(({ finding }) => finding === "baseline").sort((a, b) => gain(a) - gain(b))
  const equal = lead.filter(({ finding }) => finding === "equal")
  const open = lead.filter(({ finding }) => finding === "unknown")
  if (better.length > 0) {
    return headlined(results, better[0])
  }
  if (worse.length > 0) {
    const rest = open.length > 0 ? unsaid(open) : equal.length > 0 ? `; nothing here beats ${baseline}` : ""
    return `Keep ${baseline}: ${listed(worse.slice(0, 2).map((one) => (worse.length > 1 ? clause(one) : plainClause(results, one))))}${rest}.`
  }
  if (equal.length === lead.length && lead.every(({ row }) => row.mean === 0 && row.baseline_mean === 0)) {
    return `${nobodyWaits(lead)}.`
  }
  if (equal.length > 0) {
    const tail = open.length > 0 ? unsaid(open) : ""
    return `${listed([baseline, ...equal.map(({ policy }) => policy)])} are equal in ${metric.label}, within ${listed([...byZone(equal).keys()])}${tail}.`
  }
  const early = open.filter(isTooEarly)
  if (early.length === open.length)
    return `The runs end too early to tell ${names(open)} from ${baseline} in ${metric.label}: too many tasks still wait.`
  const runs = Math.max(...open.map(({ row }) => row.n))
  const advice = needs(open)
  return `${counted(runs, "run")} of each ${runs === 1 ? "is" : "are"} not enough to tell ${names(open)} from ${baseline} in ${metric.label}${advice}.`
}

const names = (list: readonly Comparison[]) => listed(list.map(({ policy }) => policy))
const unsaid = (open: readonly Comparison[]) => `; for ${names(open)} there are not enough runs to say`

/** How much better, as a fraction of the baseline; the sign of the difference tells which way is good. */
const gain = ({ row, finding }: Comparison) => {
  const size = Math.abs(row.difference) / (Math.abs(row.baseline_mean) || 1)
  return finding === "policy" ? size : -size
}

/** What the policy of the headline costs: the clear loss that hurts most. Where the baseline stays, who gains without it. */
function riderOf(all: readonly Comparison[], lead: readonly Comparison[]): string | undefined {
  const winner = lead.filter(({ finding }) => finding === "policy").sort((a, b) => gain(b) - gain(a))[0]
  if (winner === undefined) return whoGains(all)
  const losses = all.filter(({ policy, finding }) => policy === winner.policy && finding === "baseline")
  const byLoss = [...losses].sort((a, b) => gain(a) - gain(b))
  const role = byLoss.find((one) => one.role !== null)
  const whole = byLoss.find((one) => one.role === null)
  const price = [role, whole].filter((one) => one !== undefined).map((one) => `it ${did(one)}`)
  const others = lead.filter((one) => one !== winner && one.finding !== "unknown" && one.finding !== "equal")
  const rest =
    others.length > 0 ? [`Of the others, ${listed(others.slice(0, 2).map((one) => clause(one)))}.`] : []
  if (price.length > 0)
    return [`The price: ${price.join(", and ")} than ${winner.baseline}.`, ...rest].join(" ")
  const own = all.filter(({ policy }) => policy === winner.policy).length
  if (own > 1) rest.unshift(`None of its ${own} comparisons shows it to be worse.`)
  return rest.length > 0 ? rest.join(" ") : undefined
}

/** The role that gains most from leaving the baseline. */
function whoGains(all: readonly Comparison[]): string | undefined {
  const gains = all.filter(({ role, finding }) => role !== null && finding === "policy")
  const [most] = gains.sort((a, b) => gain(b) - gain(a))
  return most === undefined ? undefined : `But ${clause(most)}.`
}

/** Clear ones first, then what is equal, then what is open; many roles in one breath. */
function sentencesFor(own: readonly Comparison[]): Sentence[] {
  const clear = own.filter(
    ({ finding }) => finding === "policy" || finding === "baseline" || finding === "differs",
  )
  const equal = own.filter(({ finding }) => finding === "equal")
  const open = own.filter(({ finding }) => finding === "unknown")
  const early = open.filter(isTooEarly)
  const few = open.filter((one) => !isTooEarly(one))
  const name = ({ metric, role }: Comparison) => (role === null ? metric.label : `${metric.label} of ${role}`)
  const whole = clear.filter(({ role }) => role === null)
  const roles = clear.filter(({ role }) => role !== null)
  const loudest = new Set(
    [...roles].sort((a, b) => Math.abs(gain(b)) - Math.abs(gain(a))).slice(0, mostRoles),
  )
  const quiet = roles.length - loudest.size
  return [
    ...[...whole, ...roles.filter((one) => loudest.has(one))].map((one) => ({
      text: clause(one),
      evidence: numbersOf(one),
    })),
    ...(quiet > 0
      ? [{ text: `${counted(quiet, "more clear difference")} of single roles: see the table of figure 17.` }]
      : []),
    ...[...byZone(equal)].map(([within, same]) => ({
      text: `Equal to ${same[0].baseline} within ${within}: ${listed(same.map(name))}.`,
    })),
    ...(few.length > 0 ? [{ text: `Not enough runs to say: ${listed(few.map(name))}${needs(few)}.` }] : []),
    ...(early.length > 0
      ? [{ text: `The runs end while too many tasks wait to say: ${listed(early.map(name))}.` }]
      : []),
  ]
}

/** Longer runs would tell, not more of them. */
const isTooEarly = ({ row }: Comparison) => row.verdict.startsWith("runs end")

/** Equal ones by what they are equal within: "5 %", "0.1 s". */
const byZone = (equal: readonly Comparison[]) => groupBy(equal, ({ row }) => equalWithin(row) ?? "")

/** How many runs the lab thinks would do, for the comparison that needs most: " (about 37 of each would do)". */
function needs(open: readonly Comparison[]): string {
  const needed = open.flatMap(({ row }) => {
    const { how, runs } = /need (?<how>[a-z ]+) (?<runs>\d+)/.exec(row.verdict)?.groups ?? {}
    return runs === undefined ? [] : [{ how, runs: Number(runs) }]
  })
  if (needed.length === 0) return ""
  const most = needed.reduce((a, b) => (b.runs > a.runs ? b : a))
  return ` (it would take ${most.how} ${counted(most.runs, "run")} of each)`
}

function nobodyWaits(lead: readonly Comparison[]): string {
  const under = listed([lead[0].baseline, ...lead.map(({ policy }) => policy)])
  return lead[0].row.metric === "wait_p95_s"
    ? `Under ${under}, at least 95 % of the tasks start at once`
    : `${under} are equal: ${lead[0].metric.label} is 0`
}

/** "weighted lets role production wait 2.1 ± 0.3 times less at p95 than drf". */
function clause(comparison: Comparison): string {
  return `${comparison.policy} ${did(comparison)} than ${comparison.baseline}`
}

function did(comparison: Comparison): string {
  const { metric, role, row } = comparison
  const words = row.difference < 0 ? metric.lower(role) : metric.higher(role)
  return words.replace("{amount}", () => amountOf(comparison))
}

/** The headline: "Under weighted, tasks wait 40 ± 8 % less than under drf: 95 % of them start within …". */
function plainClause(results: ExperimentResults, comparison: Comparison): string {
  const { metric, row, policy, baseline } = comparison
  if (metric.under === undefined || metric.plainly === undefined) return clause(comparison)
  const [lower, higher] = metric.under
  const what = (row.difference < 0 ? lower : higher).replace("{amount}", () => amountOf(comparison))
  const of = (name: string, mean: number) => {
    const trials = results.trials.filter((trial) => trial.policy === name)
    const atLeast = metric.quantile !== undefined && isAtLeast(trials, metric.quantile) ? "at least " : ""
    return `${atLeast}${quantity(mean, metric.kind)}`
  }
  const told = metric.plainly
    .replace("{mean}", () => of(row.policy, row.mean))
    .replace("{baseline}", () => of(row.baseline, row.baseline_mean))
  return `under ${policy}, ${what} than under ${baseline}: ${told}`
}

/** A sentence; a policy's name keeps its own first letter. */
function headlined(results: ExperimentResults, comparison: Comparison): string {
  return `${plainClause(results, comparison).replace(/^under /, "Under ")}.`
}

/**
 * "2.1 ± 0.3 times" for big differences, "23 ± 4 %" for small ones, and the difference itself where the baseline has
 * none. A ratio below the baseline's has no symmetric interval: where it is wide, per cent say it better. The half width
 * is that of the difference, with the baseline's mean taken as given.
 */
function amountOf({ row, metric }: Comparison): string {
  const { mean, baseline_mean: base, difference, lo, hi } = row
  const half = (hi - lo) / 2
  if (base === 0 || mean === 0 || Math.sign(base) !== Math.sign(mean))
    return withSpread(Math.abs(difference), half, metric.kind)
  const ratio = difference < 0 ? base / mean : mean / base
  const spread = difference < 0 ? (ratio * half) / Math.abs(mean) : half / Math.abs(base)
  const sharp = difference > 0 || spread <= ratio / 4
  if (ratio >= 2 && sharp) return `${rounded(ratio, spread, ratio < 10 ? 1 : 0)} times`
  const part = Math.abs(difference / base) * 100
  return `${rounded(part, (half / Math.abs(base)) * 100, part < 9.95 ? 1 : 0)} %`
}

/** "2.1 ± 0.3"; a half width that rounds to nothing is left to the evidence. */
function rounded(value: number, half: number, decimals: number): string {
  const text = fixed(half, decimals)
  return /[1-9]/.test(text) ? `${fixed(value, decimals)} ± ${text}` : fixed(value, decimals)
}

/** "2.6 min instead of 5.1 min; 95 % interval of the difference −3.0 to −2.1 min, n = 10". */
function numbersOf({ row, metric }: Comparison): string {
  const { mean, baseline_mean: base, lo, hi, n } = row
  return `${quantity(mean, metric.kind)} instead of ${quantity(base, metric.kind)}; 95 % interval of the difference ${signedRange(lo, hi, metric.kind)}, n = ${n}`
}
