/** What runs in the thread that reads: one trace, and progress on the way. */
import { parentPort, workerData } from "node:worker_threads"
import {
  InputError,
  readTrace,
  summariseTrace,
  TraceError,
  type TraceProblem,
  type TraceRequest,
} from "../workloads/index.ts"

export interface ReadingRequest {
  readonly what: "trace" | "summary"
  readonly request: TraceRequest
}

export type Answer =
  | { readonly kind: "progress"; readonly done: number; readonly total: number | undefined }
  | { readonly kind: "read"; readonly value: unknown }
  | { readonly kind: "trace-error"; readonly problem: TraceProblem }
  | { readonly kind: "input-error"; readonly message: string }
  | {
      readonly kind: "system-error"
      readonly message: string
      readonly code: string
      readonly syscall: string
    }
  | { readonly kind: "error"; readonly message: string; readonly stack: string | undefined }

const tell = (answer: Answer) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
  parentPort?.postMessage(answer)
}

try {
  tell({ kind: "read", value: await read(workerData as ReadingRequest) })
} catch (error) {
  tell(asAnswer(error))
}

function read({ what, request }: ReadingRequest): Promise<unknown> {
  const asked = {
    ...request,
    onProgress: (done: number, total: number | undefined) => tell({ kind: "progress", done, total }),
  }
  return what === "trace" ? readTrace(asked) : summariseTrace(asked)
}

function asAnswer(error: unknown): Answer {
  if (error instanceof TraceError) return { kind: "trace-error", problem: error.problem }
  if (error instanceof InputError) return { kind: "input-error", message: error.message }
  if (!(error instanceof Error)) return { kind: "error", message: String(error), stack: undefined }
  const { code, syscall, message, stack } = error as NodeJS.ErrnoException
  return code !== undefined && syscall !== undefined
    ? { kind: "system-error", message, code, syscall }
    : { kind: "error", message, stack }
}
