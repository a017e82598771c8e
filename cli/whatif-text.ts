/** What a change does, in words and rows: winners, losers, and the bars of a tornado. */
import type { ExperimentResults, Swing } from "../lab/index.ts"
import { aligned, counted, duration, leftAligned, printable } from "./text.ts"

type Row = ExperimentResults["comparisons"][number]

/** Waits decide who wins; a role that never waited is told by its share. */
const waits = (rows: readonly Row[]) => rows.filter(({ metric }) => metric === "wait_mean_s")

export function winnersAndLosers(rows: readonly Row[], changes: readonly string[]) {
  const roles = waits(rows).filter(({ role }) => role !== null)
  const names = (better: Row["better"]) =>
    roles.filter((row) => row.better === better).map(({ role }) => role ?? "")
  const [winners, losers] = [names("policy"), names("baseline")]
  const say = (who: readonly string[]) => (who.length === 0 ? "nobody for sure" : listed(who))
  return {
    headline:
      rows.length === 0
        ? "What moves the 95th percentile of waits, the farthest first."
        : `With ${changes.join(" and ")}: wait less: ${say(winners)}; wait longer: ${say(losers)}.`,
    roles: waits(rows).map(({ role, n, baseline_mean, mean, difference, lo, hi, verdict }) => ({
      role: role ?? "all tasks",
      n,
      wait_before_s: baseline_mean,
      wait_after_s: mean,
      difference_s: difference,
      lo_s: Number.isFinite(lo) ? lo : null,
      hi_s: Number.isFinite(hi) ? hi : null,
      verdict,
    })),
  }
}

const mostNamed = 4

function listed(names: readonly string[]): string {
  const more = names.length > mostNamed ? ` and ${counted(names.length - mostNamed, "other role")}` : ""
  return names.slice(0, mostNamed).join(", ") + more
}

export function changeLines(rows: readonly Row[]): string[] {
  if (rows.length === 0) return []
  const told = waits(rows).map((row) => [
    printable(row.role ?? "all tasks"),
    duration(row.baseline_mean),
    duration(row.mean),
    signed(row.difference),
    row.n < 2 ? "one pair, no interval" : `${signed(row.lo)} to ${signed(row.hi)}`,
    row.better === "policy" ? "gains" : row.better === "baseline" ? "loses" : row.verdict,
  ])
  return leftAligned([["mean wait", "before", "after", "difference", "95 %", ""], ...told])
}

const barWidth = 14
const sides = `${"shorter".padStart(barWidth)}│${"longer".padEnd(barWidth)}`

/** A bar to each side of what is, and the numbers. */
export function swingLines(swings: readonly Swing[]): string[] {
  if (swings.length === 0) return []
  const farthest = Math.max(
    1e-9,
    ...swings.flatMap(({ low, high }) => [Math.abs(low?.difference ?? 0), Math.abs(high?.difference ?? 0)]),
  )
  const rows = swings.map(({ parameter, low, high }) => {
    const [a, b] = [low?.difference ?? 0, high?.difference ?? 0]
    const cells = (seconds: number) => "█".repeat(Math.round((barWidth * Math.abs(seconds)) / farthest))
    const left = cells(Math.min(a, b, 0)).padStart(barWidth)
    const right = cells(Math.max(a, b, 0)).padEnd(barWidth)
    return [printable(parameter), signed(a), `${left}│${right}`, signed(b)]
  })
  return [
    "p95 wait against what is:",
    ...aligned([["", "at the low value", sides, "at the high value"], ...rows]),
  ]
}

function signed(seconds: number): string {
  return seconds === 0 ? "±0 s" : `${seconds < 0 ? "−" : "+"}${duration(Math.abs(seconds))}`
}
