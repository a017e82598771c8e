/** What `compare` runs, and how its results are told: also what an experiment file runs at each of its points. */
import {
  type Experiment,
  parseWarmUp,
  policyName,
  type PolicyScript,
  usualMargin,
  type WarmUpChoice,
  type WorkloadSource,
} from "../lab/index.ts"
import type { RoleSettings } from "../sim/index.ts"
import { fittedSetting, renderCard } from "../workloads/index.ts"
import { UsageError } from "./errors.ts"
import { fromHere, loadText, seedsFrom } from "./flags.ts"
import { roleCard, type RoleFlags, roleIdentity, roleWords } from "./role-flags.ts"
import type { ExperimentRequest } from "./run-experiment.ts"
import { shellWord } from "./text.ts"
import { traceChoices, type TraceFlags, type TraceInput } from "./trace-input.ts"
import { codeDigest, codeDigests, packageVersion } from "./version.ts"

export interface CompareFlags extends TraceFlags, RoleFlags {
  readonly runs: number
  readonly seed: number
  readonly jobs?: number
  readonly stall: number
  readonly out?: string
  /** The smallest difference that matters, as a part of the baseline's mean. */
  readonly margin?: number
  readonly warmup?: WarmUpChoice
}

export interface Asked {
  readonly policies: readonly (string | PolicyScript)[]
  readonly roles: RoleSettings
  /** Which policies run without some of the settings, in words. */
  readonly without: readonly string[]
}

export function requestOf(
  flags: CompareFlags,
  { policies, roles, without }: Asked,
  paths: readonly string[],
  input: TraceInput,
): ExperimentRequest {
  const { seed, runs, agents, until, margin = usualMargin, warmup = parseWarmUp("none") } = flags
  if (warmup.value !== "auto" && until !== undefined && warmup.value >= until.micros)
    throw new UsageError(
      `A warm-up of ${warmup.text} leaves nothing to measure of ${until.text}; simulate longer, or write --warmup none.`,
    )
  const names = policies.map(policyName)
  const seeds = seedsFrom(seed, runs)
  const experiment: Experiment = {
    policies,
    seeds,
    agents,
    load: input.load,
    roles,
    until: until?.micros,
    margin,
    warmUp: warmup.value,
  }
  const judged = {
    ...(margin === usualMargin ? {} : { margin: `${+(100 * margin).toFixed(3)}%` }),
    ...(warmup.value === 0 ? {} : { warmup: warmup.text }),
  }
  const { before, after } = traceChoices(flags, input)
  const files = paths.map(fromHere)
  const words = (choices: object) =>
    Object.entries(choices).flatMap(([flag, value]) => [`--${flag}`, String(value)])
  const command = (...parts: readonly string[]) => ["npx mesoscope", ...parts.map(shellWord)].join(" ")
  return {
    experiment,
    source: sourceOf(flags, input),
    identity: {
      command: "compare",
      ...before,
      policies: names,
      ...codeDigests(policies),
      ...after,
      ...roleIdentity(roles),
      seeds,
      ...judged,
      paths: files,
    },
    workload: {
      name: input.workload.name,
      provenance: input.workload.provenance,
      card: [...cardLines(input, policies), ...roleCard(roles), ...without],
    },
    texts: {
      question: `Who waits less, and who gets a fair share, on ${input.workload.name}: ${names.join(", ")}?`,
      command: command(
        "compare",
        names.join(","),
        ...words({ ...before, ...after, runs, seed, ...judged }),
        ...roleWords(flags),
        ...files,
      ),
      version: packageVersion(),
      repeat: (policy, one) =>
        command(
          "replay",
          ...words({ ...before, policy, ...after, seed: one }),
          ...roleWords(flags),
          ...files,
        ),
    },
    jobs: flags.jobs,
    stallSeconds: flags.stall,
    out: flags.out,
  }
}

/** A synthetic workload is drawn anew for every seed. */
function sourceOf({ trace }: CompareFlags, { workload }: TraceInput): WorkloadSource {
  if (trace === undefined || !("make" in trace)) return { kind: "read", workload }
  if (!("fitted" in trace)) return { kind: "drawn", model: trace.text }
  return { kind: "fitted", model: trace.fitted, setting: fittedSetting(trace.values) }
}

function cardLines(
  { card, load, loadWasChosen }: TraceInput,
  policies: readonly (string | PolicyScript)[],
): string[] {
  const chosen = loadWasChosen
    ? [
        `The trace asks for more than its machines have, so whole jobs were left out down to a load of ${loadText(load)}.`,
      ]
    : []
  const own = policies
    .filter((policy) => typeof policy !== "string")
    .map((script) => `${script.name} is a policy of the user's own; its code is ${codeDigest(script)}`)
  const lines = renderCard(card).split("\n")
  return [...lines.map((line) => line.trim().replace(/ {2,}/g, " ")), ...chosen, ...own]
}
