/**
 * The worked example of Dominant Resource Fairness, launch by launch, and the figures that set it beside asset fairness and
 * competitive equilibrium from equal incomes. All of it is arithmetic, so all of it must be exact.
 */
import {
  assetShareOfTask,
  competitiveEquilibrium,
  dominantShareOfTask,
  equalShares,
  progressiveFilling,
} from "../../policies/index.ts"
import type { PublishedCheck, ReproductionRow } from "../results/index.ts"
import type { Reproduction } from "./contract.ts"

type Pair = readonly [number, number]

/** 9 CPUs and 18 GB; A's tasks want ⟨1, 4⟩, B's ⟨3, 1⟩. Source: section 4.1. */
const capacity: Pair = [9, 18]
const users = ["A", "B"]
const demands: readonly [Pair, Pair] = [
  [1, 4],
  [3, 1],
]

export const drfNsdi11: Reproduction = {
  name: "drf-nsdi11",
  about: "Dominant Resource Fairness: the worked example, and the figures of asset fairness and CEEI",
  source: "Ghodsi et al., Dominant Resource Fairness, NSDI 2011, sections 4 and 5, table 1, figures 4 to 6",
  flags: [],
  run: () =>
    Promise.resolve({
      rows: [...launchRows(), ...divisionRows(), ...exampleRows()],
      checks: [...launchChecks(), ...divisionChecks(), ...exampleChecks()],
      notes: [
        "The worked example starts whole tasks, the user with the least dominant share first; B wins the first tie, as in the paper's table. With A first the order is A, B, A, B, A and the end the same.",
        "The divisions cut tasks as if they were water. Asset fairness equalises the sum of a user's shares; CEEI makes the product of the users' tasks greatest.",
        "Asset fairness fails sharing incentive: of ⟨30, 30⟩ the user of ⟨1, 1⟩ gets 12 tasks, and half of the cluster alone would hold 15. CEEI fails strategy-proofness: the user of ⟨16, 1⟩ runs more tasks by asking for ⟨16, 8⟩.",
      ],
    }),
}

const launches = () => progressiveFilling(capacity, demands, dominantShareOfTask, 1)

function launchRows(): ReproductionRow[] {
  return launches().map(({ user, used, shares }, i) => ({
    table: "worked example",
    step: i + 1,
    user: users[user],
    cpu_used: used[0] / capacity[0],
    mem_used: used[1] / capacity[1],
    dominant_share_a: shares[0],
    dominant_share_b: shares[1],
  }))
}

/** Table 1 of the paper: who is chosen, both users' dominant shares, and what is used of each resource. */
const publishedLaunches = [
  { user: 1, shares: [0, 1 / 3], used: [1 / 3, 1 / 18] },
  { user: 0, shares: [2 / 9, 1 / 3], used: [4 / 9, 5 / 18] },
  { user: 0, shares: [4 / 9, 1 / 3], used: [5 / 9, 9 / 18] },
  { user: 1, shares: [4 / 9, 2 / 3], used: [8 / 9, 10 / 18] },
  { user: 0, shares: [2 / 3, 2 / 3], used: [1, 14 / 18] },
]

function launchChecks(): PublishedCheck[] {
  const ours = launches()
  return publishedLaunches.flatMap(({ user, shares, used }, i) => {
    const check = (what: string, mine: number, theirs: number) =>
      exact(`worked example, launch ${i + 1}: ${what}`, mine, theirs)
    return [
      check("user (0 is A)", ours[i].user, user),
      ...users.map((name, u) => check(`dominant share of ${name}`, ours[i].shares[u], shares[u])),
      ...["CPU used", "memory used"].map((name, r) => check(name, ours[i].used[r] / capacity[r], used[r])),
    ]
  })
}

const divisions = [
  {
    policy: "drf",
    tasks: equalShares(capacity, demands, dominantShareOfTask),
    theirs: [3, 2],
    printed: [3, 2],
  },
  {
    policy: "asset fairness",
    tasks: equalShares(capacity, demands, assetShareOfTask),
    theirs: [63 / 25, 54 / 25],
    printed: [2.5, 2.2],
  },
  {
    policy: "ceei",
    tasks: competitiveEquilibrium(capacity, demands),
    theirs: [45 / 11, 18 / 11],
    printed: [4.1, 1.6],
  },
]

function divisionRows(): ReproductionRow[] {
  return divisions.flatMap(({ policy, tasks }) =>
    users.map((user, u) => ({
      table: "divisions",
      policy,
      user,
      tasks: tasks[u],
      cpu_share: (tasks[u] * demands[u][0]) / capacity[0],
      mem_share: (tasks[u] * demands[u][1]) / capacity[1],
    })),
  )
}

function divisionChecks(): PublishedCheck[] {
  return divisions.flatMap(({ policy, tasks, theirs, printed }) =>
    users.flatMap((user, u) => [
      exact(`${policy}: tasks of ${user}`, tasks[u], theirs[u]),
      {
        what: `${policy}: tasks of ${user} as printed`,
        ours: tasks[u],
        theirs: printed[u],
        tolerance: 0.05,
        because: "half of the last printed digit",
      },
    ]),
  )
}

/** Where each of the two rivals fails. Source: section 6.1 and its examples; the fractions are theirs, solved. */
const counterExamples: readonly {
  readonly what: string
  readonly tasks: readonly number[]
  readonly theirs: readonly number[]
}[] = [
  {
    what: "asset fairness of ⟨30, 30⟩ for ⟨1, 3⟩ and ⟨1, 1⟩",
    tasks: equalShares(
      [30, 30],
      [
        [1, 3],
        [1, 1],
      ],
      assetShareOfTask,
    ),
    theirs: [6, 12],
  },
  {
    what: "ceei of ⟨100, 100⟩ for ⟨16, 1⟩ and ⟨1, 2⟩",
    tasks: competitiveEquilibrium(
      [100, 100],
      [
        [16, 1],
        [1, 2],
      ],
    ),
    theirs: [100 / 31, 1500 / 31],
  },
  {
    what: "ceei of ⟨100, 100⟩ when the first asks for ⟨16, 8⟩",
    tasks: competitiveEquilibrium(
      [100, 100],
      [
        [16, 8],
        [1, 2],
      ],
    ),
    theirs: [25 / 6, 100 / 3],
  },
]

function exampleRows(): ReproductionRow[] {
  return counterExamples.flatMap(({ what, tasks }) =>
    tasks.map((count, u) => ({ table: "counter-examples", policy: what, user: String(u + 1), tasks: count })),
  )
}

function exampleChecks(): PublishedCheck[] {
  return counterExamples.flatMap(({ what, tasks, theirs }) =>
    tasks.map((count, u) => exact(`${what}: tasks of user ${u + 1}`, count, theirs[u])),
  )
}

function exact(what: string, ours: number, theirs: number): PublishedCheck {
  return { what, ours, theirs, tolerance: 0, because: "a fraction: exact" }
}
