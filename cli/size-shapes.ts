/** `--shapes`: the machines that can be had and what they cost, on the command line or in a sheet of prices. */
import { existsSync } from "node:fs"
import type { PricedShape } from "../lab/index.ts"
import { parseShape } from "../workloads/index.ts"
import { UsageError } from "./errors.ts"
import { fromHere } from "./paths.ts"
import type { Progress } from "./progress.ts"
import { read } from "./reading.ts"

/** Of a list, `small=4cpus,16GiB@0.2,32x64cpus,256GiB@2.9`, or a file. Throws UsageError, InputError or TraceError. */
export async function readShapes(text: string, progress: Progress): Promise<PricedShape[]> {
  const shapes = existsSync(text)
    ? await shapesIn(text, progress)
    : text.split(betweenShapes).map(parsePriced)
  const names = shapes.map(({ name }) => name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined)
    throw new UsageError(`--shapes: "${twice}" is there twice; give each a name of its own.`)
  const free = shapes.find(({ price }) => price === 0)
  if (free !== undefined)
    throw new UsageError(`--shapes: "${free.name}" costs nothing, so any number of it is cheapest.`)
  return shapes
}

/** Shapes have commas of their own; the one that follows a price ends a shape. */
const betweenShapes = /(?<=@\d+(?:\.\d+)?)\s*,/

function parsePriced(text: string): PricedShape {
  const [, name, most, shape = "", price] =
    /^\s*(?:([\w.-]+)=)?(?:(\d{1,7})x)?([^@=]+)@(\d+(?:\.\d+)?)\s*$/.exec(text) ?? []
  if (price === undefined)
    throw new UsageError(
      `--shapes: "${text.trim()}" is no machine with a price; write 4cpus,16GiB@0.2, or big=32x64cpus,256GiB@2.9 for 32 at most.`,
    )
  parseShape(shape)
  return {
    name: name ?? shape.trim(),
    shape: shape.trim(),
    price: Number(price),
    most: most === undefined ? Infinity : Number(most),
  }
}

async function shapesIn(file: string, progress: Progress): Promise<PricedShape[]> {
  const { measured } = await read({ format: "price-sheet", paths: [fromHere(file)] }, progress)
  const column = (name: string) => [...(measured?.[name] ?? [])]
  const [names, shapes, prices] = ["name", "shape", "price_per_hour"].map(column)
  return names.map((name, i) => ({
    name: String(name),
    shape: String(shapes[i]),
    price: Number(prices[i]),
    most: Infinity,
  }))
}

/** As it is typed from where one stands. */
export function shapesText(text: string): string {
  return existsSync(text) ? fromHere(text) : text
}
