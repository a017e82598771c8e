/** `--reshape`: the steps on a trace, and the files that they name. */
import type { Workload } from "../sim/index.ts"
import { type QualityCard, readUserRoles, reshape } from "../workloads/index.ts"
import { fromHere } from "./flags.ts"
import type { Progress } from "./progress.ts"
import { read } from "./reading.ts"
import { counted } from "./text.ts"

/** After the steps, with a card that says what each left. The rest of the card stays that of what was read. */
export async function reshaped<T extends { readonly workload: Workload; readonly card: QualityCard }>(
  asked: T,
  steps: string | undefined,
  progress: Progress,
): Promise<T> {
  if (steps === undefined) return asked
  progress.show("reshaping", undefined)
  const { workload, steps: taken } = await reshape(asked.workload, steps, {
    trace: async (path) => (await read({ paths: [fromHere(path)] }, progress)).workload,
    userRoles: (path) => readUserRoles(fromHere(path)),
  })
  const told = taken.map(
    ({ step, jobs, tasks }) => `${step} leaves ${counted(jobs, "job")} of ${counted(tasks, "task")}`,
  )
  const card = { ...asked.card, assumptions: [...asked.card.assumptions, ...told] }
  return { ...asked, workload, card }
}
