/** Steps that say anew whose jobs these are: roles of users, and how jobs are dealt out to frameworks. */
import { type FrameworkSpec, int32Column, type Role, type Workload } from "../../sim/index.ts"
import { hashNumbers } from "../traces/hash.ts"
import { InputError } from "../traces/units.ts"

export interface UserRole {
  readonly role: string
  readonly weight?: number | undefined
}

/**
 * Users that are listed have their jobs in the role beside them, in a framework of their own there ("role/user"); the
 * others stay as they are. A weight told anywhere for a role is the role's. Throws InputError where the trace tells no users.
 */
export function mapUsers(workload: Workload, roleOf: ReadonlyMap<string, UserRole>): Workload {
  const { jobs } = workload
  const { jobUser, names } = jobs
  if (jobUser === undefined) throw new InputError("map-users: this trace tells no users.")
  const owners = new Owners(workload)
  for (const { role, weight } of roleOf.values()) owners.role(role, weight)
  return owners.deal((job) => {
    const user = jobUser[job] < 0 ? undefined : names[jobUser[job]]
    const mapped = user === undefined ? undefined : roleOf.get(user)
    return mapped === undefined ? undefined : { role: mapped.role, framework: `${mapped.role}/${user}` }
  })
}

/** By what the jobs of a role are dealt out to frameworks: none is one for all; a number is a hash of their labels. */
export type Split = "none" | "user" | "job" | number

/** Frameworks of each role anew. Throws InputError where the trace tells no users. */
export function split(workload: Workload, by: Split): Workload {
  const { jobs } = workload
  const { jobUser, names, jobLabel } = jobs
  if (by === "user" && jobUser === undefined) throw new InputError("split(user): this trace tells no users.")
  return new Owners(workload).deal((job) => {
    const role = jobs.roles[jobs.frameworks[jobs.jobFramework[job]].role].name
    const user = jobUser === undefined || jobUser[job] < 0 ? "unknown" : names[jobUser[job]]
    switch (by) {
      case "none":
        return { role, framework: role }
      case "user":
        return { role, framework: `${role}/${user}` }
      case "job":
        return { role, framework: `${role}/${jobs.jobLabelPrefix}${jobLabel[job]}` }
      default:
        return { role, framework: `${role}/${hashNumbers(0, jobLabel[job], 0) % by}` }
    }
  })
}

/** Roles and frameworks while they are said anew; a framework behaves as the first whose jobs it takes. */
class Owners {
  readonly #workload: Workload
  readonly #roles: Role[]
  readonly #frameworks: FrameworkSpec[] = []
  readonly #rolePlaces = new Map<string, number>()
  readonly #places = new Map<string, number>()

  constructor(workload: Workload) {
    this.#workload = workload
    this.#roles = [...workload.jobs.roles]
    for (const [place, { name }] of this.#roles.entries()) this.#rolePlaces.set(name, place)
  }

  role(name: string, weight?: number): number {
    let place = this.#rolePlaces.get(name)
    if (place === undefined) {
      place = this.#roles.push({ name, weight: weight ?? 1 }) - 1
      this.#rolePlaces.set(name, place)
    }
    if (weight !== undefined) this.#roles[place] = { name, weight }
    return place
  }

  /** Undefined: the job's framework stays. Frameworks without jobs are not there any more. */
  deal(
    ownerOf: (job: number) => { readonly role: string; readonly framework: string } | undefined,
  ): Workload {
    const { jobs } = this.#workload
    const jobFramework = int32Column(jobs.jobCount)
    for (let job = 0; job < jobs.jobCount; job++) {
      const old = jobs.frameworks[jobs.jobFramework[job]]
      const owner = ownerOf(job)
      jobFramework[job] =
        owner === undefined
          ? this.#framework(old.name, old.role, old.behaviour)
          : this.#framework(owner.framework, this.role(owner.role), old.behaviour)
    }
    return {
      ...this.#workload,
      jobs: { ...jobs, roles: this.#roles, frameworks: this.#frameworks, jobFramework },
    }
  }

  #framework(name: string, role: number, behaviour: string): number {
    // Gangs and others need frameworks of their own kind.
    const key = JSON.stringify([name, role, behaviour])
    let place = this.#places.get(key)
    if (place === undefined) {
      const isTaken = this.#frameworks.some((framework) => framework.name === name)
      const own = isTaken ? `${name} (${behaviour}, ${this.#roles[role].name})` : name
      this.#places.set(key, (place = this.#frameworks.push({ name: own, role, behaviour }) - 1))
    }
    return place
  }
}
