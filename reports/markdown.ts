/** The verdict and the numbers for an issue, a wiki or a mail. */
import type { ExperimentResults } from "../lab/results/index.ts"
import { escapeMarkdown } from "./escape.ts"
import { keyTable } from "./key-table.ts"
import { counted, seedList } from "./numbers.ts"
import { inFull, verdictOf } from "./verdict.ts"

/** The results must have been through `displayed`. */
export function markdown(results: ExperimentResults): string {
  const { headline, rider, policies } = verdictOf(results)
  const { head, rows } = keyTable(results)
  const failed = results.trials.filter(({ error }) => error !== null)
  const row = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(" | ")} |`
  const lines = [
    `**${escapeMarkdown(headline)}**`,
    ...(rider === undefined ? [] : ["", escapeMarkdown(rider)]),
    "",
    row(["policy", ...head, "n"]),
    `| :-- |${" --: |".repeat(head.length + 1)}`,
    ...rows.map(({ policy, cells, runs }) => row([policy.label, ...cells, runs])),
    "",
    escapeMarkdown(
      `Mean ± half of the 95 % interval over ${counted(results.seeds.length, "seed")} (${seedList(results.seeds)}); ${counted(results.workload.tasks, "task")} on ${counted(results.workload.agents, "agent")}.`,
    ),
    ...policies.flatMap(({ sentences }) => [
      "",
      ...sentences.map((sentence) => `- ${escapeMarkdown(inFull(sentence))}`),
    ]),
    ...(failed.length > 0
      ? [
          "",
          `**${counted(failed.length, "run")} failed:**`,
          "",
          ...failed.map(
            ({ policy, seed, error }) => `- ${escapeMarkdown(`${policy}, seed ${seed}: ${error ?? ""}`)}`,
          ),
        ]
      : []),
    "",
    "Repeat:",
    "",
    fenced(results.command),
  ]
  return `${lines.join("\n")}\n`
}

/** A block of code whose fence is longer than any in it. */
function fenced(code: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = "`".repeat(longest + 1)
  return `${fence}sh\n${code}\n${fence}`
}
