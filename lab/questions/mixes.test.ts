import * as fc from "fast-check"
import { expect, test } from "vitest"
import { cheapestMix, type Fewest, type PricedShape } from "./mixes.ts"
import type { Sized } from "./sizing.ts"

const priced = (name: string, price: number, most = 1000): PricedShape => ({
  name,
  shape: name,
  price,
  most,
})

/** A world that is met by a number of machines beside others, or not at all. */
function world(needed: (wanted: Fewest) => number) {
  const tried: string[] = []
  const fewest = (wanted: Fewest): Promise<Sized> => {
    const { beside, shape, most } = wanted
    tried.push(`${beside === undefined ? "" : `${beside.agents} ${beside.shape.name} + `}${shape.name}`)
    const size = Math.max(1, needed(wanted))
    const chosen = size <= most ? { size } : undefined
    return Promise.resolve({ chosen, below: undefined, curve: [] } as unknown as Sized)
  }
  return { tried, fewest }
}

/** 40 tasks that fit anywhere, and two that only a large machine holds; a large one does the work of six small ones. */
const giants = world(({ beside, shape }) => {
  if (shape.name === "large") return 7
  return beside === undefined || beside.agents < 2 ? Infinity : 40 - 6 * beside.agents
})

test("where two tasks need large machines and the rest would do with small ones, a mix costs less than either", async () => {
  const { cheapest } = await cheapestMix([priced("small", 1), priced("large", 8)], giants.fewest)
  expect(cheapest).toMatchObject({
    parts: [
      { shape: { name: "large" }, agents: 2 },
      { shape: { name: "small" }, agents: 28 },
    ],
    price: 44,
  })
})

test("a mix that cannot be cheaper is not run", async () => {
  const plain = world(() => 10)
  await cheapestMix([priced("small", 1), priced("large", 12)], plain.fewest)
  expect(plain.tried).toEqual(["small", "large"])
})

test("nothing is cheapest where nothing meets", async () => {
  const { fewest, tried } = world(() => Infinity)
  const shapes = [priced("small", 1, 5), priced("large", 2, 5)]
  expect(await cheapestMix(shapes, fewest)).toEqual({ cheapest: undefined, met: [] })
  expect(tried).toEqual([
    "small",
    "large",
    "1 large + small",
    "2 large + small",
    "3 large + small",
    "4 large + small",
    "5 large + small",
  ])
})

test("no more machines are had than there are", async () => {
  const { cheapest } = await cheapestMix([priced("small", 1), priced("large", 8, 2)], giants.fewest)
  expect(cheapest?.parts.map(({ agents }) => agents)).toEqual([2, 28])
})

test("where machines are worth their cores, the cheapest mix is at most a few per cent above the best there is", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 20, max: 400 }),
      fc.integer({ min: 2, max: 16 }),
      fc.integer({ min: 5, max: 30 }),
      async (work, worth, tenths) => {
        const [small, large] = [priced("small", 1), priced("large", tenths / 2)]
        const ofLarge = (wanted: Fewest) => (wanted.shape.name === "large" ? worth : 1)
        const besides = ({ beside }: Fewest) =>
          beside === undefined ? 0 : beside.agents * (beside.shape.name === "large" ? worth : 1)
        const { fewest } = world((wanted) => Math.ceil((work - besides(wanted)) / ofLarge(wanted)))
        const { cheapest } = await cheapestMix([small, large], fewest)
        const costs = Array.from(
          { length: Math.ceil(work / worth) + 1 },
          (_, k) => k * large.price + Math.max(0, work - k * worth),
        )
        expect(cheapest?.price).toBeLessThanOrEqual(1.05 * Math.min(...costs) + 1)
      },
    ),
    { numRuns: 100 },
  )
})
