import {
  type AgentId,
  type ControlPlane,
  cpus,
  type FrameworkId,
  outcomeLost,
  type Role,
  scalarCount,
  type StageId,
  type TaskId,
  type TaskOutcome,
  type Thousandths,
} from "../../../sim/index.ts"
import { Debts } from "./debts.ts"
import type { DecisionRecorder } from "./facts.ts"
import { Holdings } from "./holdings.ts"
import { JobBook } from "./job-book.ts"
import { MachineRows } from "./machine-rows.ts"
import { OfferTaker } from "./offer-taker.ts"
import { type Offer, OpenOffers } from "./offers.ts"
import { Pools } from "./pool.ts"
import type { DecisionTime, Rules } from "./rules.ts"
import type { Site } from "./site.ts"

export interface MesosOmega13Setting {
  readonly name: string
  readonly rules: Rules
  /** Of each role. */
  readonly decisions: (roles: readonly Role[]) => readonly DecisionTime[]
  readonly recorder?: DecisionRecorder
}

/**
 * Mesos as the Omega paper simulates it, which is not Mesos as it is: everything that is free is offered to the one
 * framework with the smallest dominant share, and stays locked while it decides about its whole queue. There are no
 * filters, no roles, no weights, and an agent is never offered by itself.
 * Source: Schwarzkopf et al., EuroSys 2013, §4.2; MesosSimulation.scala, MesosAllocator.
 */
export function mesosOmega13(setting: MesosOmega13Setting): (site: Site) => MesosOmega13 {
  return (site) => new MesosOmega13(site, setting)
}

class MesosOmega13 implements ControlPlane {
  readonly name: string
  readonly #site: Site
  readonly #rules: Rules
  readonly #recorder: DecisionRecorder
  readonly #pools: Pools
  readonly #debts: Debts
  readonly #machines: MachineRows
  readonly #book: JobBook
  readonly #holdings: Holdings
  readonly #takers: readonly OfferTaker[]
  /** The frameworks that want offers. */
  readonly #asking = new Set<FrameworkId>()
  readonly #offers = new OpenOffers()
  /** Offers that wait until their framework has answered the one before; and whether it is deciding. */
  readonly #unread: Offer[][]
  readonly #isDeciding: boolean[]
  #isGathering = false
  #locked: Thousandths = 0
  readonly #offerIsMade: number
  readonly #offerArrives: number
  readonly #partStarts: number
  readonly #offerIsAnswered: number

