/**
 * Gavel's throughput matrix: JSON, GPU model → "('job type', number of GPUs)" → steps per second, alone ("null") or
 * beside another job (a pair: ours and theirs). Measurements, no workload.
 */
import { numberFromText } from "./numbers.ts"
import { CardNotes } from "./card-notes.ts"
import { measurements } from "./inventory.ts"
import { readJsonRecords } from "./json-records.ts"
import { JsonObject } from "./json-values.ts"
import { partName } from "./parts.ts"
import { TraceError } from "./trace-error.ts"
import type { ReadSettings, TraceFormat, TraceImport } from "./trace-format.ts"

export const gavelThroughputs: TraceFormat = {
  name: "gavel-throughputs",
  about:
    "Gavel's throughput matrix: steps per second of 83 jobs on six kinds of GPUs, alone and in pairs: no workload",
  citation:
    "Narayanan et al.: Heterogeneity-Aware Cluster Scheduling Policies for Deep Learning Workloads, OSDI 2020; https://github.com/stanford-futuredata/gavel.",
  licence: "MIT (Stanford)",
  recognise: (lines) => /^\s*\{\s*"[^"]+"\s*:\s*\{\s*"\('[^"]*', \d+\)"\s*:/.test(lines.join(" ")),
  read: readMatrix,
}

interface Rate {
  readonly worker: string
  readonly job: string
  readonly gpus: number
  readonly beside: string
  readonly besideGpus: number
  readonly stepsPerSecond: number
}

/** Steps per second of jobs that run alone. */
export interface Throughputs {
  /** Of as many GPUs, or of the most measured below that; undefined where the job was never measured on the model. */
  rateOf(worker: string, job: string, gpus: number): { stepsPerSecond: number; gpus: number } | undefined
}

export async function readThroughputs(path: string, settings: ReadSettings): Promise<Throughputs> {
  const alone = new Map<string, { stepsPerSecond: number; gpus: number }[]>()
  for (const { worker, job, gpus, beside, stepsPerSecond } of await readRates(path, settings)) {
    if (beside !== "" || stepsPerSecond <= 0) continue
    const key = `${worker}\t${job}`
    const rates = alone.get(key)
    if (rates === undefined) alone.set(key, [{ stepsPerSecond, gpus }])
    else rates.push({ stepsPerSecond, gpus })
  }
  for (const rates of alone.values()) rates.sort((a, b) => a.gpus - b.gpus)
  return {
    rateOf: (worker, job, gpus) => {
      const rates = alone.get(`${worker}\t${job}`) ?? []
      return rates.findLast((rate) => rate.gpus <= gpus) ?? rates[0]
    },
  }
}

async function readMatrix(paths: readonly string[], settings: ReadSettings): Promise<TraceImport> {
  const notes = new CardNotes(settings)
  const rates: Rate[] = []
  for (const path of paths) for (const rate of await readRates(path, settings)) rates.push(rate)
  const measured = {
    worker_type: rates.map(({ worker }) => worker),
    job_type: rates.map(({ job }) => job),
    gpus: Float64Array.from(rates, ({ gpus }) => gpus),
    beside_job_type: rates.map(({ beside }) => beside),
    beside_gpus: Float64Array.from(rates, ({ besideGpus }) => besideGpus),
    steps_per_s: Float64Array.from(rates, ({ stepsPerSecond }) => stepsPerSecond),
  }
  return measurements(gavelThroughputs, "throughput matrix", paths, measured, notes)
}

async function readRates(path: string, settings: ReadSettings): Promise<Rate[]> {
  const root = await readJsonRecords(path, { records: [], visit: () => {} }, settings)
  if (!(root instanceof JsonObject))
    throw new TraceError({
      file: partName(path),
      found: "the file is no JSON object",
      expected: "a throughput matrix is one, by model of GPU",
      fix: "Check the file.",
    })
  const rates: Rate[] = []
  for (const worker of root.members.keys()) {
    const jobs = root.object(worker)
    for (const name of jobs.members.keys()) {
      const [job, gpus] = jobAndGpus(jobs, name)
      const beside = jobs.object(name)
      for (const other of beside.members.keys()) {
        const [besideJob, besideGpus] = other === "null" ? (["", 0] as const) : jobAndGpus(beside, other)
        rates.push({
          worker,
          job,
          gpus,
          beside: besideJob,
          besideGpus,
          stepsPerSecond: rateIn(beside, other),
        })
      }
    }
  }
  return rates
}

/** "('LM (batch size 5)', 4)" is an LM on four GPUs. */
function jobAndGpus(object: JsonObject, name: string): readonly [string, number] {
  const [, job, gpus] = /^\('(.*)', (\d{1,6})\)$/.exec(name) ?? []
  if (job === undefined) throw object.refuse(name, `a job is called "('type', 1)", with its number of GPUs`)
  return [job, numberFromText(gpus)]
}

/** Alone a number; in a pair the first of two. */
function rateIn(object: JsonObject, name: string): number {
  const [first] = name === "null" ? [object.number(name)] : object.list(name)
  if (typeof first !== "number" || first < 0)
    throw object.refuse(name, "steps per second are a number, 0 or more, or in a pair two of them")
  return first
}
