/** What the findings of many worlds come to: promise by promise, in how many it is broken, and where it shows best. */
import type { Finding } from "./promises.ts"
import { promises } from "./promises.ts"
import type { World } from "./world.ts"

export interface AuditedWorld {
  readonly world: World
  /** What a known world is known for; undefined for a drawn or a user's own. */
  readonly name?: string | undefined
  readonly findings: readonly Finding[]
}

export interface PromiseVerdict {
  readonly promise: string
  /** Worlds in which there was anything to compare. */
  readonly worlds: number
  readonly brokenIn: number
  /** Where it is broken by most, of the known worlds if in one of them. */
  readonly example?: { readonly world: World; readonly finding: Finding } | undefined
}

/** In the order of `promises`. */
export function verdictsOf(audited: readonly AuditedWorld[]): PromiseVerdict[] {
  return promises.map(({ name: promise }) => {
    const told = audited
      .map(({ world, name, findings }) => ({
        world,
        isKnown: name !== undefined,
        findings: findings.filter((finding) => finding.promise === promise),
      }))
      .filter(({ findings }) => findings.length > 0)
    const broken = told.flatMap(({ world, isKnown, findings }) => {
      const finding = worst(findings.filter(({ isBroken }) => isBroken))
      return finding === undefined ? [] : [{ world, isKnown, finding }]
    })
    const [known, drawn] = [true, false].map((isKnown) => broken.filter((one) => one.isKnown === isKnown))
    const candidates = known.length > 0 ? known : drawn
    const finding = worst(candidates.map((one) => one.finding))
    return {
      promise,
      worlds: told.length,
      brokenIn: broken.length,
      example: candidates.find((one) => one.finding === finding),
    }
  })
}

/** By the greatest part that is missing; of equals the first. */
function worst(findings: readonly Finding[]): Finding | undefined {
  const missing = ({ has, promised }: Finding) => (promised === 0 ? 0 : (promised - has) / promised)
  let found: Finding | undefined
  for (const one of findings) if (found === undefined || missing(one) > missing(found)) found = one
  return found
}
