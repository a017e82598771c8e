/**
 * Reads a trace in a worker thread while this one shows how far it is and hears signals. Its columns stand on shared
 * memory, so nothing large crosses over. Small files are read in place: a thread takes longer to start.
 */
import { statSync } from "node:fs"
import { Worker } from "node:worker_threads"
import { threadProgram } from "../lab/index.ts"
import {
  expandPaths,
  InputError,
  readTrace,
  type SummaryTable,
  summariseTrace,
  TraceError,
  type TraceImport,
  type TraceRequest,
} from "../workloads/index.ts"
import type { Progress } from "./progress.ts"
import type { Answer, ReadingRequest } from "./reading-worker.ts"

const smallBytes = 1 << 20

/** Throws TraceError and InputError, as readTrace does. */
export function read(request: TraceRequest, progress: Progress): Promise<TraceImport> {
  return isSmall(request)
    ? readTrace({ ...request, onProgress: shownOn(progress) })
    : inWorker({ what: "trace", request }, progress)
}

/** The tables that only this trace has. Throws as `read` does. */
export function readSummary(request: TraceRequest, progress: Progress): Promise<readonly SummaryTable[]> {
  return isSmall(request)
    ? summariseTrace({ ...request, onProgress: shownOn(progress) })
    : inWorker({ what: "summary", request }, progress)
}

function shownOn(progress: Progress) {
  return (done: number, total: number | undefined) =>
    progress.show("reading", total === undefined ? undefined : done / total)
}

function isSmall({ paths, machines }: TraceRequest): boolean {
  if (paths.includes("-")) return true
  let bytes = 0
  for (const path of expandPaths(machines === undefined ? paths : [...paths, machines]))
    bytes += statSync(path).size
  return bytes < smallBytes
}

function inWorker<T>(workerData: ReadingRequest, progress: Progress): Promise<T> {
  const show = shownOn(progress)
  return new Promise((resolve, reject) => {
    const worker = new Worker(threadProgram(new URL("./reading-worker.ts", import.meta.url)), { workerData })
    worker.on("message", (answer: Answer) => {
      if (answer.kind === "progress") show(answer.done, answer.total)
      else if (answer.kind === "read") resolve(answer.value as T)
      else reject(errorOf(answer))
    })
    worker.on("error", reject)
    worker.on("exit", (code) => reject(new Error(`the thread that reads ended with code ${code}`)))
  })
}

/** Errors lose their kind on the way between threads. */
function errorOf(answer: Exclude<Answer, { kind: "progress" | "read" }>): Error {
  switch (answer.kind) {
    case "trace-error":
      return new TraceError(answer.problem)
    case "input-error":
      return new InputError(answer.message)
    case "system-error":
      return Object.assign(new Error(answer.message), { code: answer.code, syscall: answer.syscall })
    case "error":
      return Object.assign(new Error(answer.message), { stack: answer.stack })
  }
}
