import fc from "fast-check"
import { expect, test } from "vitest"
import { amounts, scalarCount } from "../../../sim/index.ts"
import { type Pool, Pools } from "./pool.ts"

const one = amounts({ cpus: 1, mem: 2 })

test("everything that is unlocked is locked at once, and what is freed meanwhile is unlocked", () => {
  const pools = new Pools(3)
  pools.unlocked.add(0, one, 0)
  pools.unlocked.add(2, one, 0)
  const offer = pools.lockAll()
  pools.unlocked.add(1, one, 0)
  expect([offer.total[0], pools.unlocked.total[0]]).toEqual([2000, 1000])
  offer.claim(2, one, 0)
  pools.unlock(offer)
  expect(pools.unlocked.total[0]).toBe(2000)
  expect([0, 1, 2].map((machine) => pools.unlocked.free[machine * scalarCount])).toEqual([1000, 1000, 0])
})

/** A step: give an amount to a machine, lock all, unlock the oldest offer, claim from it, take a machine out of all. */
const steps = fc.array(
  fc.tuple(fc.constantFrom("add", "lock", "unlock", "claim", "drop"), fc.nat({ max: 4 })),
  { maxLength: 60 },
)

test("pools hold what plain rows per owner would, whatever moves between them", () => {
  fc.assert(
    fc.property(steps, (moves) => {
      const pools = new Pools(5)
      const offers: Pool[] = []
      let plainFree = [0, 0, 0, 0, 0]
      const plainOffers: number[][] = []
      for (const [move, machine] of moves) {
        if (move === "add") {
          pools.unlocked.add(machine, one, 0)
          plainFree[machine]++
        } else if (move === "lock") {
          offers.push(pools.lockAll())
          plainOffers.push(plainFree)
          plainFree = [0, 0, 0, 0, 0]
        } else if (move === "drop") {
          for (const pool of [pools.unlocked, ...offers]) pool.drop(machine)
          for (const rows of [plainFree, ...plainOffers]) rows[machine] = 0
        } else if (offers.length > 0 && move === "unlock") {
          pools.unlock(offers.shift() as Pool)
          const back = plainOffers.shift() as number[]
          plainFree = plainFree.map((amount, m) => amount + back[m])
        } else if (offers.length > 0 && plainOffers[0][machine] > 0) {
          offers[0].claim(machine, one, 0)
          plainOffers[0][machine]--
        }
        for (const [i, pool] of [pools.unlocked, ...offers].entries()) {
          const plain = [plainFree, ...plainOffers][i]
          expect(plain.map((_, m) => pool.free[m * scalarCount] / 1000)).toEqual(plain)
          expect(pool.total[1] / 2000).toBe(plain.reduce((sum, amount) => sum + amount))
          const listed = [...pool.order.subarray(0, pool.count)]
          expect(new Set(listed).size).toBe(listed.length)
          for (const [m, amount] of plain.entries()) if (amount > 0) expect(listed).toContain(m)
        }
      }
    }),
    { numRuns: 60 },
  )
})