  constructor(site: Site, { name, rules, decisions, recorder = {} }: MesosOmega13Setting) {
    const { jobs } = site
    this.name = name
    this.#site = site
    this.#rules = rules
    this.#recorder = recorder
    this.#pools = new Pools(site.agents.count)
    this.#holdings = new Holdings(site)
    this.#debts = new Debts(
      site.agents.count,
      (machine, table, row) => this.#pools.unlocked.add(machine, table, row),
      (machine) => this.#takeBack(machine),
    )
    this.#machines = new MachineRows(site, this.#debts)
    this.#book = new JobBook(site, rules, recorder, (job) => {
      const framework = jobs.jobFramework[jobs.stageJob[job.stage]]
      this.#takers[framework].queue.push(job)
      this.#asking.add(framework)
      this.#gather()
    })
    const times = decisions(jobs.roles)
    this.#takers = jobs.frameworks.map(({ role }, framework) => {
      const { perJob, perTask } = times[role]
      return new OfferTaker({
        site,
        book: this.#book,
        recorder,
        framework,
        stream: site.random.stream(rules.streamOf(framework)),
        rules: rules.offers,
        thinks: ({ waiting }) => perJob + perTask * waiting.length,
      })
    })
    this.#unread = jobs.frameworks.map(() => [])
    this.#isDeciding = jobs.frameworks.map(() => false)
    this.#offerIsMade = site.declare("offer is made", () => this.#makeOffer())
    this.#offerArrives = site.declare("offer arrives", (id) => this.#receive(this.#offers.get(id)))
    this.#partStarts = site.declare("tasks of an offer start", (id, part) =>
      this.#start(this.#offers.get(id), part),
    )
    this.#offerIsAnswered = site.declare("offer is answered", (id) => this.#answered(this.#offers.get(id)))
  }

  begin(): void {
    this.#machines.begin()
    this.#holdings.recount()
  }

  stageReady(stage: StageId): void {
    this.#book.stageReady(stage)
  }

  taskEnded(task: TaskId, outcome: TaskOutcome): void {
    this.#holdings.move(task, -1)
    this.#machines.taskEnded(task)
    if (outcome === outcomeLost) this.#book.taskBack(task)
    this.#gather()
  }

  agentLeaving(agent: AgentId): void {
    this.#takeBack(agent)
  }

  agentChanged(agent: AgentId): void {
    this.#machines.agentChanged(agent)
    this.#holdings.recount()
    this.#gather()
  }

  /** All on the machine that no task uses: in no offer, in one, claimed by an answer under way, or owed. */
  unusedOn(machine: AgentId, kind: number): Thousandths {
    const unlocked = this.#pools.unlocked.free[machine * scalarCount + kind]
    const held = this.#offers.holdOn(machine, kind, this.#site.jobs)
    return unlocked + held - this.#debts.owedBy(machine, kind)
  }

  /** Offers what is free once some time has gathered more of it. */
  #gather(): void {
    if (this.#isGathering) return
    this.#isGathering = true
    this.#site.at(this.#site.now + this.#rules.offers.batch, this.#offerIsMade, 0, 0)
  }

  #makeOffer(): void {
    this.#isGathering = false
    if (this.#asking.size === 0 || !this.#rules.offers.isEnough(this.#pools.unlocked.total)) return
    const offer = this.#offers.open(this.#neediest(), this.#pools.lockAll())
    this.#lock(offer.pool.total[cpus])
    this.#site.at(this.#site.now + this.#rules.offers.allocatorThinks, this.#offerArrives, offer.id, 0)
  }

  /** Of the frameworks that ask, the one with the smallest dominant share; of equals, the lowest. */
  #neediest(): FrameworkId {
    let neediest = -1
    let least = Infinity
    for (const framework of this.#asking) {
      const share = this.#holdings.dominantShare(framework)
      if (share < least || (share === least && framework < neediest)) {
        neediest = framework
        least = share
      }
    }
    return neediest
  }

  #receive(offer: Offer): void {
    const { framework } = offer
    if (this.#rules.offers.decisions === "one offer at a time" && this.#isDeciding[framework])
      this.#unread[framework].push(offer)
    else this.#consider(offer)
  }

  #consider(offer: Offer): void {
    const { now } = this.#site
    const { framework, id } = offer
    const taker = this.#takers[framework]
    const { starts, due } = taker.answer(offer)
    if (taker.queue.length === 0) this.#asking.delete(framework)
    this.#isDeciding[framework] = true
    for (const [part, after] of starts.entries()) this.#site.at(now + after, this.#partStarts, id, part)
    this.#site.at(now + due, this.#offerIsAnswered, id, 0)
  }

  #start({ parts }: Offer, part: number): void {
    const claims = parts[part]
    let started: Thousandths = 0
    for (let i = 0; i < claims.count; i++) {
      const task = claims.task[i]
      started += this.#cpusOf(task)
      this.#holdings.move(task, +1)
      this.#machines.start(task, claims.machine[i])
    }
    claims.clear()
    this.#lock(-started)
  }

  #answered(offer: Offer): void {
    const { framework, pool } = offer
    this.#lock(-pool.total[cpus])
    this.#offers.close(offer)
    this.#pools.unlock(pool)
    this.#isDeciding[framework] = false
    this.#gather()
    const next = this.#unread[framework].shift()
    if (next !== undefined) this.#consider(next)
  }

  /** Nothing of the machine is in the pools any more, neither offered nor claimed nor free. */
  #takeBack(machine: AgentId): void {
    this.#pools.unlocked.drop(machine)
    const { tasks, cpus: unlocked } = this.#offers.takeBack(machine)
    this.#lock(-unlocked - tasks.reduce((sum, task) => sum + this.#cpusOf(task), 0))
    for (const task of tasks) this.#book.taskBack(task)
  }

  #cpusOf(task: TaskId): Thousandths {
    const { shapes, taskShape } = this.#site.jobs
    return shapes[taskShape[task] * scalarCount + cpus]
  }

  #lock(more: Thousandths): void {
    if (more === 0) return
    this.#locked += more
    this.#recorder.locked?.(this.#site.now, this.#locked)
  }
}
