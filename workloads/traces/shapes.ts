/** Shapes of machines as people type them: "16cpu,64GiB,1gpu". */
import { nearest, scalarCount, type ScalarName, scalarNames } from "../../sim/index.ts"
import { InputError, parseBytes, parseCount } from "./units.ts"

/** "16cpu,64GiB,1gpu" as thousandths: memory is what has a unit of bytes, disk is written `disk=2TiB`. Throws InputError. */
export function parseShape(text: string): Float64Array {
  const shape = new Float64Array(scalarCount)
  const given = new Set<ScalarName>()
  for (const part of text.split(",")) {
    const [name, amount] = parsePart(part.trim(), text)
    if (given.has(name)) throw new InputError(`"${text}" tells ${name} twice.`)
    given.add(name)
    shape[scalarNames.indexOf(name)] = amount
  }
  if (!given.has("cpus")) throw new InputError(`"${text}" tells no cpus; write for example 4cpus,16GiB.`)
  return shape
}

function parsePart(part: string, whole: string): [ScalarName, number] {
  const [, bytesName = "mem", bytes] = /^(?:(mem|disk)=)?(\d[\d.]*[KMGTP]iB)$/.exec(part) ?? []
  if (bytes !== undefined) return [bytesName as ScalarName, parseBytes(bytes)]
  const [, count, word] = /^(\d[\d.]*m?) ?([A-Za-z]+)$/.exec(part) ?? []
  if (word === "cpu" || word === "cpus") return ["cpus", parseCount(count)]
  if (word === "gpu" || word === "gpus") return ["gpus", parseCount(count)]
  const meant = word === undefined ? undefined : nearest(word, ["cpus", "gpus", "GiB"])
  const hint = meant === undefined ? "" : ` Did you mean "${meant}"?`
  throw new InputError(
    `"${part}" in "${whole}" is no resource.${hint} Known: 4cpus, 16GiB, disk=2TiB, 1gpus.`,
  )
}
