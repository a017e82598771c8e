/**
 * Which agents a framework wants to be offered: per role, one of the groups must hold, and of a group every constraint.
 * Field names are those of mesos.scheduler.OfferConstraints in JSON. Source: spec/mesos.md §4.10.
 */
import { matchesInFull } from "./patterns.ts"
import type { AgentInfo } from "./settings.ts"

export interface OfferConstraints {
  readonly role_constraints?: Readonly<Record<string, RoleConstraints>>
}

interface RoleConstraints {
  readonly groups?: readonly { readonly attribute_constraints?: readonly AttributeConstraint[] }[]
}

interface AttributeConstraint {
  readonly selector: {
    readonly attribute_name?: string
    readonly pseudoattribute_type?: "HOSTNAME" | "REGION" | "ZONE"
  }
  readonly predicate: Predicate
}

interface Predicate {
  readonly exists?: object
  readonly not_exists?: object
  readonly text_equals?: { readonly value: string }
  readonly text_not_equals?: { readonly value: string }
  readonly text_matches?: { readonly regex: string }
  readonly text_not_matches?: { readonly regex: string }
}

export function isExcluded(
  constraints: OfferConstraints | undefined,
  role: string,
  agent: AgentInfo,
): boolean {
  const groups = constraints?.role_constraints?.[role]?.groups
  if (groups === undefined) return false
  return !groups.some((group) => (group.attribute_constraints ?? []).every((one) => holds(one, agent)))
}

function holds({ selector, predicate }: AttributeConstraint, agent: AgentInfo): boolean {
  const found = select(selector, agent)
  if (predicate.exists !== undefined) return found !== undefined
  if (predicate.not_exists !== undefined) return found === undefined
  // What is not there is not equal to anything; what is no text passes every question about texts.
  const negative = predicate.text_not_equals !== undefined || predicate.text_not_matches !== undefined
  if (found === undefined) return negative
  if (!found.isText) return true
  return matches(predicate, found.text) !== negative
}

function matches(predicate: Predicate, text: string): boolean {
  const equal = predicate.text_equals ?? predicate.text_not_equals
  if (equal !== undefined) return equal.value === text
  const like = predicate.text_matches ?? predicate.text_not_matches
  return like !== undefined && matchesInFull(like.regex, text)
}

function select(
  { attribute_name, pseudoattribute_type }: AttributeConstraint["selector"],
  { hostname, domain, attributes }: AgentInfo,
): { readonly text: string; readonly isText: boolean } | undefined {
  switch (pseudoattribute_type) {
    case "HOSTNAME":
      return { text: hostname, isText: true }
    case "REGION":
      return domain && { text: domain.region, isText: true }
    case "ZONE":
      return domain && { text: domain.zone, isText: true }
    default:
      return attributes.find(({ name }) => name === attribute_name)
  }
}
