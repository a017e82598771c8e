/** Tells a policy what happens, if it wants to know. One object per kind of fact is filled again and again. */
import { capacity } from "../cluster/accounts.ts"
import type { Reserved } from "../cluster/reservations.ts"
import { scalarCount } from "../cluster/resources.ts"
import type { AllocationPolicy } from "../contracts/allocation-policy.ts"
import type { AgentThere, ClusterFact, Dealt, Holding } from "../contracts/cluster-fact.ts"
import type { World } from "../contracts/control-plane.ts"
import type { AgentId, FrameworkId, Micros, OfferId, TaskId } from "../kernel/units.ts"

/** Undefined for a policy that is told nothing. */
export function factsFor(policy: AllocationPolicy, world: World): Facts | undefined {
  return policy.changed === undefined ? undefined : new Facts(world, (fact) => policy.changed?.(fact))
}

const nothing: readonly Reserved[] = []

type Writable<T> = { -readonly [Field in keyof T]: T[Field] }
type Fact<Kind extends Holding["kind"]> = Writable<Extract<Holding, { readonly kind: Kind }>>

class Facts {
  readonly #world: World
  readonly #tell: (fact: ClusterFact) => void
  readonly #row = new Float64Array(scalarCount)
  readonly #offered: Fact<"offered"> = {
    kind: "offered",
    framework: 0,
    agent: 0,
    amounts: this.#row,
    reserved: [],
  }
  readonly #recovered: Fact<"recovered"> = {
    kind: "recovered",
    framework: 0,
    agent: 0,
    amounts: this.#row,
    reserved: [],
    refusal: 0,
  }

  readonly #refused: Writable<Dealt> = { kind: "dealtRefused", framework: 0, agent: 0, refusal: 0 }

  constructor(world: World, tell: (fact: ClusterFact) => void) {
    this.#world = world
    this.#tell = tell
  }

  begin(): void {
    const { jobs, agents, view, roles } = this.#world
    for (const [role, { name, weight }] of jobs.roles.entries())
      this.#tell({ kind: "roleAdded", role, name, setting: { ...roles[name], weight } })
    for (const [framework, { role }] of jobs.frameworks.entries())
      this.#tell({ kind: "frameworkAdded", framework, role })
    for (let agent = 0; agent < agents.count; agent++)
      if (view.isUp(agent)) this.agentThere(agent, "agentJoined")
  }

  revived(framework: FrameworkId): void {
    this.#tell({ kind: "frameworkRevived", framework })
  }

  suppressed(framework: FrameworkId): void {
    this.#tell({ kind: "frameworkSuppressed", framework })
  }

  agentThere(agent: AgentId, kind: AgentThere["kind"]): void {
    for (let k = 0; k < scalarCount; k++) this.#row[k] = this.#world.view.capacity(agent, k)
    const reserved = this.#world.view.reservations?.on(agent, capacity) ?? []
    this.#tell({ kind, agent, capacity: this.#row, reserved })
  }

  agentLost(agent: AgentId): void {
    this.#tell({ kind: "agentLost", agent })
  }

  dealtRefused(framework: FrameworkId, agent: AgentId, refusal: Micros): void {
    this.#refused.framework = framework
    this.#refused.agent = agent
    this.#refused.refusal = refusal
    this.#tell(this.#refused)
  }

  batchIsDue(): void {
    this.#tell({ kind: "batchIsDue" })
  }

  offered(offer: OfferId): void {
    const { offers } = this.#world
    const slot = offers.slotOf(offer)
    this.#offered.framework = offers.framework[slot]
    this.#offered.agent = offers.agent[slot]
    this.#copy(offers.amounts, slot)
    this.#offered.reserved = this.#world.view.reservations?.inOffer(slot) ?? nothing
    this.#tell(this.#offered)
  }

  /** Before it ends. */
  offerEnds(slot: number, refusal: Micros): void {
    const { offers } = this.#world
    this.#copy(offers.amounts, slot)
    this.#recovered.reserved = this.#world.view.reservations?.inOffer(slot) ?? nothing
    this.#recover(offers.framework[slot], offers.agent[slot], refusal)
  }

  taskEnded(task: TaskId, agent: AgentId): void {
    const { jobs, view } = this.#world
    this.#copy(jobs.shapes, jobs.taskShape[task])
    this.#recovered.reserved = view.reservations?.inTask(task) ?? nothing
    this.#recover(view.frameworkOf(task), agent, 0)
  }

  #recover(framework: FrameworkId, agent: AgentId, refusal: Micros): void {
    this.#recovered.framework = framework
    this.#recovered.agent = agent
    this.#recovered.refusal = refusal
    this.#tell(this.#recovered)
  }

  #copy(table: Float64Array, row: number): void {
    for (let k = 0; k < scalarCount; k++) this.#row[k] = table[row * scalarCount + k]
  }
}
