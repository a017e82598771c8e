/**
 * The foremost promises of a fair division, checked on a workload: each role as it is, alone on its part of the machines, and
 * telling each lie, with the same seeds. What is compared is how long its own tasks wait; for envy, how many of them what
 * another role has would hold. All comparisons of a policy are one family, judged together.
 */
import { InvariantError } from "../../sim/index.ts"
import type { Outcome } from "../experiment.ts"
import { sampleOf, studentInterval } from "../statistics/intervals.ts"
import { type Claim, judgeFamily } from "../statistics/verdict.ts"
import { usualMargin, zoneOf } from "../statistics/zone.ts"
import { type PoolSetting, runTrials } from "../pool.ts"
import type { Trial } from "../trial.ts"
import { lies } from "./lies.ts"
import type { RoleOutcome } from "./role-outcomes.ts"
import type { Twin } from "./twin.ts"

/** A comparison of what a role has with what it would have. */
export interface RoleFinding {
  readonly promise: "sharing-incentive" | "strategy-proofness" | "envy-freeness"
  readonly role: string
  /** The lie, or whose place; "" of the sharing incentive. */
  readonly against: string
  /** "s" of mean wait, less is better; "tasks" held, more is better. */
  readonly unit: "s" | "tasks"
  readonly n: number
  readonly has: number
  readonly would: number
  /** would − has, paired by seed, with its 95 % interval; NaN for one pair. */
  readonly difference: number
  readonly lo: number
  readonly hi: number
  readonly standing: "kept" | "broken" | "open"
  /** "less", "more", "equivalent within 5 %", "not enough runs: …". */
  readonly verdict: string
}

export interface RoleAudit {
  /** By name. */
  readonly roles: readonly string[]
  readonly trial: Omit<Trial, "seed">
  readonly seeds: readonly number[]
  /** As workloads/traces/clusters.ts reads it. */
  readonly agents: string
  readonly pool: PoolSetting
}

/** Throws InvariantError where a run fails. */
export async function auditRoles(audit: RoleAudit): Promise<RoleFinding[]> {
  const { roles } = audit
  const liars = roles.flatMap((role) => lies.map(({ name }) => ({ role, lie: name })))
  const twins: Twin[] = [
    { roles, as: { kind: "honest" } },
    ...roles.map((role): Twin => ({ roles: [role], as: { kind: "alone", role } })),
    ...liars.map(({ role, lie }): Twin => ({ roles: [role], as: { kind: "liar", role, lie } })),
  ]
  const [honest, ...others] = await runTwins(twins, audit)
  const waits = (runs: readonly (readonly RoleOutcome[])[], place: number) =>
    runs.map((own) => own[place].wait_s)
  const alone = others.slice(0, roles.length)
  const lying = others.slice(roles.length)
  return judged([
    ...roles.flatMap((role, place) =>
      compare("sharing-incentive", role, "", "s", waits(honest, place), waits(alone[place], 0)),
    ),
    ...liars.flatMap(({ role, lie }, i) =>
      compare("strategy-proofness", role, lie, "s", waits(honest, roles.indexOf(role)), waits(lying[i], 0)),
    ),
    ...roles.flatMap((role, place) =>
      roles.flatMap((other, otherPlace) => {
        const held = (at: number) => honest.map((own) => own[place].places[at])
        return other === role
          ? []
          : compare("envy-freeness", role, other, "tasks", held(place), held(otherPlace))
      }),
    ),
  ])
}

/** In the order of the twins, then of the seeds. */
async function runTwins(
  twins: readonly Twin[],
  { trial, seeds, agents, pool }: RoleAudit,
): Promise<(readonly RoleOutcome[])[][]> {
  const points = twins.flatMap((twin) =>
    seeds.map((seed) => ({ trial: { ...trial, seed }, agents, pictures: false, twin })),
  )
  const outcomes = (await runTrials(points, pool)).map(outcomesOf)
  return twins.map((_, i) => outcomes.slice(i * seeds.length, (i + 1) * seeds.length))
}

function outcomesOf(outcome: Outcome): readonly RoleOutcome[] {
  if (outcome.kind === "failed") throw new InvariantError(`an audited run: ${outcome.error}`)
  if (outcome.outcomes === undefined) throw new InvariantError("an audited run tells no outcomes")
  return outcome.outcomes
}

type Numbers = Omit<RoleFinding, "standing" | "verdict">

interface Compared {
  readonly numbers: Numbers
  readonly claim: Claim
}

/** A tenth of a second is not noticed, and a task is the least there is. */
const scales = {
  s: { floor: 0.1, unit: "s", direction: "lower is better" },
  tasks: { floor: 1, unit: "tasks", direction: "higher is better" },
} as const

/** Nothing where there is no pair of values. */
function compare(
  promise: RoleFinding["promise"],
  role: string,
  against: string,
  unit: RoleFinding["unit"],
  has: readonly (number | null)[],
  would: readonly (number | null)[],
): Compared[] {
  const pairs = has.flatMap((one, i) => {
    const other = would[i]
    return one === null || other === null ? [] : [[one, other] as const]
  })
  if (pairs.length === 0) return []
  const sample = sampleOf(pairs.map(([one, other]) => other - one))
  const mean = sampleOf(pairs.map(([one]) => one)).mean
  const { lo, hi } = studentInterval(sample)
  return [
    {
      claim: {
        sample,
        zone: zoneOf(usualMargin, mean, scales[unit]),
        direction: scales[unit].direction,
      },
      numbers: {
        promise,
        role,
        against,
        unit,
        n: sample.n,
        has: mean,
        would: sampleOf(pairs.map(([, other]) => other)).mean,
        difference: sample.mean,
        lo,
        hi,
      },
    },
  ]
}

/** Broken where the other way is clearly better for the role. */
function judged(compared: readonly Compared[]): RoleFinding[] {
  const verdicts = judgeFamily(compared.map(({ claim }) => claim))
  return compared.map(({ numbers }, i) => {
    const { better, verdict } = verdicts[i]
    const standing = better === "policy" ? "broken" : better === "unknown" ? "open" : "kept"
    return { ...numbers, standing, verdict }
  })
}
