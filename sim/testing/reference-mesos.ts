/**
 * The Mesos offer cycle without any cleverness: every offer is made in the ledger, refusals are a list of objects that
 * is searched whole, no agent sleeps, and shares are computed from scratch for every agent. Slow, obviously right: the
 * twin of sim/mesos with the policies drf and weighted. The same scenario gives the same digest in both.
 */
import { agentLost } from "../cluster/agents.ts"
import { cpus, mem, scalarCount } from "../cluster/resources.ts"
import { leastBy } from "../contracts/allocation-policy.ts"
import type { ControlPlane, ControlPlaneFactory, World } from "../contracts/control-plane.ts"
import type { Command, Framework, FrameworkFactory, OfferList, OfferReply } from "../contracts/framework.ts"
import { offerAccepted, offerDeclined, offerRescinded, type TaskOutcome } from "../contracts/recorder.ts"
import { mix32, VisitOrder } from "../kernel/random.ts"
import { microsPerSecond } from "../kernel/units.ts"

interface Refusal {
  readonly framework: number
  readonly agent: number
  readonly amounts: readonly number[]
  readonly end: number
}

export function referenceMesos(setting: {
  readonly frameworks: (behaviour: string) => FrameworkFactory
  readonly usesWeights: boolean
}): ControlPlaneFactory {
  return (world) => new ReferenceMaster(world, setting.frameworks, setting.usesWeights)
}

class ReferenceMaster implements ControlPlane {
  readonly name = "reference mesos"
  readonly world: World
  readonly frameworks: Framework[]
  readonly usesWeights: boolean
  readonly key: number
  readonly batchEvent: number
  readonly runEvent: number
  asking = new Set<number>()
  refusals: Refusal[] = []
  wantsAll = false
  wanted = new Set<number>()
  run = -1
  runIsPending = false
  batchIsScheduled = false

  constructor(world: World, frameworks: (behaviour: string) => FrameworkFactory, usesWeights: boolean) {
    const nextTask = new Int32Array(world.jobs.taskCount)
    const orderOfTask = new Int32Array(world.jobs.taskCount)
    const isWaiting = (task: number) => world.view.isWaiting(task)
    this.world = world
    this.usesWeights = usesWeights
    this.frameworks = world.jobs.frameworks.map(({ behaviour }, id) =>
      frameworks(behaviour)({ id, jobs: world.jobs, isWaiting, nextTask, orderOfTask, random: world.random }),
    )
    this.key = world.random.stream("mesos/agent order").integer(2 ** 32)
    this.batchEvent = world.declare("batch", () => {
      this.batchIsScheduled = false
      this.trigger("all")
    })
    this.runEvent = world.declare("run", () => this.allocate())
  }

  begin(): void {
    this.trigger("all")
  }

  stageReady(stage: number): void {
    const { jobs } = this.world
    const framework = jobs.jobFramework[jobs.stageJob[stage]]
    this.obey(framework, this.frameworks[framework].stageReady(stage))
  }

  taskEnded(task: number, outcome: TaskOutcome): void {
    const framework = this.world.view.frameworkOf(task)
    this.obey(framework, this.frameworks[framework].taskEnded(task, outcome))
  }

  agentLeaving(agent: number): void {
    const { offers } = this.world
    for (let slot = 0; slot < offers.slotCount; slot++)
      if (offers.slotIsOpen(slot) && offers.agent[slot] === agent)
        this.world.endOffer(offers.idAt(slot), offerRescinded)
  }

  agentChanged(agent: number, change: number): void {
    if (change === agentLost) this.refusals = this.refusals.filter((refusal) => refusal.agent !== agent)
    else this.trigger(agent)
  }

  trigger(agents: "all" | number): void {
    if (agents === "all") this.wantsAll = true
    else this.wanted.add(agents)
    if (!this.runIsPending) this.world.at(this.world.now, this.runEvent, this.run + 1, 0)
    this.runIsPending = true
  }

  allocate(): void {
    this.runIsPending = false
    this.run++
    const made = new Map<number, number[]>()
    if (this.asking.size > 0)
      for (const agent of this.candidates()) {
        const framework = this.neediest(agent)
        if (framework === undefined) continue
        const offer = this.world.makeOffer(agent, framework)
        made.set(framework, [...(made.get(framework) ?? []), offer])
      }
    this.wantsAll = false
    this.wanted.clear()
    for (const [framework, offers] of [...made].sort(([a], [b]) => a - b)) this.deliver(framework, offers)
    if (this.asking.size > 0 && !this.batchIsScheduled) {
      const secondsPassed = Math.floor(this.world.now / microsPerSecond)
      this.world.at((secondsPassed + 1) * microsPerSecond, this.batchEvent, 0, 0)
      this.batchIsScheduled = true
    }
  }

