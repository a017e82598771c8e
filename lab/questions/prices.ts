/**
 * What machines cost, as people write it: a CSV of `item,price_per_hour`. An item is a shape, `4cpus,16GiB` in quotes, or
 * what a unit costs: `cpus` (a core), `mem` (a GiB), `disk` (a GiB), `gpus` (a device). A shape's own price goes first.
 */
import { type ScalarName, scalarNames, thousandthsPerUnit } from "../../sim/index.ts"
import { InputError, parseShape } from "../../workloads/index.ts"

export interface Prices {
  /** Of a machine for an hour, in the sheet's currency; undefined where the sheet does not tell. */
  readonly ofShape: (shape: string) => number | undefined
}

/** Mean hours of a month: 365.25 × 24 ÷ 12. */
export const hoursPerMonth = 730.5

/** Throws InputError with the line. */
export function parsePrices(text: string, file: string): Prices {
  const shapes = new Map<string, number>()
  const units = new Map<ScalarName, number>()
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "" || /^item\s*,/.test(line)) continue
    const [, quoted, plain = quoted, digits] =
      /^(?:"([^"]*)"|([^",]*)),\s*(\d+(?:\.\d+)?)\s*$/.exec(line) ?? []
    if (plain === undefined)
      throw new InputError(
        `${file}:${i + 1}: ${JSON.stringify(line)} is no price; write cpus,0.031 or "4cpus,16GiB",0.19.`,
      )
    const scalar = scalarNames.find((name) => name === plain)
    if (scalar === undefined) shapes.set(keyOf(plain), Number(digits))
    else units.set(scalar, Number(digits))
  }
  return {
    ofShape(shape) {
      const own = shapes.get(keyOf(shape))
      if (own !== undefined) return own
      const amounts = parseShape(shape)
      let sum = 0
      for (const [k, name] of scalarNames.entries()) {
        const price = units.get(name)
        if (amounts[k] > 0 && price === undefined) return undefined
        const perUnit = name === "mem" || name === "disk" ? 1024 * thousandthsPerUnit : thousandthsPerUnit
        sum += ((price ?? 0) * amounts[k]) / perUnit
      }
      return sum
    },
  }
}

const keyOf = (shape: string) => parseShape(shape).join(" ")
