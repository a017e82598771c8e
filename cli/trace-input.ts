/** A trace on the command line: read once, with its card, and the flags that say which and how. */
import type { AgentTable, Workload } from "../sim/index.ts"
import { clusterOf, defaultLoad, type LoadTarget, offeredLoad, type QualityCard } from "../workloads/index.ts"
import { UsageError } from "./errors.ts"
import { type ChosenTrace, fromHere, loadText, type Until } from "./flags.ts"
import type { Progress } from "./progress.ts"
import { read } from "./reading.ts"
import { reshaped } from "./reshaping.ts"
import { drawInput } from "./synthetic-input.ts"

export interface TraceFlags {
  readonly trace?: ChosenTrace
  readonly machines?: string
  readonly agents: string
  readonly load?: LoadTarget
  readonly until?: Until
  readonly reshape?: string
}

export interface TraceInput {
  readonly workload: Workload
  readonly card: QualityCard
  /** The machines of that seed. */
  readonly agents: AgentTable
  readonly load: LoadTarget
  /** True if the load was not asked for, and is not the trace's own. */
  readonly loadWasChosen: boolean
}

/** Reads the trace, or draws it, and settles on a load, for the machines that `seed` draws. */
export async function readInput(
  flags: TraceFlags,
  paths: readonly string[],
  seed: number,
  progress: Progress,
): Promise<TraceInput> {
  const asked = await askedFor(flags, paths, seed, progress)
  const { workload, card } = await reshaped(asked, flags.reshape, progress)
  if (workload.jobs.jobCount === 0)
    throw new UsageError(
      `There is no job in ${paths.join(", ")}, so there is nothing to replay. Check the file.`,
    )
  const agents = clusterOf(flags.agents, workload, seed)
  return { workload, card, agents, ...loadFor(flags, workload, agents) }
}

async function askedFor(
  { trace, machines }: TraceFlags,
  paths: readonly string[],
  seed: number,
  progress: Progress,
): Promise<Pick<TraceInput, "workload" | "card">> {
  if (trace !== undefined && "make" in trace) return drawInput(trace, paths, machines, seed)
  // The card tells places in the files, and belongs to results that are the same on every machine.
  return await read(
    {
      format: trace?.name,
      paths: paths.map(fromHere),
      machines: machines === undefined ? undefined : fromHere(machines),
    },
    progress,
  )
}

/** The load that was asked for, or the one that suits these machines. */
function loadFor(
  flags: Pick<TraceFlags, "load">,
  workload: Workload,
  agents: AgentTable,
): Pick<TraceInput, "load" | "loadWasChosen"> {
  const load = flags.load ?? loadByDefault(workload, agents)
  return { load, loadWasChosen: flags.load === undefined && load !== "trace" }
}

/** The same jobs for other flags, on other machines or with another load. */
export function inputFor(input: TraceInput, flags: TraceFlags, seed: number): TraceInput {
  const agents = clusterOf(flags.agents, input.workload, seed)
  return { ...input, agents, ...loadFor(flags, input.workload, agents) }
}

/** A trace of a single moment has no load that could be aimed at, so it is replayed as it is. */
function loadByDefault(workload: Workload, agents: AgentTable): LoadTarget {
  const { load } = offeredLoad(workload.jobs, agents, workload.horizon)
  return Number.isFinite(load) ? defaultLoad(workload, agents) : "trace"
}

/** The choices about the trace, spelled out, for the identity of a run and the command that repeats it. */
export function traceChoices(flags: TraceFlags, { card, load }: TraceInput) {
  const { machines, agents, until, reshape } = flags
  return {
    before: {
      trace: card.format,
      ...(machines === undefined ? {} : { machines: fromHere(machines) }),
      ...(reshape === undefined ? {} : { reshape }),
    },
    after: { agents, load: loadText(load), ...(until === undefined ? {} : { until: until.text }) },
  }
}
