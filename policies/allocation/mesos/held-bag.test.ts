/** The bag that is put together late against one that is put together at once. */
import fc from "fast-check"
import { expect, test } from "vitest"
import { ScalarNames } from "./amounts.ts"
import { addBags, allocate, type Bag, emptyBag, subtractBags } from "./bags.ts"
import { Bundles } from "./bundle.ts"
import { HeldBag } from "./held-bag.ts"
import { parseResources } from "./notation.ts"

const bundles = new Bundles(new ScalarNames())
const gifts = ["cpus:2;mem(a):512;ports:[1-9]", "mem(a):512;cpus(b):1", "disk:7;cpus:2", "ports:[20-29]"].map(
  (text) => bundles.unplain(parseResources(text)),
)

test("whatever is given and taken, when it is asked for makes no difference to the bag and its order", () => {
  const move = fc.record({
    gift: fc.nat(gifts.length - 1),
    role: fc.constantFrom("a", "b"),
    isTaken: fc.boolean(),
    isAskedFor: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(move, { maxLength: 12 }), (moves) => {
      const held = new HeldBag()
      let bag: Bag = emptyBag
      for (const { gift, role, isTaken, isAskedFor } of moves) {
        const part = allocate(gifts[gift].bag, role)
        bag = isTaken ? subtractBags(bag, part) : addBags(bag, part)
        if (isTaken) held.take(gifts[gift], role)
        else held.give(gifts[gift], role)
        if (isAskedFor) expect(held.bag).toEqual(bag)
      }
      expect(held.bag).toEqual(bag)
    }),
    { numRuns: 100 },
  )
})
