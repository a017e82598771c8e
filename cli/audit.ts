/**
 * `mesoscope audit POLICY[,POLICY…] [PATH…]`: which promises of a fair division a policy keeps, the worlds in which it does
 * not, and, with a trace, who there would do better alone, by a lie, or in another's place.
 */
import { buildCommand } from "@stricli/core"
import {
  type Answer,
  type AuditedWorld,
  auditWorld,
  claimAnswerFolder,
  knownWorlds,
  parseWorld,
  policyName,
  type PolicyScript,
  promises,
  randomWorld,
  type World,
  worldText,
} from "../lab/index.ts"
import { InvariantError, unknown } from "../sim/index.ts"
import { asked, tellAnswer } from "./answer.ts"
import {
  brokenPromises,
  findingTable,
  headlineOf,
  type PolicyAudit,
  promiseRows,
  promiseTable,
} from "./audit-text.ts"
import { roleLines, roleRows, rolesHeadline } from "./audit-roles-text.ts"
import { type AuditedTrace, auditTrace, type AuditTraceFlags, readAudited } from "./audit-trace.ts"
import type { Context } from "./context.ts"
import { BrokenRunError, exitCodes, UsageError } from "./errors.ts"
import {
  experimentFlags,
  fromHere,
  jsonFlag,
  loadPolicies,
  parsed,
  parsedOr,
  parsePolicies,
  seedsFrom,
  traceFlags,
} from "./flags.ts"
import { Progress } from "./progress.ts"
import { readRoles, roleFlags, type RoleFlags, roleIdentity, roleWords } from "./role-flags.ts"
import { counted, shellWord } from "./text.ts"
import { traceChoices } from "./trace-input.ts"
import { codeDigests, packageVersion } from "./version.ts"

interface Flags extends AuditTraceFlags, RoleFlags {
  readonly world?: World
  readonly worlds: number
  readonly require?: readonly string[]
  readonly out?: string
  readonly json: boolean
}

export const auditCommand = buildCommand<Flags, string[], Context>({
  docs: {
    brief: "Which promises of fairness a policy keeps",
    fullDescription:
      "Lets policies divide small worlds, the known counter-examples and some drawn by the seed, and checks the promises of a fair division: that nobody would do better alone on its part of the machines, by a lie, or with what another one has, and a few more. With a trace it asks the same of its roles, with the same seeds for each twin.",
  },
  parameters: {
    flags: {
      world: parsed(
        "One world of your own, as in '1x30cpus,30GiB: a=1cpus,3GiB; b=1cpus,1GiB'",
        parseWorld,
        "WORLD",
      ),
      worlds: parsedOr("20", "So many worlds are drawn by the seed, beside the known ones", parseWorlds, "N"),
      ...traceFlags,
      role: {
        ...parsed("A role of the trace to ask about; by default the largest", String, "ROLE"),
        variadic: true,
      },
      ...roleFlags,
      ...experimentFlags,
      runs: { ...experimentFlags.runs, brief: "With a trace: that many seeds for every twin" },
      require: {
        ...parsed("End with exit code 99 where one of these promises is broken", parsePromise, "PROMISE"),
        variadic: ",",
      },
      out: parsed("Folder for the page, answer.json and tables in CSV", String, "DIR"),
      json: jsonFlag,
    },
    aliases: { n: "runs" },
    positional: {
      kind: "array",
      minimum: 1,
      parameter: {
        brief: "Policies separated by commas, then, if wanted, the files of a trace",
        parse: String,
        placeholder: "P,P… PATH",
      },
    },
  },
  func: run,
})

/** Chance is averaged over so many seeds. */
const seedsPerWorld = 3

