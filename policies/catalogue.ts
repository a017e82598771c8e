/** All policies by name: what `mesoscope policies` lists. How one of them is chosen is in grammar.ts. */
import {
  type ControlPlaneFactory,
  type FrameworkFactory,
  type Heeds,
  type PolicyFactory,
} from "../sim/index.ts"
import { asset } from "./allocation/asset.ts"
import { ceei } from "./allocation/ceei.ts"
import { drf, weightedDrf } from "./allocation/drf.ts"
import { fifo } from "./allocation/fifo.ts"
import { hierarchicalDrf } from "./allocation/h-drf.ts"
import { lottery } from "./allocation/lottery.ts"
import { maxMin } from "./allocation/max-min.ts"
import { mesosHeeds, mesosOptions, mesosPolicy } from "./allocation/mesos-policy/index.ts"
import { priority } from "./allocation/priority.ts"
import { random } from "./allocation/random.ts"
import { roundRobin } from "./allocation/round-robin.ts"
import { staticPartition } from "./allocation/static.ts"
import { agentOrder } from "./placement/agent-order.ts"
import type { PlacementEntry, Sight } from "./placement/catalogue.ts"
import { mesosPlacedBy } from "./placement/offered.ts"
import {
  conservative,
  easy,
  f1,
  fairShare,
  fcfs,
  multifactor,
  sjf,
  unicep,
  wfp3,
} from "./schedulers/batch/planes.ts"
import { kubernetes, kubernetesHeeds } from "./schedulers/kubernetes/choice.ts"
import { chosenBatch } from "./schedulers/batch/plane/choice.ts"
import type { BatchFactory } from "./schedulers/batch/plane/plane.ts"
import { mesosOfOmegaPaper, monolithic, omega } from "./schedulers/omega/choices.ts"
import * as swarm from "./schedulers/swarm/choices.ts"
import * as yarn from "./schedulers/yarn/choices.ts"
import { Settings } from "./settings.ts"

export interface PlaneSetting {
  /** The framework of a behaviour's name. Control planes that need no frameworks do not ask. */
  readonly frameworks: (behaviour: string) => FrameworkFactory
}

export interface PolicyEntry {
  /** As the grammar has it, in full: "mesos/drf". */
  readonly name: string
  readonly about: string
  readonly source: string
  /** What its file exports: an allocation policy of Mesos, a control plane of its own, or what makes one of settings. */
  readonly implementation: PolicyFactory | ControlPlaneFactory | ConfiguredPlane | typeof mesosPolicy
  /** Reads the settings it knows (settings.ts); without them, what they are by default. */
  readonly configure: (
    settings: Settings,
    placement?: PlacementEntry,
  ) => (setting: PlaneSetting) => ControlPlaneFactory
  /** What it shows of the cluster to a placement that is chosen with a plus; absent: it places in one way only. */
  readonly shows?: readonly Sight[]
  /** What it goes by of what is set for roles, apart from weights; by default nothing. */
  readonly heeds?: (settings: Settings) => Heeds
}

/** `placement` is given only to planes that take one. */
type ConfiguredPlane = (settings: Settings, placement?: PlacementEntry) => ControlPlaneFactory

const offers: readonly Sight[] = ["amounts"]
const wholeCluster: readonly Sight[] = ["amounts", "GPU devices", "running tasks"]

