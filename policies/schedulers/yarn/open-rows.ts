/**
 * Which nodes can matter: those that could hold something that waits. A node that could hold none of the rows that were
 * open when it was looked at is asked again only about rows that opened later, until it changes itself. A row whose
 * queue may have no more is set aside until something ends.
 */
import type { AgentId } from "../../../sim/index.ts"
import type { Row } from "./app-rows.ts"
import { isAllowed } from "./queues.ts"

export interface Watch {
  open(row: Row): void
  close(row: Row): void
  /** The agent may hold more than before. */
  grew(agent: AgentId): void
  /** True if what a queue was not allowed may be allowed now. */
  queuesShrank(): boolean
  /** Whether a heartbeat of the agent may start something. */
  matters(agent: AgentId): boolean
}

export type WatchFactory = (agentCount: number, fits: (row: Row, agent: AgentId) => boolean) => Watch

export const openRows: WatchFactory = (agentCount, fits) => new OpenRows(agentCount, fits)

class OpenRows implements Watch {
  readonly #fits: (row: Row, agent: AgentId) => boolean
  /** In the order in which they opened, by their numbers. */
  #rows: { readonly row: Row; readonly number: number }[] = []
  readonly #setAside = new Set<Row>()
  /** By agent: it holds none of the open rows up to this number. */
  readonly #lookedUpTo: Float64Array
  #last = 0

  constructor(agentCount: number, fits: (row: Row, agent: AgentId) => boolean) {
    this.#lookedUpTo = new Float64Array(agentCount)
    this.#fits = fits
  }

  open(row: Row): void {
    this.#rows.push({ row, number: ++this.#last })
  }

  close(row: Row): void {
    if (!this.#setAside.delete(row)) this.#rows = this.#rows.filter((open) => open.row !== row)
  }

  grew(agent: AgentId): void {
    this.#lookedUpTo[agent] = 0
  }

  /** Opens again what has been set aside and may start now. */
  queuesShrank(): boolean {
    const before = this.#last
    for (const row of this.#setAside)
      if (isAllowed(row.leaf, row.demand.amounts)) {
        this.#setAside.delete(row)
        this.open(row)
      }
    return this.#last > before
  }

  matters(agent: AgentId): boolean {
    const upTo = this.#lookedUpTo[agent]
    if (upTo === this.#last) return false
    for (let i = this.#rows.length - 1; i >= 0 && this.#rows[i].number > upTo; i--) {
      const { row } = this.#rows[i]
      if (!isAllowed(row.leaf, row.demand.amounts)) {
        this.#rows.splice(i, 1)
        this.#setAside.add(row)
      } else if (this.#fits(row, agent)) return true
    }
    this.#lookedUpTo[agent] = this.#last
    return false
  }
}
