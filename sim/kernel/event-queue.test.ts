import fc from "fast-check"
import { expect, test } from "vitest"
import { ReferenceQueue } from "../testing/reference-queue.ts"
import { InvariantError } from "./assert.ts"
import { EventQueue } from "./event-queue.ts"

const endOfTime = Number.MAX_SAFE_INTEGER
const day = 86_400_000_000

test("events happen in order of time", () => {
  const queue = new EventQueue()
  for (const time of [5 * day, 3, 2 ** 32, 2 ** 32 - 1, 0, endOfTime, 2_048, 2_047]) queue.push(time, 0, 0, 0)
  expect(drain(queue).map(([time]) => time)).toEqual([
    0,
    3,
    2_047,
    2_048,
    2 ** 32 - 1,
    2 ** 32,
    5 * day,
    endOfTime,
  ])
})

test("events of one time happen in the order in which they were planned, near or far", () => {
  const queue = new EventQueue()
  queue.push(day, 1, 0, 0)
  queue.push(day, 2, 0, 0)
  queue.push(day - 1, 0, 0, 0)
  expect(queue.pop(endOfTime)).toBe(true) // day is now one tick away: the first two have moved
  queue.push(day, 3, 0, 0)
  expect(drain(queue).map(([, kind]) => kind)).toEqual([1, 2, 3])
})

test("an event carries its kind and two signed 32-bit integers", () => {
  const queue = new EventQueue()
  queue.push(7, 2 ** 31 - 1, -1, -(2 ** 31))
  expect(drain(queue)).toEqual([[7, 2 ** 31 - 1, -1, -(2 ** 31)]])
})

test("an event beyond the limit does not happen, and earlier ones can still be planned", () => {
  const queue = new EventQueue()
  queue.push(3 * day, 3, 0, 0)
  expect(queue.pop(day)).toBe(false)
  expect(queue.pop(3 * day - 1)).toBe(false)
  queue.push(0, 0, 0, 0)
  queue.push(day, 1, 0, 0)
  expect(drain(queue).map(([, kind]) => kind)).toEqual([0, 1, 3])
})

test("looking at the next time changes nothing", () => {
  const queue = new EventQueue()
  expect(queue.peekTime()).toBe(Infinity)
  queue.push(day, 0, 0, 0)
  expect([queue.peekTime(), queue.size, queue.time]).toEqual([day, 1, 0])
  queue.push(1, 0, 0, 0)
  expect(queue.peekTime()).toBe(1)
})

test("nothing happens in an empty queue, not even at the end of time", () => {
  expect(new EventQueue().pop(Infinity)).toBe(false)
})

test("a cancelled event does not happen, and can be cancelled once", () => {
  const queue = new EventQueue()
  const first = queue.push(1, 1, 0, 0)
  queue.push(1, 2, 0, 0)
  expect([queue.cancel(first), queue.cancel(first)]).toEqual([true, false])
  expect([queue.size, queue.peekTime()]).toEqual([1, 1])
  expect(drain(queue).map(([, kind]) => kind)).toEqual([2])
})

test("an event that has happened cannot be cancelled, even when its place is reused", () => {
  const queue = new EventQueue()
  const old = queue.push(1, 1, 0, 0)
  queue.pop(endOfTime)
  expect(queue.cancel(old)).toBe(false)
  const young = queue.push(2, 2, 0, 0)
  expect(young).not.toBe(old)
  expect(queue.cancel(old)).toBe(false)
  expect(drain(queue).map(([, kind]) => kind)).toEqual([2])
})

test("a number that was never a handle cancels nothing", () => {
  const queue = new EventQueue()
  queue.push(1, 1, 0, 0)
  for (const handle of [0, -1, 0.5, 1, 2, 2 ** 24, endOfTime, NaN, Infinity])
    expect(queue.cancel(handle)).toBe(false)
  expect(queue.size).toBe(1)
})

test("an event in the past, between two ticks or beyond the end of time is refused", () => {
  const queue = new EventQueue()
  queue.push(10, 0, 0, 0)
  queue.pop(endOfTime)
  for (const time of [9, -1, 10.5, NaN, Infinity, 2 ** 53]) {
    expect(() => queue.push(time, 0, 0, 0)).toThrow(InvariantError)
  }
  expect(() => queue.push(10, 0, 0, 2 ** 31)).toThrow("signed 32-bit")
  expect(() => queue.push(10, 0.5, 0, 0)).toThrow("signed 32-bit")
  expect(queue.size).toBe(0)
})

