/**
 * Scores that depend on what is asked and on one agent alone, kept until something changes there. Tables are large, so
 * only those of the kinds asked for lately are kept.
 */
import { type AgentId, changesKept, type Demand, type PlacementBoard } from "../../sim/index.ts"

/** Higher is better. Called only for agents that can hold the demand; may look at nothing but this agent. */
export type Score = (board: PlacementBoard, demand: Demand, agent: AgentId) => number

export const cannotHold = -Infinity

const mostKinds = 512

export class KeptScores {
  readonly #board: PlacementBoard
  readonly #score: Score
  readonly #byType = new Map<number, ScoresOfKind>()

  constructor(board: PlacementBoard, score: Score) {
    this.#board = board
    this.#score = score
  }

  of(demand: Demand): ScoresOfKind {
    const known = this.#byType.get(demand.type)
    if (known !== undefined) return known
    for (const oldest of this.#byType.keys()) {
      if (this.#byType.size < mostKinds) break
      this.#byType.delete(oldest)
    }
    const made = new ScoresOfKind(this.#board, demand, this.#score)
    this.#byType.set(demand.type, made)
    return made
  }
}

/** Which of two agents comes first where their scores are equal: negative for `a`. */
export type TieOrder = (a: AgentId, b: AgentId) => number

class ScoresOfKind {
  readonly #board: PlacementBoard
  readonly #demand: Demand
  readonly #score: Score
  readonly #scores: Float64Array
  /** The version of the agent that its score belongs to. */
  readonly #versions: Int32Array
  /** Of the knock-out; made when it is first asked for. */
  #winners: Int32Array | undefined
  #playedUpTo = 0

  constructor(board: PlacementBoard, demand: Demand, score: Score) {
    const { count } = board.view.agents
    this.#board = board
    this.#demand = demand
    this.#score = score
    this.#scores = new Float64Array(count)
    this.#versions = new Int32Array(count)
  }

  /** `cannotHold` where the agent cannot. */
  at(agent: AgentId): number {
    const version = this.#board.version[agent]
    if (this.#versions[agent] !== version) {
      this.#versions[agent] = version
      this.#scores[agent] = this.#board.canHold(this.#demand, agent)
        ? this.#score(this.#board, this.#demand, agent)
        : cannotHold
    }
    return this.#scores[agent]
  }

  /**
   * The agent with the highest score, −1 if none can hold the demand: the winner of a knock-out in which only the agents
   * that have changed since the last time play again.
   */
  best(order: TieOrder): AgentId {
    const { count } = this.#board.view.agents
    const { changeCount, changed } = this.#board
    if (this.#winners === undefined || changeCount - this.#playedUpTo > Math.min(changesKept, count)) {
      this.#playAll(count, order)
    } else
      for (let i = this.#playedUpTo; i < changeCount; i++) this.#playAgain(changed[i % changesKept], order)
    this.#playedUpTo = changeCount
    const [, winner] = this.#winners ?? []
    return winner === undefined || winner < 0 || this.at(winner) === cannotHold ? -1 : winner
  }

  /** The winner of match n is that of 2n or 2n + 1; agents enter at `width` and after. */
  #playAll(count: number, order: TieOrder): void {
    let width = 1
    while (width < count) width *= 2
    const winners = (this.#winners ??= new Int32Array(2 * width))
    for (let place = 0; place < width; place++) winners[width + place] = place < count ? place : -1
    for (let match = width - 1; match > 0; match--)
      winners[match] = this.#better(winners[2 * match], winners[2 * match + 1], order)
  }

  #playAgain(agent: AgentId, order: TieOrder): void {
    const winners = this.#winners
    if (winners === undefined) return
    for (let match = (agent + winners.length / 2) >> 1; match > 0; match >>= 1)
      winners[match] = this.#better(winners[2 * match], winners[2 * match + 1], order)
  }

  #better(a: AgentId, b: AgentId, order: TieOrder): AgentId {
    if (b < 0) return a
    if (a < 0) return b
    const difference = this.at(a) - this.at(b)
    if (difference !== 0 && !Number.isNaN(difference)) return difference > 0 ? a : b
    return order(a, b) <= 0 ? a : b
  }
}
