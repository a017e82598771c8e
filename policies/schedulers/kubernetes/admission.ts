/**
 * Which pods may be made now: what stands between the controller of a job and the scheduler's queue. By ResourceQuota a
 * role is a namespace whose limit is `hard`, and a pod beyond it is not made until others have ended. By Kueue a job is
 * admitted whole or waits, its role being a ClusterQueue: nominal quota is the role's guarantee, and it borrows what
 * others of the cohort, the whole cluster, leave, up to the role's limit. Who needs not borrow goes first, then the
 * higher priority, then the older; who does not fit is passed over (BestEffortFIFO), and nothing is reclaimed.
 * Source: kubernetes.io/docs/concepts/policy/resource-quotas; kueue.sigs.k8s.io/docs/concepts.
 */
import { type RoleId, scalarCount, scalarNames, type TaskId, type World } from "../../../sim/index.ts"

export type AdmissionKind = "quota" | "kueue"

/** Pods that are wanted together. */
interface Request {
  readonly pods: readonly TaskId[]
  readonly role: RoleId
  readonly need: Float64Array
  readonly priority: number
  /** In the order in which they came. */
  readonly number: number
}

export class Admission {
  readonly #world: World
  readonly #kind: AdmissionKind
  /** A row per role. */
  readonly #limit: Float64Array
  readonly #nominal: Float64Array
  readonly #used: Float64Array
  readonly #usedByAll = new Float64Array(scalarCount)
  /** Of one role, need and priority each: equal requests wait in line. */
  readonly #lines = new Map<string, Request[]>()
  readonly #priorityOf: (pod: TaskId) => number
  #came = 0

  constructor(world: World, kind: AdmissionKind, priorityOf: (pod: TaskId) => number) {
    const { roles } = world.jobs
    const rowsOf = (what: "limit" | "guarantee", otherwise: number) =>
      Float64Array.from(
        roles.flatMap(({ name }) =>
          scalarNames.map((scalar) => world.roles[name]?.[what]?.[scalar] ?? otherwise),
        ),
      )
    this.#world = world
    this.#kind = kind
    this.#priorityOf = priorityOf
    this.#limit = rowsOf("limit", Infinity)
    this.#nominal = rowsOf("guarantee", 0)
    this.#used = new Float64Array(roles.length * scalarCount)
  }

  /** These pods are ready. Returns those that may be made now, in groups of which each is wanted together. */
  wants(pods: readonly TaskId[], areGang: boolean): (readonly TaskId[])[] {
    if (areGang || this.#kind === "kueue") this.#wait(pods)
    else for (const pod of pods) this.#wait([pod])
    return this.admitted()
  }

  /** The pod has ended for good. */
  ended(pod: TaskId): (readonly TaskId[])[] {
    this.#charge(this.#requestOf([pod]), -1)
    return this.admitted()
  }

  /** All that may be made as things are now. */
  admitted(): (readonly TaskId[])[] {
    const groups: (readonly TaskId[])[] = []
    for (let first = this.#first(); first !== undefined; first = this.#first()) {
      const [key, { pods }] = first
      const line = this.#lines.get(key) ?? []
      this.#charge(line[0], +1)
      if (line.length === 1) this.#lines.delete(key)
      else line.shift()
      groups.push(pods)
    }
    return groups
  }

  #wait(pods: readonly TaskId[]): void {
    const request = this.#requestOf(pods)
    const key = [request.role, request.priority, ...request.need].join(" ")
    const line = this.#lines.get(key)
    if (line === undefined) this.#lines.set(key, [request])
    else line.push(request)
  }

  #first(): readonly [string, Request] | undefined {
    let first: readonly [string, Request] | undefined
    for (const [key, [head]] of this.#lines)
      if (this.#fits(head) && (first === undefined || this.#compare(head, first[1]) < 0)) first = [key, head]
    return first
  }

  #compare(a: Request, b: Request): number {
    if (this.#kind === "quota") return a.number - b.number
    return (
      Number(this.#borrows(a)) - Number(this.#borrows(b)) || b.priority - a.priority || a.number - b.number
    )
  }

  #fits(request: Request): boolean {
    if (this.#exceeds(request, this.#limit)) return false
    const { total } = this.#world.presence
    return (
      this.#kind === "quota" ||
      request.need.every((need, kind) => need === 0 || this.#usedByAll[kind] + need <= total[kind])
    )
  }

  #borrows(request: Request): boolean {
    return this.#exceeds(request, this.#nominal)
  }

  #exceeds({ role, need }: Request, bound: Float64Array): boolean {
    const row = role * scalarCount
    return need.some((amount, kind) => amount > 0 && this.#used[row + kind] + amount > bound[row + kind])
  }

  #charge({ role, need }: Request, sign: 1 | -1): void {
    for (let kind = 0; kind < scalarCount; kind++) {
      this.#used[role * scalarCount + kind] += sign * need[kind]
      this.#usedByAll[kind] += sign * need[kind]
    }
  }

  #requestOf(pods: readonly TaskId[]): Request {
    const { jobs, view } = this.#world
    const need = new Float64Array(scalarCount)
    for (const pod of pods)
      for (let kind = 0; kind < scalarCount; kind++)
        need[kind] += jobs.shapes[jobs.taskShape[pod] * scalarCount + kind]
    const { role } = jobs.frameworks[view.frameworkOf(pods[0])]
    return { pods, role, need, priority: this.#priorityOf(pods[0]), number: this.#came++ }
  }
}
