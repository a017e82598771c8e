import seedrandom from "seedrandom"
import { expect, test } from "vitest"
import { InvariantError } from "./assert.ts"
import { createRandom, mix32, VisitOrder } from "./random.ts"

test("a stream is seedrandom's alea of seed and name, number for number", () => {
  for (const [seed, name] of [
    [42, "arrivals"],
    [-7, "failures/agent-12476"],
    [0, ""],
    [Number.MAX_SAFE_INTEGER, "größe 😀"],
  ] as const) {
    const ours = createRandom(seed).stream(name)
    const theirs = seedrandom.alea(`${seed}/${name}`)
    for (let i = 0; i < 1_000; i++) expect(ours.next()).toBe(theirs.double())
  }
})

test("a stream depends on seed and name only, not on who else draws", () => {
  const alone = draws(createRandom(42).stream("sizes"), 20)
  const random = createRandom(42)
  const other = random.stream("arrivals")
  const sizes = random.stream("sizes")
  const between = Array.from({ length: 20 }, () => [other.next(), sizes.next(), random.stream("x").next()][1])
  expect(between).toEqual(alone)
})

test("one name gives two cursors at the start of the same numbers", () => {
  const random = createRandom(1)
  const [first, second] = [random.stream("a"), random.stream("a")]
  expect(draws(first, 5)).toEqual(draws(second, 5))
})

test("other seeds and other names give other numbers", () => {
  const firsts = [0, 1, 2, 12].flatMap((seed) =>
    ["", "a", "b", "/a", "2/a"].map((n) => createRandom(seed).stream(n).next()),
  )
  expect(new Set(firsts).size).toBe(firsts.length)
})

test("streams of neighbouring names are uniform and do not know of each other", () => {
  const random = createRandom(42)
  const streams = Array.from({ length: 100 }, (_, i) => draws(random.stream(`failures/agent-${i}`), 200))
  const counts = histogram(
    streams.flat().map((x) => Math.floor(x * 20)),
    20,
  )
  expect(chiSquare(counts)).toBeLessThan(limitOfChiSquare(19))
  const correlations = streams.slice(1).map((xs, i) => correlation(xs, streams[i]))
  // Each is normal with deviation 1/√200 = 0.07 under independence.
  expect(Math.max(...correlations.map(Math.abs))).toBeLessThan(4 * 0.0708)
})

test("a random integer is fair and stays below its bound", () => {
  const stream = createRandom(3).stream("dice")
  const counts = histogram(
    Array.from({ length: 60_000 }, () => stream.integer(6)),
    6,
  )
  expect(chiSquare(counts)).toBeLessThan(limitOfChiSquare(5))
  expect(stream.integer(1)).toBe(0)
  expect(stream.integer(2 ** 32)).toBeLessThan(2 ** 32)
  // Without rejection, the lower half of 3 × 2^30 would come up twice as often as a third.
  const low = Array.from({ length: 9_000 }, () => stream.integer(3 * 2 ** 30)).filter((x) => x < 2 ** 30)
  expect(Math.abs(low.length - 3_000)).toBeLessThan(4 * Math.sqrt(2_000))
})

test("what is no seed and no bound is refused", () => {
  expect(() => createRandom(0.5)).toThrow(InvariantError)
  const stream = createRandom(0).stream("")
  for (const n of [0, -1, 1.5, NaN, 2 ** 32 + 1]) expect(() => stream.integer(n)).toThrow(InvariantError)
})

test("mix32 is MurmurHash3_x86_32, as the Python package mmh3 has it", () => {
  expect(mix32(1, 2, 3)).toBe(0xe9d78ad6)
  expect(mix32(-1, 0, 42)).toBe(0xae4a157f)
})

test("each bit of what mix32 is given turns about half of the bits it returns", () => {
  for (let bit = 0; bit < 96; bit++) {
    const flip = [0, 1, 2].map((word) => (bit >>> 5 === word ? 1 << bit : 0))
    let turned = 0
    for (let i = 0; i < 200; i++) {
      turned += bitsIn(mix32(i, i * 7, 1) ^ mix32(i ^ flip[0], (i * 7) ^ flip[1], 1 ^ flip[2]))
    }
    expect(turned / 200).toBeGreaterThan(14.5)
    expect(turned / 200).toBeLessThan(17.5)
  }
})

