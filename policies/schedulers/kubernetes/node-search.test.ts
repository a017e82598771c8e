import fc from "fast-check"
import { expect, test } from "vitest"
import {
  type AgentId,
  type ControlPlaneFactory,
  createSimulation,
  agentJoins,
  agentResized,
  outcomeFinished,
  outcomeLost,
  PlacementBoard,
  type RandomStream,
} from "../../../sim/index.ts"
import { arbitraryCluster, tiny } from "../../../sim/testing/index.ts"
import { leastAllocatedScore } from "../../placement/allocated.ts"
import { smallestThatFits } from "../../placement/devices.ts"
import { Claims } from "./claims.ts"
import { feasibleNodesToFind } from "./node-sample.ts"
import { NodeSearch, type Wanted } from "./node-search.ts"
import { resourceScore } from "./scores.ts"

const score = resourceScore(leastAllocatedScore)
const mostPods = 3

/** The definition: look at every node afresh. */
function plainSearch(board: PlacementBoard, ties: RandomStream) {
  let start = 0
  return ({ demand }: Wanted): AgentId => {
    const { view } = board
    const { count } = view.agents
    const all = Array.from({ length: count }, (_, i) => (start + i) % count)
    const enough = feasibleNodesToFind(all.filter((agent) => view.isUp(agent)).length)
    const feasible: AgentId[] = []
    let walked = 0
    for (const agent of all) {
      if (feasible.length === enough) break
      walked++
      if (board.canHold(demand, agent) && board.tasksOn(agent) < mostPods) feasible.push(agent)
    }
    if (count > 0) start = (start + walked) % count
    let best: AgentId = -1
    let highest = -1
    let equals = 0
    for (const agent of feasible) {
      const value = score(board, demand, agent)
      if (value > highest) {
        best = agent
        highest = value
        equals = 1
      } else if (value === highest && ties.integer(++equals) === 0) best = agent
    }
    return best
  }
}

/** Tries every waiting task at every event, by both searches. */
const bothSearches: ControlPlaneFactory = (world) => {
  const board = new PlacementBoard(world.view)
  const search = new NodeSearch({
    board,
    claims: new Claims(),
    admits: () => true,
    score,
    ties: world.random.stream("ties"),
    mostPods,
    percent: 0,
  })
  const plain = plainSearch(board, world.random.stream("ties"))
  const waiting = new Set<number>()
  const tryAll = () => {
    for (const task of waiting) {
      const { jobs } = world
      const wanted = { demand: board.demandOf(task), priority: 0, job: jobs.stageJob[jobs.taskStage[task]] }
      const agent = search.find(wanted)
      expect(agent).toBe(plain(wanted))
      if (agent < 0) continue
      waiting.delete(task)
      const devices = smallestThatFits(board, wanted.demand, agent)
      world.launch(task, agent)
      board.started(task, agent, devices)
    }
  }
  return {
    name: "both",
    stageReady(stage) {
      for (let task = world.jobs.stageFirstTask[stage]; task < world.jobs.stageFirstTask[stage + 1]; task++)
        if (world.view.isWaiting(task)) waiting.add(task)
      tryAll()
    },
    taskEnded(task, outcome) {
      const agent = world.view.tasks.agent[task]
      board.ended(task, agent)
      search.grew(agent)
      // Its agent is still there until all its tasks are lost.
      if (outcome === outcomeLost) waiting.add(task)
      else tryAll()
    },
    agentChanged(agent, change) {
      board.agentChanged(agent)
      if (change !== agentResized) search.nodesCameUp(change === agentJoins ? 1 : -1)
      search.grew(agent)
      tryAll()
    },
  }
}

test("what is kept between searches changes no decision, in random clusters that change", () => {
  fc.assert(
    fc.property(arbitraryCluster(), (cluster) => {
      createSimulation({ ...tiny(cluster), plane: bothSearches, seed: 7 }).run()
    }),
    { numRuns: 150 },
  )
})

test("a node that a claim kept from a pod is found when the claim is gone", () => {
  const claims = new Claims()
  const found: AgentId[] = []
  const plane: ControlPlaneFactory = (world) => {
    const board = new PlacementBoard(world.view)
    const ties = world.random.stream("ties")
    const search = new NodeSearch({ board, claims, admits: () => true, score, ties, mostPods, percent: 0 })
    const find = () => {
      const demand = board.demandOf(1)
      found.push(search.find({ demand, priority: 0, job: 1 }))
      return demand
    }
    return {
      name: "claiming",
      stageReady(stage) {
        if (stage !== 0) return void find()
        world.launch(0, 0)
        board.started(0, 0, [])
      },
      taskEnded(task, outcome) {
        expect([task, outcome]).toEqual([0, outcomeFinished])
        board.ended(0, 0)
        search.grew(0)
        claims.add(0, board.demandOf(1), 5)
        claims.remove(0, find(), 5)
        find()
      },
      agentChanged: () => undefined,
    }
  }
  const jobs = [
    { framework: "a", cpus: 2, lasts: 9 },
    { framework: "a", cpus: 2, lasts: 9, at: 1 },
  ]
  createSimulation({ ...tiny({ agents: 1, cpus: 2, jobs }), plane, seed: 1 }).run()
  expect(found).toEqual([-1, -1, 0])
})
