/** A user's own policy as a script: how it becomes a policy again, in any thread. */
import { Script } from "node:vm"
import type { PolicyChoice } from "../../policies/index.ts"
import * as mesoscope from "../../sim/index.ts"
import {
  type AllocationPolicy,
  type AllocationView,
  InvariantError,
  mesos,
  type PolicyFactory,
  type Proposal,
} from "../../sim/index.ts"
import { withoutClocks } from "./clocks.ts"
import { placeInSource } from "./places.ts"

/** A pure value: it can be sent to a worker, and says by itself what the policy does. */
export interface PolicyScript {
  /** Its file, relative to where the command was given. */
  readonly name: string
  /** One CommonJS module that requires "mesoscope" and nothing else. */
  readonly code: string
  /** From `code` back to the user's lines, as JSON. */
  readonly sourceMap: string
}

/** The file is no policy; the message says why and what one looks like. */
export class PolicyShapeError extends Error {
  override readonly name = "PolicyShapeError"
}

/** The policy of the script, to be used like one of the catalogue. What it throws names it and the user's line. */
export function choiceOf(script: PolicyScript): PolicyChoice {
  return {
    name: script.name,
    // It is told of quota by `changed`, and may go by it.
    heeds: { quota: true, reservations: false },
    make: ({ frameworks }) => mesos({ policy: guarded(script, factoryOf(script)), frameworks }),
  }
}

/** Runs the script once and takes its factory. Throws PolicyShapeError unless there is exactly one. */
export function factoryOf(script: PolicyScript): PolicyFactory {
  const exported = exportsOf(script)
  if (typeof exported["default"] === "function") return exported["default"] as PolicyFactory
  const functions = Object.entries(exported).filter(([, value]) => typeof value === "function")
  if (functions.length === 1) return functions[0][1] as PolicyFactory
  const found =
    functions.length === 0
      ? `exports no function (${Object.keys(exported).join(", ") || "it exports nothing"})`
      : `exports ${functions.length} functions (${functions.map(([name]) => name).join(", ")})`
  throw new PolicyShapeError(
    `"${script.name}" ${found}; a policy file exports one PolicyFactory, or a default one. See docs/writing-a-policy.md.`,
  )
}

/** Throws PolicyShapeError unless it is a policy. */
export function checkShape(name: string, made: unknown): AllocationPolicy {
  const policy = made as Partial<AllocationPolicy> | null
  const what =
    typeof policy !== "object" || policy === null
      ? `its factory returns ${policy === null ? "null" : `a ${typeof policy}`}`
      : typeof policy.name !== "string"
        ? "its policy has no name"
        : typeof policy.allocate !== "function"
          ? "its policy has no function allocate"
          : undefined
  if (what !== undefined)
    throw new PolicyShapeError(
      `"${name}" is no policy: ${what}; wanted is { name, *allocate(view, agents) { … } }. See docs/writing-a-policy.md.`,
    )
  return policy as AllocationPolicy
}

function exportsOf(script: PolicyScript): Record<string, unknown> {
  const evaluate = new Script(`(function (module, exports, require) {${script.code}\n})`, {
    filename: script.name,
  }).runInThisContext() as (module: object, exports: object, require: (name: string) => unknown) => void
  const module: { exports: unknown } = { exports: {} }
  withoutClocks(script.name, () => evaluate(module, module.exports as object, () => mesoscope))
  return typeof module.exports === "object" && module.exports !== null
    ? (module.exports as Record<string, unknown>)
    : { default: module.exports }
}

/** The same policy, whose errors say whose they are and where. */
function guarded(script: PolicyScript, factory: PolicyFactory): PolicyFactory {
  return (setting) => {
    const policy = blamed(script, () => checkShape(script.name, factory(setting)))
    return {
      name: policy.name,
      ...(policy.isWorkConserving === undefined ? {} : { isWorkConserving: policy.isWorkConserving }),
      ...(policy.refusals === undefined ? {} : { refusals: policy.refusals }),
      ...(policy.changed === undefined
        ? {}
        : { changed: (fact) => blamed(script, () => policy.changed?.(fact)) }),
      allocate: (view, agents) => {
        const proposals = blamed(script, () => policy.allocate(view, agents)[Symbol.iterator]())
        const next = () => checkProposal(script.name, proposals.next(), view)
        return { [Symbol.iterator]: () => ({ next: () => blamed(script, next) }) }
      },
    }
  }
}

function checkProposal(
  name: string,
  result: IteratorResult<Proposal>,
  { agents, frameworks }: AllocationView,
): IteratorResult<Proposal> {
  if (result.done === true) return result
  const { agent, framework } = Object(result.value) as Partial<Proposal>
  if (!isId(agent, agents.count) || !isId(framework, frameworks.count))
    throw new InvariantError(
      `${name} proposes ${String(JSON.stringify(result.value))}; wanted is { agent, framework } with ids that it was given`,
    )
  return result
}

function isId(id: unknown, count: number): boolean {
  return Number.isInteger(id) && (id as number) >= 0 && (id as number) < count
}

function blamed<T>(script: PolicyScript, body: () => T): T {
  try {
    return body()
  } catch (error) {
    if (error instanceof PolicyShapeError) throw error
    const isLaw = error instanceof InvariantError
    const what = error instanceof Error ? (isLaw ? error.message : String(error)) : `threw ${String(error)}`
    const place = error instanceof Error ? placeInSource(script, error) : undefined
    throw new InvariantError(
      `policy "${script.name}" failed: ${what}${place === undefined ? "" : `, at ${place}`}`,
      { cause: error },
    )
  }
}
