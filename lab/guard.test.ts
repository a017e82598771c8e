import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { watch } from "./guard.ts"
import { pulseOf, pulsesFor, readPulse } from "./pulse.ts"

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function watched(stallSeconds: number) {
  const pulses = pulsesFor(2)
  const onStall = vi.fn<() => void>()
  const stop = watch({ stallSeconds, read: () => readPulse(pulses, 1), onStall })
  return { pulse: pulseOf(pulses, 1), other: pulseOf(pulses, 0), onStall, stop }
}

test("a trial that shows a fact now and then is left alone", () => {
  const { pulse, onStall, stop } = watched(60)
  pulse.begin()
  for (let i = 0; i < 10; i++) {
    vi.advanceTimersByTime(50_000)
    pulse.beat()
  }
  stop()
  expect(onStall).not.toHaveBeenCalled()
})

test("one that has begun and shows nothing for the whole budget is ended, once", () => {
  const { pulse, other, onStall } = watched(60)
  pulse.begin()
  vi.advanceTimersByTime(59_000)
  other.beat()
  expect(onStall).not.toHaveBeenCalled()
  vi.advanceTimersByTime(200_000)
  expect(onStall).toHaveBeenCalledOnce()
})

test("a worker may take longer to begin than a trial may stand still", () => {
  const { onStall } = watched(5)
  vi.advanceTimersByTime(100_000)
  expect(onStall).not.toHaveBeenCalled()
  vi.advanceTimersByTime(30_000)
  expect(onStall).toHaveBeenCalledOnce()
})

test("a pulse tells how far the trial is, and stops at all of it", () => {
  const pulses = pulsesFor(1)
  const pulse = pulseOf(pulses, 0)
  pulse.reach(0.25)
  expect(readPulse(pulses, 0)).toEqual({ beats: 1, fraction: 0.25 })
  pulse.reach(7)
  expect(readPulse(pulses, 0)).toEqual({ beats: 2, fraction: 1 })
})
