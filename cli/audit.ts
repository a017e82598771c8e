/** `mesoscope audit POLICY[,POLICY…]`: which promises of a fair division a policy keeps, and the worlds in which it does not. */
import { buildCommand } from "@stricli/core"
import {
  type Answer,
  type AuditedWorld,
  auditWorld,
  knownWorlds,
  parseWorld,
  policyName,
  type PolicyScript,
  promises,
  randomWorld,
  type World,
  worldText,
} from "../lab/index.ts"
import { unknown } from "../sim/index.ts"
import {
  brokenPromises,
  findingTable,
  headlineOf,
  promiseRows,
  type PolicyAudit,
  promiseTable,
} from "./audit-text.ts"
import type { Context } from "./context.ts"
import { exitCodes, UsageError } from "./errors.ts"
import {
  type ChosenPolicy,
  experimentFlags,
  jsonFlag,
  loadPolicies,
  parsed,
  parsedOr,
  parsePolicies,
  seedsFrom,
} from "./flags.ts"
import { Progress } from "./progress.ts"
import { claimAnswerFolder, tellAnswer } from "./question.ts"
import { shellWord } from "./text.ts"
import { codeDigests, packageVersion } from "./version.ts"

interface Flags {
  readonly world?: World
  readonly worlds: number
  readonly seed: number
  readonly require?: readonly string[]
  readonly out?: string
  readonly json: boolean
}

export const auditCommand = buildCommand<Flags, [readonly ChosenPolicy[]], Context>({
  docs: {
    brief: "Which promises of fairness a policy keeps",
    fullDescription:
      "Lets policies divide small worlds, the known counter-examples and some drawn by the seed, and checks the promises of a fair division: that nobody would do better alone on its part of the machines, by a lie, or with what another one has, and a few more.",
  },
  parameters: {
    flags: {
      world: parsed(
        "One world of your own, as in '1x30cpus,30GiB: a=1cpus,3GiB; b=1cpus,1GiB'",
        parseWorld,
        "WORLD",
      ),
      worlds: parsedOr("20", "So many worlds are drawn by the seed, beside the known ones", parseWorlds, "N"),
      seed: experimentFlags.seed,
      require: {
        ...parsed("End with exit code 99 where one of these promises is broken", parsePromise, "PROMISE"),
        variadic: ",",
      },
      out: parsed("Folder for the page, answer.json and tables in CSV", String, "DIR"),
      json: jsonFlag,
    },
    positional: {
      kind: "tuple",
      parameters: [
        {
          brief: "Policies, separated by commas: names of mesoscope policies, or files of your own",
          parse: parsePolicies,
          placeholder: "POLICY[,POLICY…]",
        },
      ],
    },
  },
  func: run,
})

/** Chance is averaged over so many seeds. */
const seedsPerWorld = 3

async function run(this: Context, flags: Flags, chosen: readonly ChosenPolicy[]): Promise<void> {
  const progress = new Progress(this.surroundings.stderr, () => performance.now())
  const policies = await loadPolicies(chosen)
  const command = commandOf(policies, flags)
  const identity = { command: "audit", asked: command, ...codeDigests(policies) }
  if (flags.out !== undefined) claimAnswerFolder(flags.out, identity)
  const worlds = worldsOf(flags)
  const audits = policies.map((policy, i): PolicyAudit => ({
    policy: policyName(policy),
    worlds: worlds.map((one, place): AuditedWorld => {
      progress.show(policyName(policy), (i + place / worlds.length) / policies.length)
      return { ...one, findings: auditWorld(one.world, policy, seedsFrom(flags.seed, seedsPerWorld)) }
    }),
  }))
  progress.clear()
  const again = (policy: string, world: World) =>
    `npx mesoscope audit ${shellWord(policy)} --world ${shellWord(worldText(world))} --seed ${flags.seed}`
  const rows = promiseRows(audits, again)
  const answer: Answer = {
    kind: "audit",
    question: `Which promises of a fair division does ${policies.map(policyName).join(", ")} keep?`,
    headline: headlineOf(audits),
    command,
    version: packageVersion(),
    tables: [
      { name: "promises", title: "Promise by promise", rows },
      ...(flags.world === undefined
        ? []
        : [{ name: "findings", title: "Comparison by comparison", rows: findingTable(audits) }]),
    ],
    curves: [],
    notes: notesOf(flags, worlds.length),
  }
  await tellAnswer(this.surroundings, flags, {
    answer,
    identity,
    fields: { verdicts: rows, findings: flags.world === undefined ? [] : findingTable(audits) },
    lines: promiseTable(audits, again, flags.world !== undefined),
  })
  if (brokenPromises(audits).some((promise) => flags.require?.includes(promise)))
    this.exitCode = exitCodes.thresholdBroken
}

function worldsOf({ world, worlds, seed }: Flags): Omit<AuditedWorld, "findings">[] {
  if (world !== undefined) return [{ world }]
  return [
    ...knownWorlds,
    ...Array.from({ length: worlds }, (_, place) => ({ world: randomWorld(seed, place) })),
  ]
}

function notesOf({ world }: Flags, count: number): string[] {
  const which =
    world === undefined
      ? `${knownWorlds.length} known worlds, and ${count - knownWorlds.length} drawn by the seed.`
      : "One world."
  return [
    `${which} Users want tasks without end and keep them; counted is what each holds when nothing starts any more, in whole tasks, as a mean over ${seedsPerWorld} seeds. A difference of one task or of a twentieth breaks nothing.`,
  ]
}

function commandOf(
  policies: readonly (string | PolicyScript)[],
  { world, worlds, seed, require = [] }: Flags,
): string {
  const words = [
    policies.map(policyName).join(","),
    ...(world === undefined ? ["--worlds", String(worlds)] : ["--world", worldText(world)]),
    "--seed",
    String(seed),
    ...(require.length === 0 ? [] : ["--require", require.join(",")]),
  ]
  return `npx mesoscope audit ${words.map(shellWord).join(" ")}`
}

const mostWorlds = 1000

function parseWorlds(text: string): number {
  const worlds = Number(text)
  if (!/^\d+$/.test(text) || worlds > mostWorlds)
    throw new UsageError(`"${text}" is no number of worlds; write 0 to ${mostWorlds}.`)
  return worlds
}

function parsePromise(text: string): string {
  const names = promises.map(({ name }) => name)
  if (!names.includes(text)) throw new UsageError(unknown("promise", text, names))
  return text
}
