/** What an audit finds on a workload, in words and rows: of each role the comparison that looks worst for each promise. */
import type { RoleFinding } from "../lab/index.ts"
import type { PolicyRoles } from "./audit-trace.ts"
import { duration, leftAligned, printable } from "./text.ts"

/** One sentence about each policy. */
export function rolesHeadline(name: string, audited: readonly PolicyRoles[]): string {
  return audited.map(({ policy, findings }) => `On ${name} under ${policy}: ${sentence(findings)}.`).join(" ")
}

function sentence(findings: readonly RoleFinding[]): string {
  const broken = worstOfEach(findings).filter(({ standing }) => standing === "broken")
  if (broken.length > 0) return broken.map(inWords).join("; ")
  const open = findings.filter(({ standing }) => standing === "open").length
  return open === 0
    ? "nobody would do better alone, by a lie or in another's place"
    : `nobody is shown to do better alone, by a lie or in another's place; ${open} of ${findings.length} comparisons are open`
}

function inWords(finding: RoleFinding): string {
  const { promise, role, against, has, would } = finding
  switch (promise) {
    case "sharing-incentive":
      return `${role} waits ${duration(has)}, and alone on its part of the machines ${duration(would)}`
    case "strategy-proofness":
      return `${role} waits ${duration(has)}, and ${duration(would)} if it ${against}`
    case "envy-freeness":
      return `${role} holds ${tasks(has)}, and what ${against} has would hold ${tasks(would)}`
  }
}

/** Of each role and promise the finding by which it gains most, broken ones before all others. */
function worstOfEach(findings: readonly RoleFinding[]): RoleFinding[] {
  const worst = new Map<string, RoleFinding>()
  for (const finding of findings) {
    const key = `${finding.role}\0${finding.promise}`
    const known = worst.get(key)
    if (known === undefined || gainOf(finding) > gainOf(known)) worst.set(key, finding)
  }
  return [...worst.values()]
}

/** How much better the other way is for the role; what is sure comes before all that is not. */
function gainOf({ unit, difference, standing }: RoleFinding): number {
  const gain = unit === "s" ? -difference : difference
  return standing === "broken" ? gain + 1e12 : gain
}

export function roleLines(audited: readonly PolicyRoles[]): string[] {
  return audited.flatMap(({ policy, findings }) => [
    ...leftAligned([
      [printable(policy), "has", "would have", "difference ± 95 %", ""],
      ...worstOfEach(findings).map((finding) => [
        printable(subject(finding)),
        amount(finding, finding.has),
        amount(finding, finding.would),
        apart(finding),
        finding.standing,
      ]),
    ]),
    "",
  ])
}

function subject({ promise, role, against }: RoleFinding): string {
  switch (promise) {
    case "sharing-incentive":
      return `${role} alone`
    case "strategy-proofness":
      return `${role} ${against}`
    case "envy-freeness":
      return `${role} in place of ${against}`
  }
}

const tasks = (count: number) => `${Number(count.toPrecision(3))} tasks`
const amount = ({ unit }: RoleFinding, value: number) => (unit === "s" ? duration(value) : tasks(value))

function apart(finding: RoleFinding): string {
  const { difference: mean, lo, hi, n } = finding
  const size = amount(finding, Math.abs(mean)).replace(/ tasks$/, "")
  const text = mean === 0 ? `±${size}` : `${mean < 0 ? "−" : "+"}${size}`
  return n < 2 ? `${text}, one pair` : `${text} ± ${amount(finding, (hi - lo) / 2)}`
}

/** A row per comparison. */
export function roleRows(audited: readonly PolicyRoles[]) {
  const finite = (value: number) => (Number.isFinite(value) ? value : null)
  return audited.flatMap(({ policy, findings }) =>
    findings.map(
      ({ promise, role, against, unit, n, has, would, difference, lo, hi, standing, verdict }) => ({
        policy,
        promise,
        role,
        against,
        unit,
        n,
        has,
        would,
        difference,
        lo: finite(lo),
        hi: finite(hi),
        standing,
        verdict,
      }),
    ),
  )
}
