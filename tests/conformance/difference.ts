/** Says where a scenario went another way than the recording, both decisions side by side. */
import type { Decision, Expectation, Scenario } from "./format.ts"
import type { Outcome } from "./replay.ts"

export function describeDifference(scenario: Scenario, outcome: Outcome): string {
  if (outcome.kind === "passed") return `${scenario.name}: as recorded`
  const { step } = outcome
  const call = JSON.stringify(scenario.steps[step])
  const where = `${scenario.name}: step ${step} of ${scenario.steps.length}: ${call}`
  if (outcome.kind === "unsupported") return `${where}\n  the call ${outcome.op} is not supported`
  if (typeof outcome.got === "string") return `${where}\n  ${outcome.got}`
  return [where, ...sideBySide(linesOf(outcome.wanted), linesOf(outcome.got))].join("\n")
}

function sideBySide(wanted: readonly string[], got: readonly string[]): string[] {
  const width = Math.max("Mesos".length, ...wanted.map((line) => line.length))
  const row = (left: string, right: string) =>
    `  ${left.padEnd(width)}  ${left === right ? " " : "≠"}  ${right}`
  const count = Math.max(wanted.length, got.length)
  return [
    `  ${"Mesos".padEnd(width)}     Mesoscope`,
    ...Array.from({ length: count }, (_, i) => row(wanted[i] ?? "", got[i] ?? "")),
  ]
}

function linesOf({ runs, inverse = [], result }: Expectation): string[] {
  const lines = runs.flatMap((run, i) => [`run ${i + 1}`, ...run.map(lineOf)])
  for (const [framework, agent] of inverse) lines.push(`inverse offer to ${framework} for ${agent}`)
  if (result !== undefined) lines.push(`result ${result}`)
  return lines.length === 0 ? ["no run"] : lines
}

function lineOf([framework, role, agent, resources]: Decision): string {
  return `  ${framework} in ${role} on ${agent}: ${resources}`
}
