/** The machines of a run: those of the trace, some drawn from a mix, many of one shape, or several of these together. */
import { numberFromText } from "./numbers.ts"
import { type AgentTable, AgentTableBuilder, nearest, scalarCount, type Workload } from "../../sim/index.ts"
import { joinAgents } from "./agent-tables.ts"
import { hashNumbers } from "./hash.ts"
import { machineMixes } from "./machine-mixes.ts"
import { parseShape } from "./shapes.ts"
import { InputError } from "./units.ts"

const mostAgents = 1_000_000

/**
 * Parts joined by `+`, then, if wanted, `/racks=N` and `/zones=N`. A part is
 *
 *     trace                 the machines of the trace
 *     100                   100 of them, each again only after all others
 *     100x4cpus,16GiB       100 of one shape
 *     google-2011           a published mix of machines
 *     100xtrace  100xgoogle-2011   100 drawn from the mix with replacement
 *
 * The 100 are the first in the order of a hash with `seed`, so fewer agents are always among more. What happens to a
 * machine in the trace happens to each of its copies. Racks are runs of neighbours, and zones runs of racks, as equal
 * as can be, told as the attributes "rack" and "zone". Throws InputError.
 */
export function clusterOf(text: string, workload: Workload, seed: number): AgentTable {
  const [parts, ...deals] = text.split("/")
  const tables = parts.split("+").map((part) => partOf(part.trim(), text, workload, seed))
  const count = tables.reduce((sum, table) => sum + table.count, 0)
  if (count > mostAgents)
    throw new InputError(`"${text}" asks for ${count} agents; a cluster has 1 to ${mostAgents}.`)
  const agents = tables.length === 1 ? tables[0] : joinAgents(tables)
  return deals.length === 0 ? agents : inPlaces(agents, placesOf(deals, text, agents.count))
}

function partOf(part: string, text: string, workload: Workload, seed: number): AgentTable {
  if (part === "trace") return machinesOf(workload)
  const mix = machineMixes.find(({ name }) => name === part)
  if (mix !== undefined) return mix.make()
  const [, digits, of] = /^(\d+)(?:x(.+))?$/.exec(part) ?? []
  if (digits === undefined) throw noCluster(part, text)
  const count = numberFromText(digits)
  if (!(count >= 1 && count <= mostAgents))
    throw new InputError(`"${text}" asks for ${digits} agents; a cluster has 1 to ${mostAgents}.`)
  if (of === undefined) return inTurn(machinesOf(workload), count, seed)
  if (of === "trace") return drawn(machinesOf(workload), count, seed)
  const drawnFrom = machineMixes.find(({ name }) => name === of)
  return drawnFrom === undefined ? equalAgents(count, parseShape(of)) : drawn(drawnFrom.make(), count, seed)
}

function noCluster(part: string, text: string): InputError {
  const names = ["trace", ...machineMixes.map(({ name }) => name)]
  const meant = nearest(part, names)
  const hint = meant === undefined ? "" : ` Did you mean "${meant}"?`
  const whole = part === text ? "" : ` in "${text}"`
  return new InputError(
    `"${part}"${whole} is no cluster; write trace, 100 or 100x4cpus,16GiB. Mixes: ${names.slice(1).join(", ")}.${hint}`,
  )
}

function machinesOf(workload: Workload): AgentTable {
  if (workload.agents !== undefined && workload.agents.count > 0) return workload.agents
  throw new InputError(
    `"${workload.name}" names no machines; give --agents NxSHAPE, for example 100x4cpus,16GiB.`,
  )
}

function equalAgents(count: number, shape: Float64Array): AgentTable {
  const builder = new AgentTableBuilder()
  for (let agent = 0; agent < count; agent++) builder.agent(shape, agent)
  return builder.build()
}

/** Each machine of the start once before any comes again. */
function inTurn(source: AgentTable, count: number, seed: number): AgentTable {
  const hash = Float64Array.from(source.label, (label) => hashNumbers(seed, label, 0))
  const line = startOf(source).sort((a, b) => hash[a] - hash[b] || a - b)
  return copies(
    source,
    Int32Array.from({ length: count }, (_, i) => line[i % line.length]),
  )
}

/** Each drawn by itself from the machines of the start: the i-th does not depend on how many there are. */
function drawn(source: AgentTable, count: number, seed: number): AgentTable {
  const start = startOf(source)
  return copies(
    source,
    Int32Array.from({ length: count }, (_, i) => start[hashNumbers(seed, i, 1) % start.length]),
  )
}

function startOf(source: AgentTable): number[] {
  const start = [...source.upAtStart.keys()].filter((agent) => source.upAtStart[agent] === 1)
  if (start.length === 0) throw new InputError("The trace has no machine at its start to draw from.")
  return start
}

function copies(source: AgentTable, chosen: Int32Array): AgentTable {
  const builder = new AgentTableBuilder()
  const copiesOf = new Map<number, number[]>()
  for (const agent of chosen) {
    const copy = builder.agent(amountsOf(source.capacity, agent), source.label[agent])
    builder.describe({ attributes: source.attributeSets[source.attributes?.[agent] ?? 0] })
    const known = copiesOf.get(agent)
    if (known === undefined) copiesOf.set(agent, [copy])
    else known.push(copy)
  }
  const { changes } = source
  for (let i = 0; i < changes.count; i++)
    for (const copy of copiesOf.get(changes.agent[i]) ?? [])
      builder.change(changes.time[i], copy, changes.change[i], amountsOf(changes.capacity, i))
  return builder.build(source.labelPrefix)
}

function amountsOf(table: Float64Array, row: number): Float64Array {
  return table.subarray(row * scalarCount, (row + 1) * scalarCount)
}

interface Places {
  readonly racks: number
  readonly zones: number
}

function placesOf(deals: readonly string[], text: string, agents: number): Places {
  const told = new Map<string, number>()
  for (const deal of deals) {
    const [, name, digits] = /^(racks|zones)=(\d{1,7})$/.exec(deal.trim()) ?? []
    const count = numberFromText(digits)
    if (name === undefined || told.has(name) || !(count >= 1 && count <= agents))
      throw new InputError(
        `"/${deal}" in "${text}" deals no agents out; write /racks=N, /zones=N or both, each once, N from 1 to ${agents}.`,
      )
    told.set(name, count)
  }
  const zones = told.get("zones") ?? 0
  const racks = told.get("racks") ?? 0
  if (racks > 0 && zones > racks)
    throw new InputError(`"${text}" has more zones than racks; a rack stands in one zone.`)
  return { racks, zones }
}

/** 0 of either: none is told. Zones without racks are runs of agents. */
function inPlaces(agents: AgentTable, { racks, zones }: Places): AgentTable {
  const builder = new AgentTableBuilder()
  for (let agent = 0; agent < agents.count; agent++) {
    builder.agent(amountsOf(agents.capacity, agent), agents.label[agent], agents.upAtStart[agent] === 1)
    const rack = Math.floor((agent * racks) / agents.count)
    const zone = racks > 0 ? Math.floor((rack * zones) / racks) : Math.floor((agent * zones) / agents.count)
    builder.describe({
      name: agents.names?.[agent],
      attributes: {
        ...agents.attributeSets[agents.attributes?.[agent] ?? 0],
        ...(racks > 0 ? { rack: `r${rack}` } : {}),
        ...(zones > 0 ? { zone: `z${zone}` } : {}),
      },
    })
  }
  return { ...builder.build(agents.labelPrefix), changes: agents.changes }
}
