/**
 * Ends a trial that does nothing: neither a fact nor a simulated minute for a while of the clock; and one that fills
 * the memory of the process with what no limit of its thread counts.
 */
import { type PulseReading } from "./pulse.ts"

export const defaultStallSeconds = 60

/** A worker that has not begun may still be loading its program on a busy machine. */
const startSeconds = 120

/** How often it looks. */
const ticksPerBudget = 30
const longestTickMillis = 1000

export interface GuardSetting {
  readonly stallSeconds: number
  readonly read: () => PulseReading
  /** Called once, when it has been still for the whole budget. */
  readonly onStall: () => void
}

/** Watches from now on. Returns how to stop. */
export function watch({ stallSeconds, read, onStall }: GuardSetting): () => void {
  const tick = Math.min(longestTickMillis, (stallSeconds * 1000) / ticksPerBudget)
  let beats = read().beats
  let still = 0
  let last = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    // A machine that slept, or was too busy to look, has not watched all that time.
    const watched = Math.min(now - last, 2 * tick)
    last = now
    const { beats: counted } = read()
    still = counted === beats ? still + watched : 0
    beats = counted
    const budget = counted === 0 ? Math.max(stallSeconds, startSeconds) : stallSeconds
    if (still < budget * 1000) return
    clearInterval(timer)
    onStall()
  }, tick)
  return () => clearInterval(timer)
}

const millisBetweenWeighings = 250

export interface MemorySetting {
  readonly mebibytes: number
  readonly read: () => PulseReading
  /** Called once. */
  readonly onExcess: () => void
}

/**
 * Watches by how much the process grows: buffers stand outside of a thread's heap. Of several trials at once the one that
 * stands still meanwhile is the one that fills them. Returns how to stop.
 */
export function watchMemory({ mebibytes, read, onExcess }: MemorySetting): () => void {
  const most = residentBytes() + mebibytes * 2 ** 20
  let beats = 0
  const timer = setInterval(() => {
    const { beats: counted } = read()
    const isStill = counted > 0 && counted === beats
    beats = counted
    if (!isStill || residentBytes() <= most) return
    clearInterval(timer)
    onExcess()
  }, millisBetweenWeighings)
  return () => clearInterval(timer)
}

/** 0 where the system does not tell, as when a process has too many files open: then nothing is in excess. */
function residentBytes(): number {
  try {
    return process.memoryUsage.rss()
  } catch {
    return 0
  }
}
