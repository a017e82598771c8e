/** Replays a scenario on our allocator and compares what it decides with what Mesos decided. */
import { type AllocatorFactory, Replay } from "./calls.ts"
import type { Expectation, Scenario } from "./format.ts"

export type Outcome =
  | { readonly kind: "passed" }
  | {
      readonly kind: "failed"
      readonly step: number
      readonly wanted: Expectation
      readonly got: Expectation | string
    }
  | { readonly kind: "unsupported"; readonly step: number; readonly op: string }

export function replay({ options, steps, expect }: Scenario, allocator?: AllocatorFactory): Outcome {
  const cluster = new Replay(options, allocator)
  for (const [i, step] of steps.entries()) {
    const wanted = expect[i]
    let got: Expectation | string | undefined
    try {
      got = cluster.take(step)
    } catch (error) {
      got = error instanceof Error ? (error.stack ?? error.message) : String(error)
    }
    if (got === undefined) return { kind: "unsupported", step: i, op: step.op }
    if (typeof got === "string" || !isSame(wanted, got)) return { kind: "failed", step: i, wanted, got }
  }
  return { kind: "passed" }
}

function isSame(wanted: Expectation, got: Expectation): boolean {
  const facts = ({ runs, inverse = [], result }: Expectation) => JSON.stringify({ runs, inverse, result })
  return facts(wanted) === facts(got)
}
