import fc from "fast-check"
import { expect, test } from "vitest"
import { addBags, amountIn, type Bag, bagOf, containsBag, subtractBag } from "./bag.ts"
import { Kinds, unreserved } from "./kinds.ts"
import { cpus, mem, scalarNames } from "./resources.ts"

const someBag: fc.Arbitrary<Bag> = fc
  .array(fc.record({ kind: fc.nat({ max: 6 }), amount: fc.nat({ max: 5000 }) }), { maxLength: 8 })
  .map(bagOf)

test("the unreserved scalars are the first kinds of every cluster, in column order", () => {
  const kinds = new Kinds()
  expect(scalarNames.map((name) => kinds.intern(unreserved(name)))).toEqual([0, 1, 2, 3])
})

test("the same kind has one number; another principal, role or volume makes another kind", () => {
  const kinds = new Kinds()
  const reserved = (role: string, principal?: string) =>
    kinds.intern({
      ...unreserved("cpus"),
      reservations: [{ type: "dynamic", role, ...(principal === undefined ? {} : { principal }) }],
    })
  expect(reserved("web")).toBe(reserved("web"))
  expect(new Set([cpus, reserved("web"), reserved("web", "ops"), reserved("db")]).size).toBe(4)
  expect(kinds.intern({ ...unreserved("cpus"), revocable: true })).not.toBe(cpus)
})

test("reservations flow down to sub-roles, never up or sideways", () => {
  const kinds = new Kinds()
  const eng = kinds.intern({ ...unreserved("mem"), reservations: [{ type: "static", role: "eng" }] })
  const allocatable = (role: string) => kinds.isAllocatableTo(eng, role)
  expect([allocatable("eng"), allocatable("eng/ml"), allocatable("engine"), allocatable("ops")]).toEqual([
    true,
    true,
    false,
    false,
  ])
  expect(kinds.isAllocatableTo(mem, "ops")).toBe(true)
})

test("only a volume can be shared", () => {
  expect(() => new Kinds().intern({ ...unreserved("disk"), shared: true })).toThrow(
    "disk is shared but no volume",
  )
})

test("what is added can be taken away again, and a sum contains its parts", () => {
  fc.assert(
    fc.property(someBag, someBag, (a, b) => {
      const sum = addBags(a, b)
      expect(subtractBag(sum, b)).toEqual(a)
      expect(containsBag(sum, a) && containsBag(sum, b)).toBe(true)
      expect(sum.every(({ kind, amount }) => amount === amountIn(a, kind) + amountIn(b, kind))).toBe(true)
    }),
  )
})

test("a bag never goes below nothing", () => {
  expect(
    subtractBag(
      bagOf([{ kind: cpus, amount: 1000 }]),
      bagOf([
        { kind: cpus, amount: 3000 },
        { kind: mem, amount: 1 },
      ]),
    ),
  ).toEqual([])
})
