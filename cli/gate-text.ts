/** What became of an experiment's thresholds: in a terminal, and as JUnit, which build servers read. */
import type { Check } from "../lab/index.ts"
import { printable } from "./text.ts"

/** Broken ones first, then open ones; those that are met are counted. */
export function gateLines(checks: readonly Check[], at: (point: number) => string): string[] {
  const told = (outcome: Check["outcome"]) =>
    checks.filter((check) => check.outcome === outcome).map((check) => `${outcome}: ${sentence(check, at)}`)
  const met = checks.filter(({ outcome }) => outcome === "met").length
  return [...told("broken"), ...told("open"), `met: ${met} of ${checks.length} thresholds`].map(printable)
}

/** One test case for each rule, policy and point; an open one is skipped. Times are left out, so that bytes are the same. */
export function junit(checks: readonly Check[], name: string, at: (point: number) => string): string {
  const count = (outcome: Check["outcome"]) => checks.filter((check) => check.outcome === outcome).length
  const cases = checks.map((check) => {
    const where = at(check.point)
    const title = `${check.policy}: ${check.rule}${where === "" ? "" : ` at ${where}`}`
    const head = `    <testcase classname="${escaped(name)}" name="${escaped(title)}"`
    if (check.outcome === "met") return `${head}/>`
    const inside =
      check.outcome === "broken"
        ? `<failure message="${escaped(sentence(check, at))}"/>`
        : `<skipped message="${escaped(sentence(check, at))}"/>`
    return `${head}>\n      ${inside}\n    </testcase>`
  })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<testsuites>",
    `  <testsuite name="${escaped(name)}" tests="${checks.length}" failures="${count("broken")}" skipped="${count("open")}">`,
    ...cases,
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n")
}

function sentence(
  { policy, rule, point, n, mean, lo, hi, bound, too_early: isEarly }: Check,
  at: (point: number) => string,
): string {
  const where = at(point) === "" ? "" : ` at ${at(point)}`
  const found =
    mean === null
      ? "no run has a value"
      : lo === null || hi === null
        ? `one run has ${digits(mean)}, which is no interval`
        : `${digits(mean)}, from ${digits(lo)} to ${digits(hi)}, against ${digits(bound)} (n = ${n})`
  const early = isEarly ? "; but runs end while too many tasks wait to know it" : ""
  return `${policy}: ${rule}${where}: ${found}${early}`
}

const digits = (value: number) => String(Number(value.toPrecision(4)))

/** For XML, without the characters that it cannot hold. */
function escaped(text: string): string {
  return printable(text)
    .replace(/[\n\t]/g, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
}