test("a queue begun small holds a hundred thousand events", () => {
  const queue = new EventQueue(1)
  for (let i = 0; i < 100_000; i++) queue.push((i * 7_919) % 100_003, i, 0, 0)
  expect(queue.size).toBe(100_000)
  const times = drain(queue).map(([time]) => time)
  expect(times).toHaveLength(100_000)
  expect(times.every((time, i) => i === 0 || times[i - 1] <= time)).toBe(true)
})

test("timers that are always cancelled leave no trace, and the others keep their order", () => {
  const queue = new EventQueue()
  const kept: number[] = []
  for (let i = 0; i < 50_000; i++) {
    const handle = queue.push(day + (i % 3), i, 0, 0)
    if (i % 100 === 0) kept.push(i)
    else queue.cancel(handle)
  }
  expect([queue.size, queue.peekTime()]).toEqual([500, day])
  expect(drain(queue).map(([, kind]) => kind)).toEqual(
    [0, 1, 2].flatMap((late) => kept.filter((i) => i % 3 === late)),
  )
})

test("a queue whose every event was cancelled is empty", () => {
  const queue = new EventQueue()
  const handles = [1, 1, 5_000, day, day].map((time) => queue.push(time, 0, 0, 0))
  expect(handles.every((handle) => queue.cancel(handle))).toBe(true)
  expect([queue.size, queue.peekTime(), queue.pop(endOfTime)]).toEqual([0, Infinity, false])
  queue.push(3, 3, 0, 0)
  expect(drain(queue)).toEqual([[3, 3, 0, 0]])
})

test("whatever is planned, cancelled and awaited, the wheel and the sorted list agree", () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 200 }), (steps) => {
      const wheel = new EventQueue(1)
      const list = new ReferenceQueue()
      const history = steps.map((step, i) => ({ step, i }))
      expect(lives(wheel, history)).toEqual(lives(list, history))
    }),
    { numRuns: 1_000 },
  )
})

/** Gaps of all sizes, from equal times to years; the boundaries of the wheel's digits are near 2^11, 2^22, 2^32, 2^43. */
const gap = fc.oneof(
  fc.nat(3),
  fc.nat(5_000),
  fc.nat(10_000_000),
  fc.maxSafeNat(),
  fc
    .tuple(fc.constantFrom(11, 22, 32, 43), fc.integer({ min: -2, max: 2 }))
    .map(([bits, off]) => 2 ** bits + off),
)
const anyStep = fc.oneof(
  { weight: 5, arbitrary: fc.record({ verb: fc.constant("push" as const), gap, fromNext: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ verb: fc.constant("cancel" as const), which: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ verb: fc.constant("pop" as const), gap, times: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ verb: fc.constant("peek" as const) }) },
)

type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never
type Queue = Pick<EventQueue, "push" | "cancel" | "pop" | "peekTime" | "size" | "time" | "kind" | "a" | "b">

/** All that can be seen of a queue while these things are done to it, and of its end. */
function lives(queue: Queue, history: readonly { step: Step; i: number }[]): unknown[] {
  const handles: number[] = []
  const seen = history.map(({ step, i }) => [does(queue, step, i, handles), queue.size, popped(queue)])
  return [seen, drain(queue)]
}

function does(queue: Queue, step: Step, i: number, handles: number[]): unknown {
  switch (step.verb) {
    case "push": {
      // Not only from now: also from the next event, to meet its time and its neighbours'.
      const from = step.fromNext && queue.size > 0 ? queue.peekTime() : queue.time
      handles.push(queue.push(Math.min(from + step.gap, endOfTime), i, step.gap | 0, -1 - i))
      return handles.length
    }
    case "cancel":
      return handles.length > 0 && queue.cancel(handles[step.which % handles.length])
    case "pop": {
      const limit = Math.min(queue.time + step.gap, endOfTime)
      return Array.from({ length: step.times }, () => [queue.pop(limit), ...popped(queue)])
    }
    case "peek":
      return queue.peekTime()
  }
}

function drain(queue: Queue): number[][] {
  const events: number[][] = []
  while (queue.pop(endOfTime)) events.push(popped(queue))
  return events
}

function popped({ time, kind, a, b }: Queue): number[] {
  return [time, kind, a, b]
}
