/** Slurm's ways of writing amounts: memory "4000M", "16Gn"; trackable resources "cpu=8,mem=64G,gres/gpu=2". */
import { thousandthsPerUnit } from "../../sim/index.ts"
import { numberFromText } from "../traces/numbers.ts"
import type { JobRequest } from "../traces/spread-gang.ts"

const mebibytesPer: ReadonlyMap<string, number> = new Map([
  ["K", 1 / 1024],
  ["", 1],
  ["M", 1],
  ["G", 1024],
  ["T", 1024 ** 2],
  ["P", 1024 ** 3],
])

/** Thousandths of MiB, and what it is for: the job, each CPU ("c") or each node ("n"). Undefined for what is none. */
export function parseMemory(
  text: string,
): { readonly mem: number; readonly per: "job" | "cpu" | "node" } | undefined {
  const [, digits, unit = "", each = ""] = /^(\d+(?:\.\d+)?)([KMGTP]?)([cn]?)$/.exec(text) ?? []
  if (digits === undefined) return undefined
  const mem = Math.round(numberFromText(digits) * (mebibytesPer.get(unit) ?? 1) * thousandthsPerUnit)
  if (!(mem <= 9e15)) return undefined
  return { mem, per: each === "c" ? "cpu" : each === "n" ? "node" : "job" }
}

/** A list of trackable resources of a whole job; those that are absent are 0. Undefined for what is no list. */
export function parseTres(text: string): (JobRequest & { readonly nodes: number }) | undefined {
  const found = { cpus: 0, mem: 0, disk: 0, gpus: 0, nodes: 0 }
  let typedGpus = 0
  for (const part of text.split(",").filter((entry) => entry !== "")) {
    const [, name, value] = /^([\w/:.-]+)=([\w.]+)$/.exec(part) ?? []
    if (name === undefined) return undefined
    const amount = name === "mem" ? (parseMemory(value)?.mem ?? Number.NaN) : numberFromText(value)
    const count = amount * thousandthsPerUnit
    if (name === "cpu") found.cpus = count
    else if (name === "mem") found.mem = amount
    else if (name === "node") found.nodes = amount
    else if (name === "gres/gpu") found.gpus = count
    else if (name.startsWith("gres/gpu:")) typedGpus += count
  }
  // Newer versions list GPUs by model, and in all.
  found.gpus = Math.max(found.gpus, typedGpus)
  return Object.values(found).every((amount) => amount >= 0 && amount <= 9e15) ? found : undefined
}
