/** What counts as having: measures by which policies of the same form differ. */
import { type FrameworkId, type FrameworksView, mem, type RoleId, scalarCount } from "../../../sim/index.ts"

/** What a framework, and a role, has already: the less, the needier. */
export interface Measure {
  readonly framework: (framework: FrameworkId) => number
  readonly role: (role: RoleId) => number
}

/** The dominant share, of roles divided by a weight. */
export function dominantShare(frameworks: FrameworksView, weight: (role: RoleId) => number): Measure {
  return {
    framework: (framework) => frameworks.share(framework),
    role: (role) => frameworks.roleShare(role) / weight(role),
  }
}

/** Asset fairness: the shares of all resources together, as if each were worth the same. */
export function assetShare(frameworks: FrameworksView): Measure {
  return {
    framework: (framework) => sumOfKinds((kind) => frameworks.shareOf(framework, kind)),
    role: (role) => sumOfKinds((kind) => frameworks.roleShareOf(role, kind)) / frameworks.weight(role),
  }
}

/** Memory alone, as YARN's fair scheduler counts by default. */
export function memoryShare(frameworks: FrameworksView): Measure {
  return {
    framework: (framework) => frameworks.shareOf(framework, mem),
    role: (role) => frameworks.roleShareOf(role, mem) / frameworks.weight(role),
  }
}

function sumOfKinds(share: (kind: number) => number): number {
  let sum = 0
  for (let kind = 0; kind < scalarCount; kind++) sum += share(kind)
  return sum
}
