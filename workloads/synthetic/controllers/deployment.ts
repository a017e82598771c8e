/**
 * A Deployment as jobs. Its replicas are pods that run until they are not wanted any more; a pod that is lost is made
 * again by whatever places it. Replicas that are wanted at one moment are one job. When fewer are wanted the youngest go
 * first, as a ReplicaSet has it among pods that are alike; those that are left at the end have no end.
 * A pod lives as long as it was wanted, from when it starts: one that starts late, or again, ends later.
 */
import {
  endsFinished,
  type FrameworkId,
  type JobTableBuilder,
  type Micros,
  never,
} from "../../../sim/index.ts"
import {
  HorizontalAutoscaler,
  type HorizontalAutoscalerSetting,
  syncPeriod,
} from "./horizontal-autoscaler.ts"

export interface Deployment {
  readonly name: string
  readonly framework: FrameworkId
  /** Row of the builder's shapes: what each pod asks for. */
  readonly shape: number
  readonly autoscaler: HorizontalAutoscalerSetting
  /** What its users ask of it at a time, in the unit of the target. */
  readonly load: (now: Micros) => number
}

interface Batch {
  readonly at: Micros
  /** µs when each pod goes; `never` as long as it is wanted. */
  readonly goes: Micros[]
}

/** Adds the Deployment's pods from time 0 up to, not including, `until`. */
export function addDeployment(builder: JobTableBuilder, deployment: Deployment, until: Micros): void {
  const { name, framework, shape } = deployment
  for (const [label, { at, goes }] of batchesOf(deployment, until).entries()) {
    builder.job({ arrival: at, framework, label, name })
    builder.stage()
    for (const [pod, end] of goes.entries())
      builder.task(shape, end === never ? never : end - at, endsFinished, pod)
  }
}

function batchesOf({ autoscaler: setting, load }: Deployment, until: Micros): readonly Batch[] {
  const autoscaler = new HorizontalAutoscaler(setting, load(0))
  const batches: Batch[] = []
  /** Oldest first: the batch and the place in it of every pod that is wanted. */
  const wanted: { readonly batch: Batch; readonly pod: number }[] = []
  const adapt = (at: Micros, replicas: number) => {
    while (wanted.length > replicas) {
      const { batch, pod } = wanted[wanted.length - 1]
      batch.goes[pod] = at
      wanted.pop()
    }
    if (wanted.length === replicas) return
    const batch: Batch = { at, goes: [] }
    while (wanted.length < replicas) wanted.push({ batch, pod: batch.goes.push(never) - 1 })
    batches.push(batch)
  }
  adapt(0, autoscaler.replicas)
  for (let at = syncPeriod; at < until; at += syncPeriod) adapt(at, autoscaler.sync(at, load(at)))
  return batches
}