test("every visit order visits everyone once", () => {
  for (const n of [...Array.from({ length: 300 }, (_, i) => i + 1), 12_477]) {
    const visits = orderOf(n, 42, n)
    expect(visits.sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i))
  }
})

test("an order depends on seed and run only, whoever was visited before", () => {
  const expected = orderOf(50, 42, 9)
  const order = new VisitOrder(50)
  order.shuffle(42, 8)
  for (let i = 0; i < 17; i++) order.at(i)
  order.shuffle(42, 9)
  expect([order.at(30), order.at(2), order.at(49)]).toEqual([expected[30], expected[2], expected[49]])
  expect(orderOf(50, 42, 10)).not.toEqual(expected)
  expect(orderOf(50, 43, 9)).not.toEqual(expected)
})

test("before the first shuffle the order is ascending", () => {
  const order = new VisitOrder(3)
  expect([order.at(0), order.at(1), order.at(2)]).toEqual([0, 1, 2])
})

test("every one of few agents is first equally often, and every pair is in either order", () => {
  for (const n of [2, 7, 100]) {
    const orders = Array.from({ length: 10_000 }, (_, run) => orderOf(n, 42, run))
    expect(
      chiSquare(
        histogram(
          orders.map((order) => order[0]),
          n,
        ),
      ),
    ).toBeLessThan(limitOfChiSquare(n - 1))
    expect(
      chiSquare(
        histogram(
          orders.map((order) => order[n - 1]),
          n,
        ),
      ),
    ).toBeLessThan(limitOfChiSquare(n - 1))
    const firstBeforeLast = orders.filter((order) => order.indexOf(0) < order.indexOf(n - 1)).length
    expect(Math.abs(firstBeforeLast - 5_000)).toBeLessThan(4 * 50)
  }
})

test("all 120 orders of five come about equally often", () => {
  const counts = new Map<string, number>()
  for (let run = 0; run < 24_000; run++) {
    const order = orderOf(5, 1, run).join()
    counts.set(order, (counts.get(order) ?? 0) + 1)
  }
  expect(counts.size).toBe(120)
  expect(chiSquare([...counts.values()])).toBeLessThan(limitOfChiSquare(119))
})

function orderOf(n: number, key: number, run: number): number[] {
  const order = new VisitOrder(n)
  order.shuffle(key, run)
  return Array.from({ length: n }, (_, i) => order.at(i))
}

function draws(stream: { next(): number }, n: number): number[] {
  return Array.from({ length: n }, () => stream.next())
}

function histogram(values: readonly number[], bins: number): number[] {
  const counts = Array<number>(bins).fill(0)
  for (const value of values) counts[value]++
  return counts
}

function chiSquare(counts: readonly number[]): number {
  const expected = sum(counts) / counts.length
  return sum(counts.map((count) => (count - expected) ** 2 / expected))
}

/** Exceeded by chance less than once in a thousand (Wilson and Hilferty 1931, z = 3.09). */
function limitOfChiSquare(degrees: number): number {
  return degrees * (1 - 2 / (9 * degrees) + 3.09 * Math.sqrt(2 / (9 * degrees))) ** 3
}

function correlation(xs: readonly number[], ys: readonly number[]): number {
  const [meanX, meanY] = [sum(xs) / xs.length, sum(ys) / ys.length]
  const covariance = sum(xs.map((x, i) => (x - meanX) * (ys[i] - meanY)))
  return covariance / Math.sqrt(sum(xs.map((x) => (x - meanX) ** 2)) * sum(ys.map((y) => (y - meanY) ** 2)))
}

function sum(xs: readonly number[]): number {
  return xs.reduce((total, x) => total + x, 0)
}

function bitsIn(word: number): number {
  return (word >>> 0).toString(2).replaceAll("0", "").length
}
