/** `mesoscope demo`, which is `npm start`: a built-in day under three policies, with a report, in under a minute. */
import { buildCommand } from "@stricli/core"
import { policyName, type PolicyScript } from "../lab/index.ts"
import type { RoleSettings } from "../sim/index.ts"
import { demoDay } from "../workloads/index.ts"
import {
  comparisonJson,
  digestOf,
  failureLines,
  labelled,
  pairedLines,
  policyTable,
  verdictLines,
} from "./comparison-text.ts"
import type { Context } from "./context.ts"
import {
  type ChosenPolicy,
  experimentFlags,
  fromHere,
  jsonFlag,
  loadPolicies,
  parsedOr,
  parsePolicies,
  seedsFrom,
} from "./flags.ts"
import type { Surroundings } from "./output.ts"
import { Progress } from "./progress.ts"
import {
  checkedRoles,
  readRoles,
  roleCard,
  roleFlags,
  type RoleFlags,
  roleIdentity,
  roleWords,
} from "./role-flags.ts"
import { exitCodeFor, type ExperimentRequest, type ExperimentRun, runExperiment } from "./run-experiment.ts"
import { counted, grouped, shellWord } from "./text.ts"
import { codeDigests, packageVersion } from "./version.ts"

const defaultPolicies = "mesos/drf,mesos/weighted,mesos/fifo"
const defaultOut = "demo-out"

interface Flags extends RoleFlags {
  readonly policies: readonly ChosenPolicy[]
  readonly runs: number
  readonly seed: number
  readonly jobs?: number
  readonly stall: number
  readonly out: string
  readonly json: boolean
}

export const demoCommand = buildCommand<Flags, [], Context>({
  docs: {
    brief: "Compare policies on a built-in day, and write a first report",
    fullDescription:
      "Makes a day of five roles on 40 agents itself, runs it under several policies with several seeds each, and writes one HTML page. Needs no file and no network.",
  },
  parameters: {
    flags: {
      policies: parsedOr(
        defaultPolicies,
        "Policies separated by commas; the first is the baseline",
        parsePolicies,
        "P,P",
      ),
      ...roleFlags,
      ...experimentFlags,
      out: parsedOr(defaultOut, "Folder for the report and tables", String, "DIR"),
      json: jsonFlag,
    },
    aliases: { n: "runs" },
  },
  func: demo,
})

async function demo(this: Context, flags: Flags): Promise<void> {
  const { surroundings } = this
  const progress = new Progress(surroundings.stderr, () => performance.now())
  const policies = await loadPolicies(flags.policies)
  const roles = readRoles(flags)
  const without = checkedRoles(roles, demoDay(flags.seed), policies)
  for (const line of without) surroundings.stderr.write(`warning: ${line}\n`)
  const run = await runExperiment(requestOf(flags, policies, roles), progress)
  for (const line of failureLines(run.results)) surroundings.stderr.write(`${line}\n`)
  surroundings.stdout.write(
    flags.json ? `${JSON.stringify(comparisonJson(run, 0))}\n` : text(flags, run, surroundings),
  )
  this.exitCode = exitCodeFor(run.results, 0)
}

function requestOf(
  flags: Flags,
  policies: readonly (string | PolicyScript)[],
  roles: RoleSettings,
): ExperimentRequest {
  const { runs, seed, jobs, stall, out } = flags
  const seeds = seedsFrom(seed, runs)
  const names = policies.map(policyName)
  const day = demoDay(seed)
  const command = (own: string, n: number, first: number) =>
    [
      `npx mesoscope demo --policies ${shellWord(own)} --runs ${n} --seed ${first}`,
      ...roleWords(flags).map(shellWord),
    ].join(" ")
  return {
    experiment: { policies, seeds, agents: "trace", load: "trace", roles },
    source: { kind: "drawn", model: "demo-day" },
    identity: { command: "demo", policies: names, ...codeDigests(policies), ...roleIdentity(roles), seeds },
    workload: {
      name: day.name,
      provenance: `${day.provenance} Every seed draws its own day from the same laws.`,
      card: [
        "Invented, not measured: a day to look at policies with, fitted to no trace.",
        `The numbers of jobs and tasks are those of seed ${seed}; every seed is another day of the same kind.`,
        "The day begins at six in the morning and is busiest at noon; what has not ended after 24 h is still running or waiting.",
        ...roleCard(roles),
      ],
    },
    texts: {
      question: "Does it matter who is offered the machines of a busy day?",
      command: command(names.join(","), runs, seed),
      version: packageVersion(),
      repeat: (policy, one) => `${command(policy, 1, one)} --out demo-one`,
    },
    jobs,
    stallSeconds: stall,
    out,
  }
}

function text(flags: Flags, run: ExperimentRun, surroundings: Surroundings): string {
  const { results, workers, wallSeconds } = run
  const { workload, seeds, trials } = results
  const roles = new Set(results.roles.map(({ role }) => role)).size
  const events = trials.reduce((sum, trial) => sum + (trial.events ?? 0), 0)
  const out = shellWord(fromHere(flags.out))
  const lines = [
    ...verdictLines(results, surroundings),
    "",
    `Built-in day: ${counted(workload.agents, "agent")}, ${counted(roles, "role")}, ${counted(workload.tasks, "task")}; ${counted(results.policies.length, "policy")} × ${counted(seeds.length, "paired run")}`,
    `${counted(trials.length, "run")}, ${grouped(events)} events, on ${counted(workers, "worker")} in ${wallSeconds.toFixed(1)} s`,
    "",
    ...policyTable(results),
    "",
    ...pairedLines(results),
    "",
    labelled("Report", `${out}/report.html`),
    labelled("Repeat", `${repeatCommand(flags, results.policies)}    → ${digestOf(results)}`),
    labelled("Next", `npx mesoscope report ${out} --format svg    the figures`),
    labelled("", "npx mesoscope compare drf,weighted PATH…        your own trace"),
  ]
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`
}

/** What was typed, without what is the default. */
function repeatCommand({ runs, seed, out, ...flags }: Flags, policies: readonly string[]): string {
  const names = policies.join(",")
  const words = [
    ...(names === defaultPolicies ? [] : ["--policies", names]),
    ...(runs === 10 ? [] : ["-n", String(runs)]),
    "--seed",
    String(seed),
    ...roleWords(flags),
    ...(out === defaultOut ? [] : ["--out", fromHere(out)]),
  ]
  return ["npx mesoscope demo", ...words.map(shellWord)].join(" ")
}
