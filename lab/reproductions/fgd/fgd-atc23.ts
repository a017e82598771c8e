/**
 * GPU packing on Alibaba's openb cluster: how much of the GPUs six policies hand out as more and more is asked for, and
 * how much is left that nobody can use. Minutes to an hour a run in the original, which is a whole scheduler.
 */
import { existsSync } from "node:fs"
import { resolve } from "node:path"
import { type AgentTable, assert, type JobTable, unknown } from "../../../sim/index.ts"
import { readTrace } from "../../../workloads/index.ts"
import type { Curve, PublishedCheck, ReproductionRow } from "../../results/index.ts"
import { sampleOf } from "../../statistics/index.ts"
import {
  type Reproduced,
  type Reproduction,
  ReproductionError,
  type ReproductionOptions,
  type ReproductionProgress,
} from "../contract.ts"
import { pack, type PackingCurve } from "./packing.ts"
import { type PublishedPolicy, publishedPolicies } from "./policies.ts"
import { type PublishedLevel, publishedLevels } from "./published.ts"

const defaultWorkload = "openb_pod_list_default"
const firstSeed = 42
const defaultSeeds = 10
/** Percent of the GPUs asked for at which the publication's tables stand. */
const levels = [50, 80, 90, 95, 100, 105, 110, 120, 130]

export const fgdAtc23: Reproduction = {
  name: "fgd-atc23",
  about: "Fragmentation gradient descent: how much of a GPU cluster six policies can hand out",
  source:
    "Weng et al., Beware of Fragmentation: Scheduling GPU-Sharing Workloads with Fragmentation Gradient Descent, ATC 2023, figures 7, 9 and 11 to 14, from the artifact's tables",
  flags: ["workload", "policies", "seeds"],
  run: reproduce,
}

async function reproduce(options: ReproductionOptions, progress: ReproductionProgress): Promise<Reproduced> {
  const workload = options.workload ?? defaultWorkload
  const policies = chosenPolicies(options.policies ?? (options.slice ? ["BestFit", "FGD"] : undefined))
  const seeds = options.seeds ?? (options.slice ? 2 : defaultSeeds)
  const { pods, agents } = await readCluster(workload, options.data)
  const curves = new Map<PublishedPolicy, PackingCurve[]>()
  let done = 0
  for (const policy of policies) {
    const runs: PackingCurve[] = []
    for (let i = 0; i < seeds; i++) {
      progress("packing", done / (policies.length * seeds), `${policy.name}, seed ${firstSeed + i}`)
      await new Promise(setImmediate)
      runs.push(pack({ pods, agents, seed: firstSeed + i, placement: policy.placement }))
      done++
    }
    curves.set(policy, runs)
  }
  const published = await publishedLevels(options.data)
  const theirs = published.filter((level) => level.workload === nameOf(workload))
  return {
    rows: [...curves].flatMap(([policy, runs]) => rowsOf(policy, runs)),
    checks: [...curves].flatMap(([policy, runs]) => checksOf(policy, runs, theirs)),
    curves: drawn,
    notes: [
      `${pods.jobCount} pods of ${nameOf(workload)} shuffled, then copies of them until 130 % of the ${agents.count} agents' GPUs are asked for; nobody leaves; what does not fit is not tried again. Seeds ${firstSeed} to ${firstSeed + seeds - 1} are ours: the original draws from streams that its threads share, so its runs cannot be repeated one by one.`,
      "Equal scores go to one order of the agents that is drawn per run. It matters: the original was changed so, and with a fresh draw for every pod FGD hands out less.",
      ...(theirs.length === 0 ? [`Nothing published is at hand for ${nameOf(workload)}.`] : []),
    ],
    chosen: { workload, seeds: String(seeds), policies: policies.map(({ name }) => name).join(",") },
  }
}

function chosenPolicies(names: readonly string[] | undefined): readonly PublishedPolicy[] {
  if (names === undefined) return publishedPolicies
  return names.map((name) => {
    const found = publishedPolicies.find((one) => one.name.toLowerCase() === name.toLowerCase())
    if (found !== undefined) return found
    throw new ReproductionError(
      unknown(
        "policy of this publication",
        name,
        publishedPolicies.map((one) => one.name),
      ),
    )
  })
}

/** "openb_pod_list_default" of a path or a name. */
const nameOf = (workload: string) => (workload.split("/").at(-1) ?? workload).replace(/\.csv(\.gz)?$/, "")

async function readCluster(
  workload: string,
  data: string,
): Promise<{ readonly pods: JobTable; readonly agents: AgentTable }> {
  const folder = resolve(data, "traces/openb-2023")
  const machines = resolve(folder, "openb_node_list_gpu_node.csv.gz")
  const places = [resolve(workload), resolve(folder, workload), resolve(folder, `${nameOf(workload)}.csv.gz`)]
  const pods = places.find((place) => existsSync(place))
  const missing = [pods === undefined ? workload : undefined, existsSync(machines) ? undefined : machines]
  for (const file of missing)
    if (file !== undefined)
      throw new ReproductionError(
        `There is no ${file}. Put the openb lists of cluster-trace-gpu-v2023 into ${folder}, or set MESOSCOPE_DATA.`,
      )
  assert(pods !== undefined, "a file that was found is there")
  const read = await readTrace({ format: "openb", paths: [pods], machines })
  assert(read.workload.agents !== undefined, "a list of nodes gives agents")
  return { pods: read.workload.jobs, agents: read.workload.agents }
}

function rowsOf({ name }: PublishedPolicy, runs: readonly PackingCurve[]): ReproductionRow[] {
  return levels.map((level) => {
    const allocated = sampleOf(runs.map((run) => run.allocated[level]))
    return {
      policy: name,
      arrived_pct: level,
      alloc_pct_mean: allocated.mean,
      alloc_pct_sd: runs.length > 1 ? allocated.deviation : null,
      frag_amount_pct_mean: sampleOf(runs.map((run) => run.fragmented[level])).mean,
      n: runs.length,
    }
  })
}

function checksOf(
  { name, column }: PublishedPolicy,
  runs: readonly PackingCurve[],
  theirs: readonly PublishedLevel[],
): PublishedCheck[] {
  return theirs
    .filter((level) => level.policy === column)
    .map(({ arrived, mean, deviation }) => ({
      what: `${name}: GPUs allocated at ${arrived} % asked for, %`,
      ours: sampleOf(runs.map((run) => run.allocated[arrived])).mean,
      theirs: mean,
      tolerance: 2 * deviation,
      because: "two standard deviations of their ten seeds",
    }))
}

const asked = { field: "arrived_pct", label: "GPUs asked for, % of the cluster", scale: "linear" } as const

const drawn: readonly Curve[] = [
  {
    id: "allocated",
    title: "GPUs handed out",
    sentence: "Up to 80 % all policies hand out what is asked; beyond it they part. (Figure 9a)",
    x: asked,
    y: { field: "alloc_pct_mean", label: "allocated, % of the cluster", scale: "linear" },
    series: "policy",
  },
  {
    id: "fragmented",
    title: "GPUs of no use",
    sentence: "What a typical pod could not use, of all GPUs. (Figure 7b)",
    x: asked,
    y: { field: "frag_amount_pct_mean", label: "fragmented, % of the cluster", scale: "linear" },
    series: "policy",
  },
]
