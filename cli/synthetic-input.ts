/** A synthetic workload in the place of a trace, `--trace lublin-99(jobs=1000)`: drawn from the seed, with a card like a trace's. */
import { microsPerSecond, type Workload } from "../sim/index.ts"
import { offeredLoad, type QualityCard, type SyntheticChoice } from "../workloads/index.ts"
import { UsageError } from "./errors.ts"

/** Throws UsageError where files are named too. */
export function drawInput(
  choice: SyntheticChoice,
  paths: readonly string[],
  machines: string | undefined,
  seed: number,
): { workload: Workload; card: QualityCard } {
  const [file] = [...paths, ...(machines === undefined ? [] : [machines])]
  if (file !== undefined)
    throw new UsageError(
      `${choice.model.name} is a synthetic workload, drawn from the seed; there is nothing to read from ${file}.`,
    )
  const workload = choice.make(seed)
  return { workload, card: cardOf(choice, workload) }
}

function cardOf({ text, model }: SyntheticChoice, { jobs, agents, horizon }: Workload): QualityCard {
  const last = jobs.jobCount === 0 ? 0 : jobs.jobArrival[jobs.jobCount - 1]
  const load =
    agents === undefined || jobs.jobCount === 0 ? undefined : offeredLoad(jobs, agents, horizon).load
  return {
    format: text,
    kind: "workload",
    files: [],
    rows: 0,
    machineRows: 0,
    jobs: jobs.jobCount,
    tasks: jobs.taskCount,
    agents: agents?.count ?? 0,
    spanS: Math.max(last, horizon ?? 0) / microsPerSecond,
    skipped: [],
    clamped: [],
    duplicates: 0,
    outOfOrder: 0,
    censored: 0,
    units: [],
    imputed: [],
    assumptions: [`${model.name} is synthetic, drawn from the seed, and another workload for every seed`],
    dropped: [],
    ...(load === undefined || !Number.isFinite(load) ? {} : { offeredLoad: load }),
  }
}