export const policyCatalogue: readonly PolicyEntry[] = [
  {
    name: "mesos/mesos",
    about:
      "the allocator of Apache Mesos itself, decision for decision; settings role_sorter, framework_sorter, agent_order, min_allocatable, quota, reservations",
    source: "apache/mesos c1b42f79d (2024), HierarchicalAllocatorProcess",
    implementation: mesosPolicy,
    configure: (settings, placement) => {
      const policy = mesosPolicy(mesosOptions(settings))
      const placed = mesosPlacedBy(placement)
      return ({ frameworks }) => placed({ policy, frameworks })
    },
    shows: offers,
    heeds: mesosHeeds,
  },
  allocation("drf", drf, {
    about:
      "Dominant Resource Fairness: each agent to the role, then the framework, that holds least; setting agent_order (shuffled, or a placement), as for all of mesos/…",
    source: "Ghodsi et al., NSDI 2011, §4",
  }),
  allocation("weighted", weightedDrf, {
    about: "the same, each role's share divided by its weight",
    source: "Ghodsi et al., NSDI 2011, §4.3",
  }),
  allocation("random", random, {
    about: "each agent to one of the frameworks that ask, all equally likely",
    source: "baseline",
  }),
  allocation("fifo", fifo, {
    about: "each agent to the framework that has asked longest; may starve the others",
    source: "baseline",
  }),
  allocation("static", staticPartition, {
    about: "each agent belongs to one role for good, in proportion to the roles' weights",
    source: "baseline; Hindman et al., NSDI 2011, §6.1",
  }),
  allocation("asset", asset, {
    about: "asset fairness: each agent to the role whose shares of all resources add up to least",
    source: "Ghodsi et al., NSDI 2011, §5.1",
  }),
  allocation("ceei", ceei, {
    about: "competitive equilibrium from equal incomes: to the role furthest below what it could buy",
    source: "Varian 1974; Ghodsi et al., NSDI 2011, §5.2",
  }),
  allocation("max-min", maxMin, {
    about: "max-min fairness of memory alone, by weight",
    source: "YARN FairSharePolicy",
  }),
  allocation("h-drf", hierarchicalDrf, {
    about: "hierarchical DRF: roles within roles, and nobody starved by a sibling",
    source: "Bhattacharya et al., SoCC 2013",
  }),
  allocation("lottery", lottery, {
    about: "a draw for each agent, with as many tickets as a role weighs",
    source: "Waldspurger & Weihl, OSDI 1994",
  }),
  allocation("round-robin", roundRobin, {
    about: "agents go round the frameworks, whatever they hold",
    source: "baseline",
  }),
  allocation("priority", priority, {
    about: "each agent to the role of greatest weight that asks; may starve the others",
    source: "baseline",
  }),
  batchSystem("batch/fcfs", fcfs, {
    about:
      "one queue, first come first served, first fit; what is behind the head waits with it; setting backfill, as for all batch planes",
    source: "Feitelson & Rudolph, JSSPP 1995",
  }),
  batchSystem("batch/sjf", sjf, {
    about: "the same, shortest request first",
    source: "Feitelson & Rudolph, JSSPP 1995",
  }),
  batchSystem("batch/wfp3", wfp3, {
    about: "the same, longest wait by request first, cubed, times processors",
    source: "Tang et al., CLUSTER 2009",
  }),
  batchSystem("batch/unicep", unicep, {
    about: "the same, longest wait by request and by the logarithm of processors first",
    source: "Tang et al., CLUSTER 2009",
  }),
  batchSystem("batch/f1", f1, {
    about: "the same, by a formula of request, processors and age that was fitted to simulations",
    source: "Carastan-Santos & de Camargo, SC 2017",
  }),
  batchSystem("batch/easy", easy, {
    about: "first come first served; others overtake if they do not delay the first of the queue",
    source: "Lifka, JSSPP 1995; Mu'alem & Feitelson, TPDS 2001",
  }),
  batchSystem("batch/conservative", conservative, {
    about: "first come first served; others overtake if they delay nobody who came before",
    source: "Mu'alem & Feitelson, TPDS 2001",
  }),
  batchSystem("batch/fair-share", fairShare, {
    about: "who has used least first, half of it forgotten every week; overtaking as in EASY",
    source: "Kay & Lauder, CACM 1988; Slurm's defaults",
  }),
  batchSystem("batch/multifactor", multifactor, {
    about: "a weighted sum of age, fair share and size; overtaking as in EASY",
    source: "Slurm, priority/multifactor",
  }),
  scheduler("omega", omega, {
    about:
      "schedulers that share the cell: each decides on its own copy and commits it if nothing conflicts; settings mode, give_up, conflict, commit, schedulers, t_job, t_task, service_t_job, service_t_task, service",
    source: "Schwarzkopf et al., EuroSys 2013, §3",
  }),
  scheduler("monolithic", monolithic, {
    about:
      "one scheduler, one decision at a time, on a single path or one for services and one for the rest; settings mode, give_up, path, t_job, t_task, service_t_job, service_t_task, service",
    source: "Schwarzkopf et al., EuroSys 2013, §4.1",
  }),
  scheduler("mesos-omega13", mesosOfOmegaPaper, {
    about:
      "the Mesos of the Omega paper, not Mesos itself: all that is free goes to one framework and is locked while it decides; settings mode, give_up, t_job, t_task, service_t_job, service_t_task, service",
    source: "Schwarzkopf et al., EuroSys 2013, §4.2",
  }),
  {
    ...scheduler("kubernetes", kubernetes, {
      about:
        "kube-scheduler with its default plugins: one pod at a time, priorities, preemption; settings qps, burst, pods, percent, preemption, disruption, taint, effect, admission, backoff_limit, autoscaler, min_nodes, provision, unneeded, threshold, expander",
      source: "kubernetes/kubernetes, pkg/scheduler",
    }),
    shows: wholeCluster,
    heeds: kubernetesHeeds,
  },
  scheduler("swarm/spread", swarm.spread, {
    about: "classic Docker Swarm: each task to the node that would be least full; setting debounce",
    source: "docker-archive/classicswarm, scheduler/strategy",
  }),
  scheduler("swarm/binpack", swarm.binpack, {
    about: "the same, to the node that would be fullest",
    source: "docker-archive/classicswarm, scheduler/strategy",
  }),
  scheduler("swarm/random", swarm.random, {
    about: "the same, to any node that has room",
    source: "docker-archive/classicswarm, scheduler/strategy",
  }),
  scheduler("swarm/swarmkit", swarm.swarmkit, {
    about:
      "today's Swarm: the node with fewest tasks of the service, then fewest at all; settings over (an attribute), debounce",
    source: "moby/swarmkit, manager/scheduler",
  }),
  {
    ...scheduler("yarn/capacity", yarn.capacity, {
      about:
        "each node's heartbeat to the queue that uses least of what it is guaranteed, first come first served inside; settings calculator, offswitch, heartbeat, preemption, monitor, kill_after, per_round",
      source: "apache/hadoop, CapacityScheduler",
    }),
    heeds: yarn.yarnHeeds,
  },
  {
    ...scheduler("yarn/fair", yarn.fair, {
      about:
        "each node's heartbeat to the queue, then the job, that uses least for its weight, least shares first; settings policy, assignmultiple, heartbeat, preemption, monitor, kill_after, per_round",
      source: "apache/hadoop, FairScheduler",
    }),
    heeds: yarn.yarnHeeds,
  },
]

