/**
 * What bench/allocator.ts measures, in a process of its own, so that its memory is its own. Takes one request as JSON
 * and prints one answer as JSON.
 */
import {
  allocate,
  drfSorter,
  MesosAllocator,
  type Offer,
  parseQuantities,
  parseResources,
  shuffledAgents,
  textOrder,
} from "../policies/allocation/mesos/index.ts"
import { cpuSeconds } from "./harness.ts"

export interface AllocatorRequest {
  readonly agents: number
  readonly frameworks: number
  readonly setup: Setup
  /** How many runs are measured. */
  readonly runs: number
}

export type Setup =
  /** One role per framework; all that is offered comes back, unrefused, before the next run. */
  | "everything free"
  /** The same with quota for a hundred roles, and a third of every tenth agent reserved to some role. */
  | "quota and reservations"
  /** Everything is offered, and kept. */
  | "nothing available"
  | "all suppressed"
  /** Every framework has refused every agent for a year. */
  | "all refused"
  /** All frameworks in one role, part of each agent in use, every offer declined for ever. */
  | "declined"

export interface AllocatorAnswer {
  readonly addAgentsS: number
  readonly runS: readonly number[]
  readonly offers: number
  readonly rssMb: number
}

const second = 1_000_000
const year = 365 * 24 * 3600
const agentCapabilities = new Set(["MULTI_ROLE", "HIERARCHICAL_ROLE", "RESERVATION_REFINEMENT"])
const frameworkCapabilities = new Set(["MULTI_ROLE"])

/** First in, first out; only batch timers are ever due in a run. */
class Batches {
  #now = 0
  #messages: (() => void)[] = []
  #timers: { readonly due: number; readonly message: () => void }[] = []

  now(): number {
    return this.#now
  }

  enqueue(message: () => void): void {
    this.#messages.push(message)
  }

  after(delay: number, message: () => void): void {
    this.#timers.push({ due: this.#now + delay, message })
  }

  advance(): void {
    this.#now += second
    const due = this.#timers.filter((timer) => timer.due <= this.#now)
    this.#timers = this.#timers.filter((timer) => timer.due > this.#now)
    for (const { message } of due) this.enqueue(message)
    this.settle()
  }

  settle(): void {
    for (let message = this.#messages.shift(); message !== undefined; message = this.#messages.shift())
      message()
  }
}

class Cluster {
  readonly #mailbox = new Batches()
  readonly #allocator: MesosAllocator
  readonly #request: AllocatorRequest
  offers: readonly Offer[] = []

  constructor(request: AllocatorRequest) {
    this.#request = request
    this.#allocator = new MesosAllocator({
      options: {
        interval: second,
        minAllocatable: ["cpus:0.01", "mem:32"].map(parseQuantities),
        filterGpuResources: true,
        recoveryTimeout: 600 * second,
        agentRecoveryFactor: 0.8,
        sortRoles: drfSorter(),
        sortFrameworks: drfSorter(),
        agentOrder: shuffledAgents(1),
        chopOrder: textOrder,
      },
      mailbox: this.#mailbox,
      onOffers: (offers) => {
        this.offers = offers
      },
      onInverseOffers: () => undefined,
    })
  }

  addFrameworks(): void {
    const { frameworks, setup } = this.#request
    for (let i = 0; i < frameworks; i++)
      this.#allocator.addFramework(
        `framework-${i}`,
        {
          roles: new Set([setup === "declined" ? "*" : `role-${i}`]),
          suppressed: new Set(),
          capabilities: frameworkCapabilities,
          minAllocatable: new Map(),
          constraints: undefined,
        },
        true,
      )
    if (setup === "quota and reservations")
      for (let i = 0; i < Math.min(100, frameworks); i++)
        this.#allocator.updateQuota(`role-${i}`, {
          guarantees: parseQuantities("cpus:240;mem:40960"),
          limits: parseQuantities("cpus:480;mem:81920"),
        })
    this.#mailbox.settle()
  }

  /** Behind an empty whitelist, each with a run of its own. */
  addAgents(): void {
    this.#allocator.updateWhitelist(new Set())
    for (let i = 0; i < this.#request.agents; i++) {
      const total = parseResources(this.#resourcesOf(i))
      const setting = {
        info: { hostname: `host-${i}`, attributes: [] },
        capabilities: agentCapabilities,
        total,
      }
      this.#allocator.addAgent(`agent-${i}`, setting, this.#usedOf(i), false)
      this.#mailbox.settle()
    }
    this.#allocator.updateWhitelist(undefined)
  }

  run(): void {
    this.offers = []
    this.#mailbox.advance()
  }

  giveBack(refuseSeconds: number | undefined): void {
    for (const { framework, agent, resources } of this.offers)
      this.#allocator.recoverResources(framework, agent, resources, refuseSeconds)
  }

  suppressAll(): void {
    for (let i = 0; i < this.#request.frameworks; i++) this.#allocator.suppressOffers(`framework-${i}`, [])
  }

  #resourcesOf(i: number): string {
    const { setup, frameworks } = this.#request
    const whole = "cpus:24;mem:4096;disk:4096;ports:[31000-32000]"
    if (setup !== "quota and reservations" || i % 10 !== 0) return whole
    const role = `role-${i % frameworks}`
    return `cpus:16;cpus(${role}):8;mem:3072;mem(${role}):1024;disk:4096;ports:[31000-32000]`
  }

  #usedOf(i: number) {
    const { setup, frameworks } = this.#request
    if (setup !== "declined") return new Map()
    const ports = Array.from({ length: 16 }, (_, k) => `${31000 + 50 * k}-${31000 + 50 * k + 20}`).join(",")
    const used = parseResources(`cpus:16;mem:2014;disk:1024;ports:[${ports}]`)
    return new Map([[`framework-${i % frameworks}`, allocate(used, "*")]])
  }
}

function answer(request: AllocatorRequest): AllocatorAnswer {
  const { setup, runs, frameworks } = request
  const cluster = new Cluster(request)
  cluster.addFrameworks()
  const addAgentsS = cpuSeconds(() => cluster.addAgents())
  const refuse = setup === "all refused" || setup === "declined" ? year : undefined
  if (setup === "all refused") for (let i = 0; i < frameworks; i++) turn(cluster, refuse)
  if (setup === "nothing available") cluster.run()
  if (setup === "all suppressed") cluster.suppressAll()
  let offers = 0
  const runS = Array.from({ length: runs }, () => {
    const seconds = cpuSeconds(() => cluster.run())
    offers = Math.max(offers, cluster.offers.length)
    cluster.giveBack(refuse)
    return seconds
  })
  return { addAgentsS, runS, offers, rssMb: process.resourceUsage().maxRSS / 1024 }
}

function turn(cluster: Cluster, refuse: number | undefined): void {
  cluster.run()
  cluster.giveBack(refuse)
}

process.stdout.write(JSON.stringify(answer(JSON.parse(process.argv[2]) as AllocatorRequest)))
