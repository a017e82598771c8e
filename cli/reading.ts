/**
 * Reads a trace in a worker thread while this one shows how far it is and hears signals. Its columns stand on shared
 * memory, so nothing large crosses over. Small files are read in place: a thread takes longer to start.
 */
import { statSync } from "node:fs"
import { Worker } from "node:worker_threads"
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

/** The compiler does not rewrite the name in a URL, so it is chosen by our own. */
const isSource = import.meta.url.endsWith(".ts")
const workerFile = isSource
  ? new URL("./reading-worker.ts", import.meta.url)
  : new URL("./reading-worker.js", import.meta.url)

/** A program that loads one of ours before it is compiled: Node itself knows no TypeScript as a thread's entry. */
function fromSource(file: URL): string {
  const [loader, entry] = [import.meta.resolve("tsx/esm/api"), file.href].map((url) => JSON.stringify(url))
  return `import(${loader}).then(({ register }) => { register(); return import(${entry}) })`
}

function inWorker<T>(workerData: ReadingRequest, progress: Progress): Promise<T> {
  const show = shownOn(progress)
  return new Promise((resolve, reject) => {
    const worker = isSource
      ? new Worker(fromSource(workerFile), { workerData, eval: true })
      : new Worker(workerFile, { workerData })
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