async function run(this: Context, flags: Flags, policyList: string, ...paths: string[]): Promise<void> {
  const progress = new Progress(this.surroundings.stderr, () => performance.now())
  const policies = await loadPolicies(parsePolicies(policyList))
  const settings = readRoles(flags)
  const trace =
    paths.length === 0 && flags.trace === undefined
      ? undefined
      : await readAudited(flags, paths, settings, policies, progress)
  const command = commandOf(policies, flags, trace, paths)
  const identity = { command: "audit", asked: command, ...codeDigests(policies), ...roleIdentity(settings) }
  if (flags.out !== undefined) claimAnswerFolder(flags.out, identity)
  const audits = worldAudits(policies, flags, progress)
  const ofRoles =
    trace === undefined
      ? []
      : await asked(command, () => auditTrace(trace, flags, settings, policies, progress))
  progress.clear()
  const again = (policy: string, world: World) => againOn(policy, world, flags.seed)
  const verdicts = promiseRows(audits, again)
  const findings = flags.world === undefined ? [] : findingTable(audits)
  const roles = roleRows(ofRoles)
  const answer: Answer = {
    kind: "audit",
    question: `Which promises of a fair division does ${policies.map(policyName).join(", ")} keep?`,
    headline: [...(trace === undefined ? [] : [rolesHeadline(trace.name, ofRoles)]), headlineOf(audits)].join(
      " ",
    ),
    command,
    version: packageVersion(),
    tables: [
      { name: "promises", title: "Promise by promise, on small worlds", rows: verdicts },
      { name: "findings", title: "Comparison by comparison", rows: findings },
      { name: "roles", title: `Role by role, on ${trace?.name ?? "no trace"}`, rows: roles },
    ].filter(({ rows }) => rows.length > 0),
    curves: [],
    notes: [...worldNotes(flags), ...(trace === undefined ? [] : traceNotes(trace, flags))],
  }
  await tellAnswer(this.surroundings, flags, {
    answer,
    identity,
    fields: { verdicts, findings, roles },
    lines: [...roleLines(ofRoles), ...promiseTable(audits, again, flags.world !== undefined)],
  })
  const broken = [
    ...brokenPromises(audits),
    ...roles.filter(({ standing }) => standing === "broken").map(({ promise }) => promise),
  ]
  if (flags.require?.some((promise) => broken.includes(promise)) === true)
    this.exitCode = exitCodes.thresholdBroken
  else if ((trace?.skipped ?? 0) > 0) this.exitCode = exitCodes.usableWithSkips
}

function worldAudits(
  policies: readonly (string | PolicyScript)[],
  flags: Flags,
  progress: Progress,
): PolicyAudit[] {
  const worlds = worldsOf(flags)
  const seeds = seedsFrom(flags.seed, seedsPerWorld)
  return policies.map((policy, i) => ({
    policy: policyName(policy),
    worlds: worlds.map((one, place): AuditedWorld => {
      progress.show(policyName(policy), (i + place / worlds.length) / policies.length)
      return { ...one, findings: findingsOn(one.world, policy, seeds) }
    }),
  }))
}

/** A policy that breaks a law in a world is told with the world. */
function findingsOn(world: World, policy: string | PolicyScript, seeds: readonly number[]) {
  try {
    return auditWorld(world, policy, seeds)
  } catch (error) {
    throw error instanceof InvariantError
      ? new BrokenRunError(error, againOn(policyName(policy), world, seeds[0]))
      : error
  }
}

/** The command that shows the world by itself. */
function againOn(policy: string, world: World, seed: number): string {
  return `npx mesoscope audit ${shellWord(policy)} --world ${shellWord(worldText(world))} --seed ${seed}`
}

function worldsOf({ world, worlds, seed }: Flags): Omit<AuditedWorld, "findings">[] {
  if (world !== undefined) return [{ world }]
  return [
    ...knownWorlds,
    ...Array.from({ length: worlds }, (_, place) => ({ world: randomWorld(seed, place) })),
  ]
}

function worldNotes({ world, worlds }: Flags): string[] {
  const which =
    world === undefined
      ? `${knownWorlds.length} known worlds, and ${worlds} drawn by the seed.`
      : "One world."
  return [
    `${which} Users want tasks without end and keep them; counted is what each holds when nothing starts any more, in whole tasks, as a mean over ${seedsPerWorld} seeds. A difference of one task or of a twentieth breaks nothing.`,
  ]
}

function traceNotes({ others }: AuditedTrace, { runs }: Flags): string[] {
  const rest =
    others === 0 ? "" : ` ${counted(others, "smaller role")} not asked about; name them with --role.`
  return [
    `On the trace: mean waits of a role's own tasks, what had not started counting with its wait so far; ${runs} seeds, each twin with the same; all comparisons of a policy judged together (Holm). Shown is the worst of each role and promise.${rest}`,
  ]
}

function commandOf(
  policies: readonly (string | PolicyScript)[],
  flags: Flags,
  trace: AuditedTrace | undefined,
  paths: readonly string[],
): string {
  const { world, worlds, seed, runs, role = [], require = [] } = flags
  const choices = trace === undefined ? {} : { ...both(traceChoices(flags, trace.input)), runs }
  const words = [
    policies.map(policyName).join(","),
    ...(world === undefined ? ["--worlds", String(worlds)] : ["--world", worldText(world)]),
    ...Object.entries(choices).flatMap(([flag, value]) => [`--${flag}`, String(value)]),
    ...role.flatMap((one) => ["--role", one]),
    ...roleWords(flags),
    "--seed",
    String(seed),
    ...(require.length === 0 ? [] : ["--require", require.join(",")]),
    ...paths.map(fromHere),
  ]
  return `npx mesoscope audit ${words.map(shellWord).join(" ")}`
}

const both = ({ before, after }: ReturnType<typeof traceChoices>) => ({ ...before, ...after })

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
