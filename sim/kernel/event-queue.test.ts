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

test("whatever is planned, cancelled and awaited, the wheel and the sorted list agree", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const wheel = new EventQueue(1)
      const list = new ReferenceQueue()
      const handles: [number, number][] = []
      for (const [i, step] of steps.entries()) {
        if (step.verb === "push") {
          // Not only from now: also from the next event, to meet its time and its neighbours'.
          const from = step.fromNext && list.size > 0 ? list.peekTime() : list.time
          const time = Math.min(from + step.gap, endOfTime)
          handles.push([wheel.push(time, i, step.gap | 0, -1 - i), list.push(time, i, step.gap | 0, -1 - i)])
        } else if (step.verb === "cancel" && handles.length > 0) {
          const [inWheel, inList] = handles[step.which % handles.length]
          expect(wheel.cancel(inWheel)).toBe(list.cancel(inList))
        } else if (step.verb === "pop") {
          const limit = Math.min(list.time + step.gap, endOfTime)
          for (let n = 0; n < step.times; n++) expect(wheel.pop(limit)).toBe(list.pop(limit))
        } else if (step.verb === "peek") {
          expect(wheel.peekTime()).toBe(list.peekTime())
        }
        expect([wheel.size, ...popped(wheel)]).toEqual([list.size, ...popped(list)])
      }
      expect(drain(wheel)).toEqual(drain(list))
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
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ verb: fc.constant("push" as const), gap, fromNext: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ verb: fc.constant("cancel" as const), which: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ verb: fc.constant("pop" as const), gap, times: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ verb: fc.constant("peek" as const) }) },
)

type Queue = Pick<EventQueue, "pop" | "time" | "kind" | "a" | "b">

function drain(queue: Queue): number[][] {
  const events: number[][] = []
  while (queue.pop(endOfTime)) events.push(popped(queue))
  return events
}

function popped({ time, kind, a, b }: Queue): number[] {
  return [time, kind, a, b]
}
