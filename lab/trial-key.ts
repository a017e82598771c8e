/** Which trial it is: whoever has a result with the same key has the result. */
import { createHash } from "node:crypto"
import { workloadChecksum } from "../workloads/index.ts"
import type { GridPoint, WorkloadSource } from "./experiment.ts"
import { roleLines } from "./roles/index.ts"

/** All that a trial's result depends on, but the trial. */
export interface Ground {
  /** Of the simulator, engine.ts. */
  readonly engine: string
  /** Of the workload's content, or of what it is drawn from. */
  readonly input: string
}

/** Takes a while for a large workload that was read. */
export function inputDigest(source: WorkloadSource): string {
  switch (source.kind) {
    case "read":
      return workloadChecksum(source.workload)
    case "drawn":
      return digestOf({ drawn: source.model })
    case "fitted":
      return digestOf({ fitted: source.model, setting: source.setting })
  }
}

/** 32 hex digits. */
export function trialKey(
  { engine, input }: Ground,
  { trial, agents, pictures, twice = false }: GridPoint,
): string {
  const { policy, seed, load, roles = {}, until = null, warmUp } = trial
  const decides =
    typeof policy === "string" ? policy : { name: policy.name, plane: policy.plane, code: policy.code }
  return digestOf({
    engine,
    input,
    decides,
    seed,
    load,
    roles: roleLines(roles),
    until,
    agents,
    pictures,
    twice,
    warmUp,
  })
}

function digestOf(value: object): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 32)
}