  candidates(): number[] {
    const { agents, view } = this.world
    const hasSomething = (agent: number) => view.free(agent, cpus) >= 10 || view.free(agent, mem) >= 32_000
    const order = new VisitOrder(agents.count)
    order.shuffle(this.key, this.run)
    const all = Array.from({ length: agents.count }, (_, i) => order.at(i))
    const lot = (agent: number) => mix32(agent, this.run, this.key)
    const some = [...this.wanted].sort((a, b) => lot(a) - lot(b) || a - b)
    return (this.wantsAll ? all : some).filter((agent) => view.isUp(agent) && hasSomething(agent))
  }

  /** Of the roles that have a framework which may be offered the agent, the one that holds least; in it, likewise. */
  neediest(agent: number): number | undefined {
    const { jobs, view } = this.world
    const eligible = [...this.asking]
      .sort((a, b) => a - b)
      .filter((framework) => !this.refuses(framework, agent))
    const roleOf = (framework: number) => jobs.frameworks[framework].role
    const roles = [...new Set(eligible.map(roleOf))].sort((a, b) => a - b)
    const weight = (role: number) => (this.usesWeights ? jobs.roles[role].weight : 1)
    const poorest = leastBy(roles, (role) => view.dominantShareOfRole(role) / weight(role))
    const members = eligible.filter((framework) => roleOf(framework) === poorest)
    return leastBy(members, (framework) => view.dominantShare(framework))
  }

  refuses(framework: number, agent: number): boolean {
    const { view, now } = this.world
    return this.refusals.some(
      (refusal) =>
        refusal.framework === framework &&
        refusal.agent === agent &&
        refusal.end > now &&
        refusal.amounts.every((amount, k) => view.free(agent, k) <= amount),
    )
  }

  deliver(framework: number, made: readonly number[]): void {
    const { offers } = this.world
    const slot = (position: number) => offers.slotOf(made[position])
    const list: OfferList = {
      length: made.length,
      id: (position) => made[position],
      agent: (position) => offers.agent[slot(position)],
      amount: (position, kind) => offers.amounts[slot(position) * scalarCount + kind],
    }
    this.world.hash(framework)
    this.world.hash(made.length)
    for (const reply of this.frameworks[framework].offersReceived(list, this.world.now))
      this.answer(framework, made, reply)
  }

  answer(framework: number, made: readonly number[], reply: OfferReply): void {
    if (reply.kind === "accept") {
      for (const task of reply.tasks) this.world.launchFromOffer(task, reply.offer)
      this.refuse(framework, reply.offer, reply.refuse)
      this.world.endOffer(reply.offer, offerAccepted)
    } else if (reply.kind === "decline") this.decline(framework, reply.offer, reply.refuse)
    else if (reply.kind === "declineRest") {
      for (const offer of made)
        if (this.world.offers.isOpen(offer)) this.decline(framework, offer, reply.refuse)
    } else this.obey(framework, [reply])
  }

  decline(framework: number, offer: number, refusal: number): void {
    this.refuse(framework, offer, refusal)
    this.world.endOffer(offer, offerDeclined)
  }

  refuse(framework: number, offer: number, refusal: number): void {
    if (refusal === 0) return
    const { offers, now } = this.world
    const slot = offers.slotOf(offer)
    const amounts = [...offers.amounts.subarray(slot * scalarCount, (slot + 1) * scalarCount)]
    // A refusal of one interval survives the batch that is due when it ends.
    const end = refusal > microsPerSecond ? now + refusal : now + microsPerSecond + 1
    this.refusals.push({ framework, agent: offers.agent[slot], amounts, end })
  }

  obey(framework: number, commands: Iterable<Command>): void {
    for (const { kind } of commands)
      if (kind === "suppress") this.asking.delete(framework)
      else if (kind === "revive") {
        this.asking.add(framework)
        this.refusals = this.refusals.filter((refusal) => refusal.framework !== framework)
        this.trigger("all")
      }
  }
}