/** Whether the policy shows what the placement looks at. */
export function canPlace({ shows = [] }: PolicyEntry, { looksAt }: PlacementEntry): boolean {
  return shows.includes(looksAt)
}

/** The names of the policies that go by that of what is set for roles. */
export function policiesThatHeed(what: keyof Heeds): readonly string[] {
  return policyCatalogue
    .filter(({ name, heeds }) => heeds?.(new Settings(name))[what] === true)
    .map(({ name }) => name)
}

function batchSystem(
  name: string,
  factory: BatchFactory,
  { about, source }: { readonly about: string; readonly source: string },
): PolicyEntry {
  return {
    name,
    about,
    source,
    implementation: factory,
    configure: (settings, placement) => {
      const plane = chosenBatch(factory, settings, placement)
      return () => plane
    },
    shows: wholeCluster,
  }
}

function allocation(
  name: string,
  policy: PolicyFactory,
  { about, source }: { readonly about: string; readonly source: string },
): PolicyEntry {
  return {
    name: `mesos/${name}`,
    about,
    source,
    implementation: policy,
    configure: (settings, placement) => {
      const placed = mesosPlacedBy(placement)
      const inOrder = agentOrder(settings)
      return ({ frameworks }) =>
        (world) =>
          placed({ policy: inOrder(policy, world), frameworks })(world)
    },
    shows: offers,
  }
}

function scheduler(
  name: string,
  implementation: ConfiguredPlane,
  { about, source }: { readonly about: string; readonly source: string },
): PolicyEntry {
  const configure: PolicyEntry["configure"] = (settings, placement) => {
    const plane = implementation(settings, placement)
    return () => plane
  }
  return { name, about, source, implementation, configure }
}
