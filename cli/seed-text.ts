/** What a rule for seeds has come to: how many there are, and how well the mean is known by them. */
import type { Known, SeedRule } from "../lab/index.ts"
import { counted, duration } from "./text.ts"

/** One line for a point; none without a rule. */
export function seedLines(rule: SeedRule | undefined, known: readonly Known[] | undefined): string[] {
  if (rule === undefined || known === undefined) return []
  const seeds = Math.max(0, ...known.map(({ n }) => n))
  const missed = known.filter(({ stop }) => stop !== "precise enough")
  const aim = `${rule.of} to be known within ± ${rule.precision}`
  if (missed.length === 0)
    return [`${counted(seeds, "seed")} of at most ${rule.most} were enough for ${aim} under every policy.`]
  const [{ policy, half, aim: wanted }] = missed
  const found =
    half === null || wanted === null
      ? "has no interval"
      : `is known within ± ${amount(half, rule)}, not ${amount(wanted, rule)}`
  const others = missed.length === 1 ? "" : `, and ${missed.length - 1} more likewise`
  return [`${rule.most} seeds were not enough for ${aim}: ${policy} ${found}${others}.`]
}

function amount(value: number, { unit }: SeedRule): string {
  return unit === "time" ? duration(value) : String(Number(value.toPrecision(3)))
}
