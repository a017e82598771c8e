/** The numbers by policy: mean over the seeds with half the width of its 95 % interval. */
import type { ExperimentResults, TrialRow } from "../lab/results/index.ts"
import { type Markup, markup } from "./escape.ts"
import { policiesOf, type Policy } from "./figures/select.ts"
import { type Kind, withSpreads } from "./numbers.ts"
import { estimate } from "./statistics.ts"
import { isAtLeast } from "./unfinished.ts"

interface Column {
  readonly label: string
  readonly kind: Kind
  readonly of: (trial: TrialRow) => number | null
  /** Only of interest where some task still waits at the end. */
  readonly ifCensored?: true
  /** Of a quantile of waits, which. */
  readonly quantile?: number
}

const columns: readonly Column[] = [
  { label: "p95 wait", kind: "duration", of: (trial) => trial.wait_p95_s, quantile: 0.95 },
  {
    label: "p95 wait allowing for censored",
    kind: "duration",
    of: (trial) => trial.wait_p95_km_s,
    ifCensored: true,
  },
  { label: "censored tasks", kind: "count", of: (trial) => trial.censored },
  { label: "mean wait", kind: "duration", of: (trial) => trial.wait_mean_s },
  { label: "CPU allocated", kind: "share", of: (trial) => trial.allocated_cpus },
  { label: "memory allocated", kind: "share", of: (trial) => trial.allocated_mem },
  { label: "GPUs allocated", kind: "share", of: (trial) => trial.allocated_gpus },
  { label: "entitlement gap", kind: "share", of: (trial) => trial.share_deviation },
  { label: "Jain’s index", kind: "index", of: (trial) => trial.jain },
  { label: "longest starvation", kind: "duration", of: (trial) => trial.starvation_s },
]

export interface KeyTable {
  readonly head: readonly string[]
  readonly rows: readonly {
    readonly policy: Policy
    readonly cells: readonly string[]
    readonly runs: string
  }[]
}

/** Without the columns that no run has a value for. */
export function keyTable(results: ExperimentResults): KeyTable {
  const isCensored = results.trials.some(({ censored }) => (censored ?? 0) > 0)
  const present = columns.filter(
    ({ of, ifCensored }) =>
      (ifCensored === undefined || isCensored) && results.trials.some((trial) => of(trial) !== null),
  )
  const policies = policiesOf(results)
  const ofPolicy = (name: string) => results.trials.filter((trial) => trial.policy === name)
  // A mean over those runs that were long enough to know it would be that of the easy ones.
  const isKnown = (policy: string, { of, ifCensored }: Column) =>
    ifCensored === undefined ||
    ofPolicy(policy).every((trial) => trial.wait_p95_s === null || of(trial) !== null)
  const cells = present.map((column) =>
    withSpreads(
      policies.map(({ policy }) =>
        isKnown(policy, column) ? estimate(ofPolicy(policy).map(column.of)) : undefined,
      ),
      column.kind,
    ).map((text, i) =>
      column.quantile !== undefined && isAtLeast(ofPolicy(policies[i].policy), column.quantile)
        ? `≥ ${text}`
        : text,
    ),
  )
  return {
    head: present.map(({ label }) => label),
    rows: policies.map((policy, i) => {
      const own = ofPolicy(policy.policy)
      const done = own.filter(({ error }) => error === null)
      const runs = done.length === own.length ? String(own.length) : `${done.length} of ${own.length}`
      return { policy, cells: cells.map((column) => column[i]), runs }
    }),
  }
}

export function keyTableMarkup(results: ExperimentResults): Markup {
  const { head, rows } = keyTable(results)
  const chip = ({ colour }: Policy) =>
    markup`<svg class="chip" viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10" rx="2" fill="${colour}"/></svg>`
  return markup`<div class="scroll" tabindex="0" role="group" aria-label="Results by policy"><table class="key">
<thead><tr><th scope="col">policy</th><th class="n" scope="col">n</th>${head.map((label) => markup`<th class="n" scope="col">${label}</th>`)}</tr></thead>
<tbody>${rows.map(
    ({
      policy,
      cells,
      runs,
    }) => markup`<tr><th scope="row">${chip(policy)}<bdi>${policy.label}</bdi></th><td class="n">${runs}</td>${cells.map((cell) => markup`<td class="n">${inTwoLines(cell)}</td>`)}</tr>
`,
  )}</tbody></table></div>`
}

/** Where there is no room, "62.0 ± 0.2 %" breaks before the ±, and nowhere else. */
const inTwoLines = (cell: string) => cell.replaceAll(" ", "\u00a0").replace("\u00a0±", " ±")
