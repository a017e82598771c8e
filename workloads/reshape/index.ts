/** Reshaping: a trace changed step by step before it is replayed or written. */
import type { Workload } from "../../sim/index.ts"
import { InputError } from "../traces/units.ts"
import { parseSteps, type StepText } from "./notation.ts"
import { type Change, type Loader, makeStep, seedOf } from "./steps.ts"

export { type Loader, reshapeSteps } from "./steps.ts"
export { type UserRole } from "./owners.ts"
export { readUserRoles } from "./user-roles.ts"

export interface Reshaped {
  readonly workload: Workload
  /** What became of it, step by step: "thin(0.5)": jobs and tasks afterwards. */
  readonly steps: readonly { readonly step: string; readonly jobs: number; readonly tasks: number }[]
}

/** The steps as they are written canonically. Throws InputError where they cannot be read. */
export function reshapeText(text: string): string {
  return parseSteps(text)
    .map((step) => step.text)
    .join(" | ")
}

/** Of steps that draw, until a step says another: the text alone says what comes out. */
const firstSeed = 1

/** The workload after all steps. Throws InputError, and whatever the loader throws. */
export async function reshape(workload: Workload, text: string, loader: Loader): Promise<Reshaped> {
  // All are made before the first is taken, so that a mistake in the last costs no time.
  const changes: { readonly step: StepText; readonly change: Change }[] = []
  for (const step of parseSteps(text)) changes.push({ step, change: await makeStep(step, loader) })
  const steps: { step: string; jobs: number; tasks: number }[] = []
  let current = workload
  let seed = firstSeed
  for (const { step, change } of changes) {
    seed = seedOf(step) ?? seed
    current = change(current, seed)
    steps.push({ step: step.text, jobs: current.jobs.jobCount, tasks: current.jobs.taskCount })
    if (current.jobs.jobCount === 0) throw new InputError(`--reshape: after ${step.text} no job is left.`)
  }
  return { workload: current, steps }
}
