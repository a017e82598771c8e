import {
  type AgentId,
  cpus,
  type FrameworkId,
  type JobTable,
  scalarCount,
  type TaskId,
  type Thousandths,
} from "../../../sim/index.ts"
import { Claims } from "./claims.ts"
import type { Pool } from "./pool.ts"

/** All that was free, offered to one framework and locked until it answers. */
export interface Offer {
  readonly id: number
  readonly framework: FrameworkId
  readonly pool: Pool
  /** What its framework will start, in parts that start together, each at its time; emptied when it has started. */
  readonly parts: Claims[]
}

/** The offers that are not answered yet, by number. */
export class OpenOffers {
  readonly #offers = new Map<number, Offer>()
  #made = 0

  open(framework: FrameworkId, pool: Pool): Offer {
    const offer = { id: this.#made++ & 0x7fff_ffff, framework, pool, parts: [] }
    this.#offers.set(offer.id, offer)
    return offer
  }

  get(id: number): Offer {
    const offer = this.#offers.get(id)
    if (offer === undefined) throw new Error(`there is no open offer ${id}`)
    return offer
  }

  close(offer: Offer): void {
    this.#offers.delete(offer.id)
  }

  /** What all offers hold of the machine: left in them, or claimed and not started. */
  holdOn(machine: AgentId, kind: number, { shapes, taskShape }: JobTable): Thousandths {
    let held: Thousandths = 0
    for (const { pool, parts } of this.#offers.values()) {
      held += pool.free[machine * scalarCount + kind]
      for (const claims of parts)
        for (let i = 0; i < claims.count; i++)
          if (claims.machine[i] === machine) held += shapes[taskShape[claims.task[i]] * scalarCount + kind]
    }
    return held
  }

  /** Takes the machine out of every offer. Returns the tasks that were to start on it, and the cpus that were left on it. */
  takeBack(machine: AgentId): { readonly tasks: TaskId[]; readonly cpus: Thousandths } {
    const tasks: TaskId[] = []
    let left: Thousandths = 0
    for (const { pool, parts } of this.#offers.values()) {
      left += pool.free[machine * scalarCount + cpus]
      pool.drop(machine)
      for (const claims of parts) tasks.push(...claims.dropMachine(machine))
    }
    return { tasks, cpus: left }
  }
}

/** A part of an answer under way. */
export function newPart(offer: Offer): Claims {
  const claims = new Claims()
  offer.parts.push(claims)
  return claims
}
