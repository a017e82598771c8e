/** A user's own allocation policy, watched: its shape, its proposals, its errors. */
import {
  type AllocationPolicy,
  type AllocationView,
  InvariantError,
  type PolicyFactory,
  type Proposal,
} from "../../sim/index.ts"
import { blamed, isId, told } from "./blame.ts"
import { type PolicyScript, PolicyShapeError } from "./script.ts"
import { missing } from "./shape.ts"

/** Throws PolicyShapeError unless it is a policy. */
export function checkAllocation(file: string, made: unknown): AllocationPolicy {
  const what = missing("policy", made, ["allocate"])
  if (what === undefined) return made as AllocationPolicy
  throw new PolicyShapeError(
    `"${file}" is no policy: ${what}; wanted is { name, *allocate(view, agents) { … } }. See docs/writing-a-policy.md.`,
  )
}

/** The same policy, whose errors say whose they are and where. */
export function guardedAllocation(script: PolicyScript, factory: PolicyFactory): PolicyFactory {
  return (setting) => {
    const policy = blamed(script, () => checkAllocation(script.file, factory(setting)))
    return {
      name: policy.name,
      ...(policy.isWorkConserving === undefined ? {} : { isWorkConserving: policy.isWorkConserving }),
      ...(policy.refusals === undefined ? {} : { refusals: policy.refusals }),
      ...(policy.changed === undefined
        ? {}
        : { changed: (fact) => blamed(script, () => policy.changed?.(fact)) }),
      allocate: (view, agents) => {
        const proposals = blamed(script, () => iteratorOf(policy.allocate(view, agents)))
        const next = () => checkProposal(script.file, proposals.next(), view)
        return { [Symbol.iterator]: () => ({ next: () => blamed(script, next) }) }
      },
    }
  }
}

function iteratorOf(proposals: Iterable<Proposal> | undefined): Iterator<Proposal> {
  if (typeof proposals?.[Symbol.iterator] === "function") return proposals[Symbol.iterator]()
  const isLater = typeof Object(proposals)[Symbol.asyncIterator] === "function"
  throw new InvariantError(
    `allocate returns ${isLater ? "an async generator" : told(proposals)}; wanted is a generator that answers at once: *allocate(view, agents) { … }`,
  )
}

function checkProposal(
  file: string,
  result: IteratorResult<Proposal>,
  { agents, frameworks }: AllocationView,
): IteratorResult<Proposal> {
  if (result.done === true) return result
  const { agent, framework } = Object(result.value) as Partial<Proposal>
  if (!isId(agent, agents.count) || !isId(framework, frameworks.count))
    throw new InvariantError(
      `${file} proposes ${told(result.value)}; wanted is { agent, framework } with ids that it was given`,
    )
  return result
}
