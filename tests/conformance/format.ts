/**
 * Recorded scenarios: calls of the allocator's API, and what the real allocator of Mesos decided after each. The fields
 * are those of ../shared/conformance/FORMAT.md.
 */
import { readFileSync } from "node:fs"
import { gunzipSync } from "node:zlib"
import type { OfferConstraints } from "../../policies/allocation/mesos/index.ts"

export interface Scenario {
  readonly name: string
  readonly options: Options
  readonly steps: readonly Step[]
  readonly expect: readonly Expectation[]
}

export interface Options {
  readonly allocationIntervalSec?: number
  readonly minAllocatable?: readonly string[]
  readonly fairnessExclude?: readonly string[]
  readonly filterGpuResources?: boolean
  readonly domain?: { readonly region: string; readonly zone: string }
  readonly recoveryTimeoutSec?: number
  readonly agentRecoveryFactor?: number
}

/** Framework, role, agent, resources. */
export type Decision = readonly [string, string, string, string]

export interface Expectation {
  readonly runs: readonly (readonly Decision[])[]
  /** Framework and agent. */
  readonly inverse?: readonly (readonly [string, string])[]
  readonly result?: "ok" | "failed"
}

type ByRole = Readonly<Record<string, string>>

export interface AgentFields {
  readonly id: string
  readonly resources?: string
  readonly hostname?: string
  readonly capabilities?: readonly string[]
  readonly attributes?: string
  readonly domain?: { readonly region: string; readonly zone: string }
}

export interface FrameworkFields {
  readonly id: string
  readonly roles: readonly string[]
  readonly capabilities?: readonly string[]
  readonly suppressed?: readonly string[]
  readonly minAllocatable?: Readonly<Record<string, readonly string[]>>
  readonly offerConstraints?: OfferConstraints
}

interface Held {
  readonly framework: string
  readonly agent: string
  readonly role: string
  readonly resources: string
}

export type QuotaFields = { readonly guarantees: string; readonly limits: string }
export type Used = Readonly<Record<string, ByRole>>

export type Step =
  | (AgentFields & {
      readonly op: "addAgent"
      readonly resources: string
      readonly unavailability?: object
      readonly used?: Used
    })
  | (AgentFields & { readonly op: "updateAgent" })
  | { readonly op: "removeAgent" | "activateAgent" | "deactivateAgent"; readonly id: string }
  | {
      readonly op: "addResourceProvider"
      readonly agent: string
      readonly resources: string
      readonly used: Used
    }
  | { readonly op: "updateUnavailability"; readonly agent: string; readonly unavailability?: object }
  | {
      readonly op: "updateInverseOffer"
      readonly agent: string
      readonly framework: string
      readonly refuseSeconds?: number
    }
  | (FrameworkFields & { readonly op: "addFramework"; readonly active?: boolean; readonly used?: Used })
  | (FrameworkFields & { readonly op: "updateFramework" })
  | { readonly op: "removeFramework" | "activateFramework" | "deactivateFramework"; readonly id: string }
  | { readonly op: "suppress" | "revive"; readonly framework: string; readonly roles: readonly string[] }
  | { readonly op: "updateWhitelist"; readonly hosts?: readonly string[] | null }
  | { readonly op: "updateWeights"; readonly weights: Readonly<Record<string, number>> }
  | (QuotaFields & { readonly op: "updateQuota"; readonly role: string })
  | (Held & { readonly op: "recover"; readonly refuseSeconds?: number })
  | (Held & { readonly op: "launch" })
  | (Held & {
      readonly op: "updateAllocation"
      readonly conversions: readonly { readonly consumed: string; readonly converted: string }[]
    })
  | {
      readonly op: "updateAvailable"
      readonly agent: string
      readonly operations: readonly {
        readonly type: "RESERVE" | "UNRESERVE" | "CREATE" | "DESTROY"
        readonly resources: string
      }[]
    }
  | {
      readonly op: "recoverState"
      readonly expectedAgents: number
      readonly quotas: Readonly<Record<string, QuotaFields>>
    }
  | { readonly op: "pause" | "resume" | "dump" }
  | { readonly op: "advance"; readonly seconds: number }

/** The scenarios of a file, one a line, packed or not. */
export function readScenarios(file: string | URL): Scenario[] {
  const bytes = readFileSync(file)
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b
  const text = (packed ? gunzipSync(bytes) : bytes).toString("utf8")
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as Scenario)
}
