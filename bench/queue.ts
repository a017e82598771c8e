import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { createRandom, EventQueue, log } from "../sim/index.ts"
import {
  type Bench,
  type BenchOptions,
  cpuSeconds,
  interleaved,
  type Measured,
  type Spread,
} from "./harness.ts"
import { ObjectHeap } from "./object-heap.ts"

/**
 * The hold model: with 100,000 events pending, the earliest is popped and pushed again after an exponential gap of
 * mean 1 s, in whole microseconds. The gaps are drawn beforehand and are the same for all; all must end at the same
 * time, in the same order. Nanoseconds of CPU time per hold.
 */
export const queueBench: Bench = {
  name: "queue",
  about:
    "event queue: pop and push with 100,000 pending, against C++ std::priority_queue and a heap of objects",
  run,
}

const pending = 100_000
const holds = 2_000_000
const gapCount = 1 << 20
const nsPerHold = 1e9 / holds

/** How a contender's run ended: the same for all, if they are right. */
interface Ending {
  readonly seconds: number
  readonly ending: string
}

async function run({ repetitions }: BenchOptions): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), "mesoscope-bench-"))
  try {
    const gaps = drawGaps()
    const cpp = compiled(folder, gaps)
    const endings = new Set<string>()
    const timed = (hold: () => Ending) => () => {
      const { seconds, ending } = hold()
      endings.add(ending)
      return seconds * nsPerHold
    }
    const wheel = timed(() => holdWheel(gaps))
    const objects = timed(() => holdObjects(gaps))
    const spreads: Record<string, Spread> =
      cpp === undefined
        ? interleaved({ wheel, objects }, repetitions)
        : interleaved({ wheel, cpp: timed(cpp), objects }, repetitions)
    if (endings.size !== 1)
      throw new Error(`the queues disagree about the order: ${[...endings].join(" / ")}`)
    return summary(spreads)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function summary(spreads: Readonly<Record<string, Spread>>): Measured {
  const { wheel, cpp, objects } = spreads
  return {
    metrics: {
      pending,
      wheel_ns: wheel,
      cpp_priority_queue_ns: cpp ?? null,
      object_heap_ns: objects,
      wheel_mholds_per_cpu_s: 1e3 / wheel.median,
    },
    ratios: {
      vs_cpp_priority_queue: cpp === undefined ? null : cpp.median / wheel.median,
      vs_object_heap: objects.median / wheel.median,
    },
    ...(cpp === undefined ? { remarks: ["C++: not measured, for there is no g++ here"] } : {}),
  }
}

function drawGaps(): Uint32Array {
  const stream = createRandom(42).stream("bench/queue")
  return Uint32Array.from({ length: gapCount }, () => Math.round(-log(1 - stream.next()) * 1e6))
}

function holdWheel(gaps: Uint32Array): Ending {
  const queue = new EventQueue(pending)
  const mask = gaps.length - 1
  let gap = 0
  let hash = 0
  for (let i = 0; i < pending; i++) queue.push(gaps[gap++ & mask], 1, i, 0)
  const seconds = cpuSeconds(() => {
    for (let i = 0; i < holds; i++) {
      queue.pop(Number.MAX_SAFE_INTEGER)
      hash = (Math.imul(hash, 31) + queue.a) | 0
      queue.push(queue.time + gaps[gap++ & mask], 1, queue.a, 0)
    }
  })
  return { seconds, ending: `${queue.time} ${hash >>> 0}` }
}

function holdObjects(gaps: Uint32Array): Ending {
  const queue = new ObjectHeap()
  const mask = gaps.length - 1
  let gap = 0
  let hash = 0
  let now = 0
  for (let i = 0; i < pending; i++) queue.push(gaps[gap++ & mask], 1, i, 0)
  const seconds = cpuSeconds(() => {
    for (let i = 0; i < holds; i++) {
      const { time, a } = queue.pop()
      now = time
      hash = (Math.imul(hash, 31) + a) | 0
      queue.push(time + gaps[gap++ & mask], 1, a, 0)
    }
  })
  return { seconds, ending: `${now} ${hash >>> 0}` }
}

/** The C++ contender, compiled into `folder`; undefined where there is no compiler. */
function compiled(folder: string, gaps: Uint32Array): (() => Ending) | undefined {
  const program = join(folder, "queue")
  try {
    execFileSync("g++", ["--version"], { stdio: "ignore" })
  } catch {
    return undefined
  }
  execFileSync("g++", ["-O2", "-o", program, fileURLToPath(new URL("queue.cpp", import.meta.url))])
  const file = join(folder, "gaps")
  const bytes = new DataView(new ArrayBuffer(gaps.length * 4))
  for (const [i, gap] of gaps.entries()) bytes.setUint32(i * 4, gap, true)
  writeFileSync(file, bytes)
  return () => {
    const printed = execFileSync(program, [`${pending}`, `${holds}`, file], { encoding: "utf8" })
    const [seconds, now, hash] = printed.trim().split(" ")
    return { seconds: Number(seconds), ending: `${now} ${hash}` }
  }
}
