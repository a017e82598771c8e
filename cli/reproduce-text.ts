/** A reproduction in words and as a document. */
import type { Reproduction, ReproductionResults } from "../lab/index.ts"
import { fromHere } from "./flags.ts"
import { aligned, counted, duration, printable, shellWord } from "./text.ts"

export function reproductionList(all: readonly Reproduction[]): string {
  const lines = all.map(
    ({ name, about, source, flags }) =>
      `${name}\n    ${about}\n    ${source}\n    flags: ${flags.length === 0 ? "none" : flags.map((flag) => `--${flag}`).join(" ")}\n`,
  )
  return lines.join("")
}

/** One document with everything but the drawings. */
export function reproductionJson(results: ReproductionResults): object {
  const { name, source, command, rows, checks, notes, cpu_s, wall_s } = results
  return { name, source, command, rows, checks, notes, cpu_s, wall_s }
}

const mostChecks = 40

/** The verdict, then each published value beside ours: those that differ first. */
export function reproductionText(
  results: ReproductionResults,
  verdict: string,
  out: string | undefined,
): string {
  const { name, source, checks, rows, command, cpu_s, wall_s } = results
  const sorted = [...checks].sort(
    (a, b) => Number(a.verdict === "reproduced") - Number(b.verdict === "reproduced"),
  )
  const shown = sorted.slice(0, mostChecks)
  const table = aligned([
    ["", "ours", "theirs", "difference", "tolerance", "verdict"],
    ...shown.map((check) => [
      check.what,
      short(check.ours),
      short(check.theirs),
      short(check.difference),
      short(check.tolerance),
      check.verdict,
    ]),
  ])
  const rest = checks.length - shown.length
  const lines = [
    `${verdict} ${name}: ${source}.`,
    "",
    ...(checks.length === 0 ? [] : table),
    ...(rest > 0 ? [`and ${rest} more, all ${shown.at(-1)?.verdict}`] : []),
    "",
    `Rows      ${counted(rows.length, "row")}; --json prints them`,
    `Time      ${duration(cpu_s)} of a processor, ${duration(wall_s)} by the clock`,
    out === undefined
      ? "Report    add --out DIR for the page and the tables"
      : `Report    ${shellWord(fromHere(out))}/report.html`,
    `Repeat    ${command}`,
  ]
  return `${lines.map((line) => printable(line).trimEnd()).join("\n")}\n`
}

/** "drf-nsdi11: All 43 published values are reproduced. 12 ms" */
export function summaryLine({ name, cpu_s }: ReproductionResults, verdict: string): string {
  return `${name}: ${verdict} ${duration(cpu_s)} of a processor\n`
}

function short(value: number): string {
  if (Number.isInteger(value)) return String(value)
  return Math.abs(value) < 5e-7 ? "0" : String(Number(value.toPrecision(6)))
}
