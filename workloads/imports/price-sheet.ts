/**
 * What machines cost: CSV with a header and the columns `shape` ("16cpus,64GiB,1gpus", as --agents takes it, in quotes)
 * and `price_per_hour`; also `name`, `count` (how many there are or may be) and `currency`. An inventory with prices,
 * no workload: one agent per row, or `count` of them.
 */
import { AgentTableBuilder } from "../../sim/index.ts"
import { CardNotes } from "../traces/card-notes.ts"
import { countRange, unitsRange } from "../traces/cell-ranges.ts"
import { parseShape } from "../traces/shapes.ts"
import { hasColumns } from "../traces/headers.ts"
import { inventory } from "../traces/inventory.ts"
import { type NamedRow, readNamedRows } from "../traces/named-rows.ts"
import type { ReadSettings, TraceFormat, TraceImport } from "../traces/trace-format.ts"
import { InputError } from "../traces/units.ts"

const columns = ["shape", "price_per_hour"]

export const priceSheet: TraceFormat = {
  name: "price-sheet",
  about: "Your prices of machines: shape and price per hour; no workload",
  citation: "A CSV of your own.",
  licence: "the data are yours",
  recognise: ([header]) => hasColumns(header, columns),
  read: readPrices,
}

async function readPrices(paths: readonly string[], settings: ReadSettings): Promise<TraceImport> {
  const notes = new CardNotes(settings)
  const builder = new AgentTableBuilder()
  const prices = {
    shape: [] as string[],
    name: [] as string[],
    price: [] as number[],
    currency: [] as string[],
  }
  const rows = await readNamedRows(paths, { needed: columns }, take, settings, notes)
  const read = inventory(priceSheet, paths, rows, builder.build(), notes)
  return {
    ...read,
    measured: {
      name: prices.name,
      shape: prices.shape,
      price_per_hour: Float64Array.from(prices.price),
      currency: prices.currency,
    },
  }

  function take(row: NamedRow): void {
    const capacity = shapeOf(row)
    const price = row.number("price_per_hour", unitsRange)
    const count = row.isEmpty("count") ? 1 : row.number("count", countRange)
    const name = row.isEmpty("name") ? row.text("shape") : row.text("name")
    if (builder.count + count > countRange.most)
      throw row.error("count", "a cluster has at most 1,000,000 agents")
    prices.shape.push(row.text("shape"))
    prices.name.push(name)
    prices.price.push(price)
    prices.currency.push(row.text("currency"))
    for (let i = 0; i < count; i++) {
      builder.agent(capacity, builder.count)
      builder.describe({ attributes: { shape: name } })
    }
  }
}

function shapeOf(row: NamedRow): Float64Array {
  try {
    return parseShape(row.text("shape"))
  } catch (error) {
    if (error instanceof InputError)
      throw row.error("shape", "a shape is written 16cpus,64GiB,1gpus", error.message)
    throw error
  }
}
