/**
 * Scores that depend on what is asked and on one agent alone, kept until something changes there. Tables are large, so
 * only those of the kinds asked for lately are kept.
 */
import type { AgentId, Demand, PlacementBoard } from "../../sim/index.ts"

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

class ScoresOfKind {
  readonly #board: PlacementBoard
  readonly #demand: Demand
  readonly #score: Score
  readonly #scores: Float64Array
  /** The version of the agent that its score belongs to. */
  readonly #versions: Int32Array

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
}
