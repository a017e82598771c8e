/** The machines of a run: those of the trace, some drawn from its mix, or many of one shape. */
import {
  type AgentTable,
  AgentTableBuilder,
  nearest,
  scalarCount,
  type ScalarName,
  scalarNames,
  type Workload,
} from "../../sim/index.ts"
import { hashNumbers } from "./hash.ts"
import { InputError, parseBytes, parseCount } from "./units.ts"

const mostAgents = 1_000_000

/**
 * `trace`, `N` (drawn from the trace's machines) or `NxSHAPE`, as in `100x4cpus,16GiB` or `40x16cpu,64GiB,1gpu`.
 * The N are the first of the trace's initial machines in the order of a hash with `seed`, again from the front
 * where N is more than there are; so fewer agents are always among more. What happens to a machine in the trace
 * happens to each of its copies. Throws InputError.
 */
export function clusterOf(text: string, workload: Workload, seed: number): AgentTable {
  if (text === "trace") return machinesOf(workload)
  const [, digits, shape] = /^(\d+)(?:x(.+))?$/.exec(text) ?? []
  if (digits === undefined)
    throw new InputError(`"${text}" is no cluster; write trace, 100 or 100x4cpus,16GiB.`)
  const count = Number(digits)
  if (!(count >= 1 && count <= mostAgents))
    throw new InputError(`"${text}" asks for ${digits} agents; a cluster has 1 to ${mostAgents}.`)
  return shape === undefined
    ? drawAgents(machinesOf(workload), count, seed)
    : equalAgents(count, parseShape(shape))
}

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

function machinesOf(workload: Workload): AgentTable {
  if (workload.agents !== undefined) return workload.agents
  throw new InputError(
    `"${workload.name}" names no machines; give --agents NxSHAPE, for example 100x4cpus,16GiB.`,
  )
}

function equalAgents(count: number, shape: Float64Array): AgentTable {
  const builder = new AgentTableBuilder()
  for (let agent = 0; agent < count; agent++) builder.agent(shape, agent)
  return builder.build()
}

function drawAgents(source: AgentTable, count: number, seed: number): AgentTable {
  const hash = Float64Array.from(source.label, (label) => hashNumbers(seed, label, 0))
  const line = [...source.upAtStart.keys()]
    .filter((agent) => source.upAtStart[agent] === 1)
    .sort((a, b) => hash[a] - hash[b] || a - b)
  if (line.length === 0) throw new InputError("The trace has no machine at its start to draw from.")
  const builder = new AgentTableBuilder()
  const copies = new Map<number, number[]>()
  for (let i = 0; i < count; i++) {
    const agent = line[i % line.length]
    const copy = builder.agent(amountsOf(source.capacity, agent), source.label[agent])
    builder.describe({
      name: source.names?.[agent],
      attributes: source.attributeSets[source.attributes?.[agent] ?? 0],
    })
    copies.set(agent, [...(copies.get(agent) ?? []), copy])
  }
  const { changes } = source
  for (let i = 0; i < changes.count; i++)
    for (const copy of copies.get(changes.agent[i]) ?? [])
      builder.change(changes.time[i], copy, changes.change[i], amountsOf(changes.capacity, i))
  return builder.build(source.labelPrefix)
}

function amountsOf(table: Float64Array, row: number): Float64Array {
  return table.subarray(row * scalarCount, (row + 1) * scalarCount)
}
