/** Inputs on their way: packed and unpacked, and kept on a machine. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { resolveSynthetic, workloadChecksum } from "../../workloads/index.ts"
import type { WorkloadSource } from "../experiment.ts"
import { cachedInput } from "./input-cache.ts"
import { inputAddress } from "./input-store.ts"
import { packInput, unpackInput } from "./packed-input.ts"

const folder = mkdtempSync(join(tmpdir(), "mesoscope-inputs-"))
afterAll(() => rmSync(folder, { recursive: true }))

test.each(["openb-like(hours=24)", "facebook-like(hours=1)", "lublin-99(jobs=100)", "mmc(customers=10)"])(
  "%s unpacks to what was packed, on memory that threads share",
  (name) => {
    const source: WorkloadSource = { kind: "read", workload: resolveSynthetic(name).make(3) }
    const unpacked = unpackInput(packInput(source))
    expect(unpacked).toEqual(source)
    if (unpacked.kind !== "read") throw new Error("it was read")
    expect(workloadChecksum(unpacked.workload)).toBe(workloadChecksum(source.workload))
    expect(unpacked.workload.jobs.taskDuration.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(packInput(unpacked).equals(packInput(source))).toBe(true)
  },
)

test("a number that JSON has not is refused, not lost", () => {
  const { workload } = { workload: resolveSynthetic("mmc(customers=10)").make(1) }
  const endless: WorkloadSource = { kind: "read", workload: { ...workload, horizon: Infinity } }
  expect(() => packInput(endless)).toThrow("the number Infinity, which cannot be sent")
})

const bytes = Buffer.from("what trials are made from")
const address = inputAddress(bytes)

function fetcher() {
  let fetched = 0
  return {
    fetch: async () => {
      fetched++
      await new Promise((resolve) => setTimeout(resolve, 20))
      return bytes
    },
    get fetched() {
      return fetched
    },
  }
}

test("an input is fetched once, and then is here", async () => {
  const cache = join(folder, "once")
  const { fetch } = fetcher()
  expect(await cachedInput(cache, address, fetch)).toEqual({ bytes, wasHere: false })
  expect(await cachedInput(cache, address, () => Promise.reject(new Error("not needed")))).toEqual({
    bytes,
    wasHere: true,
  })
  expect(readdirSync(cache)).toEqual([`${address.sha256}.input`])
})

test("a file that a disk has damaged is fetched again", async () => {
  const cache = join(folder, "damaged")
  const source = fetcher()
  await cachedInput(cache, address, source.fetch)
  const path = join(cache, `${address.sha256}.input`)
  writeFileSync(path, "what trials are made fron")
  expect(await cachedInput(cache, address, source.fetch)).toEqual({ bytes, wasHere: false })
  expect(source.fetched).toBe(2)
  expect(readFileSync(path).equals(bytes)).toBe(true)
})

test("an input that Redis no longer has is no input, and leaves nothing", async () => {
  const cache = join(folder, "gone")
  expect(await cachedInput(cache, address, () => Promise.resolve(undefined))).toBeUndefined()
  expect(readdirSync(cache)).toEqual([])
})

test("what nobody has read for a week makes room", async () => {
  const cache = join(folder, "old")
  await cachedInput(cache, address, fetcher().fetch)
  const eightDaysAgo = new Date(Date.now() - 8 * 86_400_000)
  utimesSync(join(cache, `${address.sha256}.input`), eightDaysAgo, eightDaysAgo)
  const other = Buffer.from("another")
  await cachedInput(cache, inputAddress(other), () => Promise.resolve(other))
  expect(readdirSync(cache)).toEqual([`${inputAddress(other).sha256}.input`])
})
