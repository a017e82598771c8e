import fc from "fast-check"
import { expect, test } from "vitest"
import { amountFromText, amountText, bytesFromText, countFromText } from "./amount-text.ts"
import { scalarNames } from "./resources.ts"

test("counts are numbers or thousandths, bytes have a unit of two to the ten", () => {
  expect(["4", "0.5", "500m", "1.0005", "4.5m", "", "-1"].map(countFromText)).toEqual([
    4000,
    500,
    500,
    ...Array.from({ length: 4 }, () => undefined),
  ])
  expect(["16GiB", "512MiB", "0.5KiB", "16", "16GB", "16 GiB"].map(bytesFromText)).toEqual([
    16_384_000,
    512_000,
    0,
    undefined,
    undefined,
    undefined,
  ])
})

test("an amount that is written is read as the same", () => {
  fc.assert(
    fc.property(fc.constantFrom(...scalarNames), fc.nat(), (scalar, amount) => {
      expect(amountFromText(scalar, amountText(scalar, amount))).toBe(amount)
    }),
  )
  expect([
    amountText("mem", 2 * 1024 * 1024 * 1000),
    amountText("mem", 1_536_000),
    amountText("cpus", 500),
  ]).toEqual(["2TiB", "1.5GiB", "0.5"])
})
