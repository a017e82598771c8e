/** What an audit finds, in words and rows: which promises are kept, and of each broken one the world where it shows best. */
import {
  type AuditedWorld,
  type Finding,
  promises,
  type PromiseVerdict,
  verdictsOf,
  type World,
  worldText,
} from "../lab/index.ts"
import { leftAligned, printable, wrapped } from "./text.ts"

export interface PolicyAudit {
  readonly policy: string
  readonly worlds: readonly AuditedWorld[]
}

/** The command that shows the world by itself. */
type Again = (policy: string, world: World) => string

/** Those of which a headline speaks; Ghodsi et al. ask for these three first. */
const foremost = ["sharing-incentive", "strategy-proofness", "envy-freeness"]

const inWords = (promise: string) => promises.find(({ name }) => name === promise)?.title ?? promise

export function brokenPromises(audits: readonly PolicyAudit[]): string[] {
  const broken = audits.flatMap(({ worlds }) => verdictsOf(worlds).filter(({ brokenIn }) => brokenIn > 0))
  return [...new Set(broken.map(({ promise }) => promise))]
}

export function headlineOf(audits: readonly PolicyAudit[]): string {
  return audits.map(({ policy, worlds }) => sentenceOf(policy, verdictsOf(worlds))).join(" ")
}

function sentenceOf(policy: string, verdicts: readonly PromiseVerdict[]): string {
  const told = verdicts.filter(({ promise, worlds }) => foremost.includes(promise) && worlds > 0)
  const broken = told.filter(({ brokenIn }) => brokenIn > 0)
  const kept = told.filter(({ brokenIn }) => brokenIn === 0).map(({ promise }) => inWords(promise))
  if (told.length === 0) return `${policy}: there is nobody to compare.`
  if (broken.length === 0) return `${policy} keeps ${listed(kept)}.`
  const breaks = broken.map(({ promise, example }) =>
    example === undefined ? inWords(promise) : `${inWords(promise)} (${findingText(example.finding)})`,
  )
  return `${policy} breaks ${listed(breaks)}${kept.length === 0 ? "" : `, and keeps ${listed(kept)}`}.`
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`
}

function findingText({ promise, user, against, has, promised }: Finding): string {
  const [here, there] = [tasks(has), tasks(promised)]
  switch (promise) {
    case "sharing-incentive":
      return `${user} would do better alone: it holds ${here}, ${ratio(has, promised)} of the ${there} on its part of the machines`
    case "strategy-proofness":
      return `${user} holds ${here}, and ${there} if it ${against}`
    case "envy-freeness":
      return `${user} holds ${here}, and what ${against} has would hold ${there}`
    case "no-starvation":
      return `${user} holds nothing, and its part of the machines has room for it`
    case "pareto-efficiency":
      return `${user} waits for a task that there is room for`
    case "population-monotonicity":
      return `${user} holds ${there}, and ${here} when ${against} has left`
    default:
      return `${user} holds ${there}, and ${here} with twice the ${against}`
  }
}

const tasks = (count: number) => String(Number(count.toFixed(1)))
const ratio = (has: number, promised: number) => (promised === 0 ? "1.00" : (has / promised).toFixed(2))

/** A row per policy and promise, for tables and programs. */
export function promiseRows(audits: readonly PolicyAudit[], again: Again) {
  return audits.flatMap(({ policy, worlds }) =>
    verdictsOf(worlds).map(({ promise, worlds: count, brokenIn, example }) => ({
      policy,
      promise,
      verdict: count === 0 ? "nothing to compare" : brokenIn === 0 ? "kept" : "broken",
      worlds: count,
      broken_in: brokenIn,
      role: example?.finding.user ?? null,
      against: example?.finding.against ?? null,
      has: example?.finding.has ?? null,
      promised: example?.finding.promised ?? null,
      example: example === undefined ? null : findingText(example.finding),
      world: example === undefined ? null : worldText(example.world),
      again: example === undefined ? null : again(policy, example.world),
    })),
  )
}

/** A row per comparison. */
export function findingTable(audits: readonly PolicyAudit[]) {
  return audits.flatMap(({ policy, worlds }) =>
    worlds.flatMap(({ findings }) =>
      findings.map(({ promise, user, against, has, promised, isBroken }) => ({
        policy,
        promise,
        user,
        against,
        has,
        promised,
        verdict: isBroken ? "broken" : "kept",
      })),
    ),
  )
}

/** Policies beside each other, then what is broken, and how to see it again; of a single world every comparison. */
export function promiseTable(audits: readonly PolicyAudit[], again: Again, isSingle: boolean): string[] {
  const verdicts = audits.map(({ worlds }) => verdictsOf(worlds))
  const tables = chunks([...audits.keys()], policiesAcross).map((some) =>
    leftAligned([
      ["", ...some.map((p) => printable(audits[p].policy))],
      ...promises.map(({ title }, i) => [title, ...some.map((p) => standing(verdicts[p][i]))]),
    ]),
  )
  const broken = audits.flatMap(({ policy }, p) =>
    verdicts[p].flatMap(({ promise, example }) =>
      example === undefined
        ? []
        : [
            "",
            ...wrapped(printable(`${policy}, ${inWords(promise)}: ${findingText(example.finding)}.`), 80),
            ...(isSingle ? [] : [`  ${printable(again(policy, example.world))}`]),
          ],
    ),
  )
  return [
    ...tables.flatMap((lines, i) => (i === 0 ? lines : ["", ...lines])),
    ...broken,
    ...(isSingle ? ["", ...comparisonLines(audits)] : []),
  ]
}

/** As many stand beside each other in 80 columns. */
const policiesAcross = 3

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  )
}

function standing({ worlds, brokenIn }: PromiseVerdict): string {
  if (worlds === 0) return "nothing to compare"
  if (brokenIn === 0) return worlds === 1 ? "kept" : `kept in ${worlds}`
  return worlds === 1 ? "broken" : `broken in ${brokenIn} of ${worlds}`
}

function comparisonLines(audits: readonly PolicyAudit[]): string[] {
  const rows = findingTable(audits).map(({ policy, promise, user, against, has, promised, verdict }) => [
    ...(audits.length === 1 ? [] : [printable(policy)]),
    inWords(promise),
    user,
    against,
    tasks(has),
    tasks(promised),
    verdict,
  ])
  const head = ["promise", "user", "against", "has", "promised", ""]
  return leftAligned([audits.length === 1 ? head : ["policy", ...head], ...rows])
}
