/**
 * Fair divisions of a cluster as if tasks could be cut: closed forms, for theory and for papers' examples. A user wants
 * tasks of one kind, without end, each of `demand` (one amount per resource, as `capacity`). All return tasks per user.
 * Source: Ghodsi et al., "Dominant Resource Fairness", NSDI 2011, sections 3 to 5.
 */
export type Amounts = readonly number[]

/** What one task counts as, as a share of the cluster. */
export type ShareOfTask = (demand: Amounts, capacity: Amounts) => number

/** Dominant Resource Fairness: the share of the resource of which the task takes the greatest part. */
export const dominantShareOfTask: ShareOfTask = (demand, capacity) =>
  Math.max(...demand.map((amount, r) => amount / capacity[r]))

/** Asset fairness: the shares of all resources together, as if each were worth the same. */
export const assetShareOfTask: ShareOfTask = (demand, capacity) =>
  demand.reduce((sum, amount, r) => sum + amount / capacity[r], 0)

/** All users get the same share, by what a task counts as, and as much as there is room for. */
export function equalShares(capacity: Amounts, demands: readonly Amounts[], shareOf: ShareOfTask): number[] {
  const tasksPerShare = demands.map((demand) => 1 / shareOf(demand, capacity))
  const used = (r: number) => demands.reduce((sum, demand, i) => sum + demand[r] * tasksPerShare[i], 0)
  const share = Math.min(...capacity.map((amount, r) => amount / used(r)))
  return tasksPerShare.map((tasks) => tasks * share)
}

/**
 * Competitive equilibrium from equal incomes: the product of both users' tasks is greatest (Nash's bargain). For two users
 * the greatest product lies where each spends half of one resource, or where two resources are used up at once.
 */
export function competitiveEquilibrium(
  capacity: Amounts,
  [a, b]: readonly [Amounts, Amounts],
): [number, number] {
  const halves = capacity.map((amount, r): [number, number] => [amount / (2 * a[r]), amount / (2 * b[r])])
  const corners = capacity.flatMap((_, r) =>
    capacity.slice(0, r).map((__, s) => corner(capacity, a, b, r, s)),
  )
  const slack = 1 + 1e-12
  const fits = ([x, y]: readonly [number, number]) =>
    x >= 0 && y >= 0 && capacity.every((amount, r) => x * a[r] + y * b[r] <= amount * slack)
  return [...halves, ...corners]
    .filter(fits)
    .reduce((best, one) => (one[0] * one[1] > best[0] * best[1] ? one : best))
}

/** Where resources `r` and `s` are both used up; no number where the users' demands are in proportion. */
function corner(capacity: Amounts, a: Amounts, b: Amounts, r: number, s: number): [number, number] {
  const determinant = a[r] * b[s] - a[s] * b[r]
  return [
    (capacity[r] * b[s] - capacity[s] * b[r]) / determinant,
    (a[r] * capacity[s] - a[s] * capacity[r]) / determinant,
  ]
}

export interface Launch {
  readonly user: number
  /** Used of each resource by all users, after the launch. */
  readonly used: Amounts
  /** Each user's share, after the launch. */
  readonly shares: Amounts
}

/**
 * With whole tasks: one at a time to the user with the least share, until that user's next task does not fit. `first` wins
 * ties, then the lower number. Source: Algorithm 1 of the same paper.
 */
export function progressiveFilling(
  capacity: Amounts,
  demands: readonly Amounts[],
  shareOf: ShareOfTask,
  first = 0,
): Launch[] {
  const perTask = demands.map((demand) => shareOf(demand, capacity))
  const tasks = demands.map(() => 0)
  const used = capacity.map(() => 0)
  const launches: Launch[] = []
  for (;;) {
    const shares = tasks.map((count, i) => count * perTask[i])
    const least = Math.min(...shares)
    const user = isNear(shares[first], least) ? first : shares.findIndex((share) => isNear(share, least))
    if (demands[user].some((amount, r) => used[r] + amount > capacity[r])) return launches
    tasks[user]++
    demands[user].forEach((amount, r) => (used[r] += amount))
    launches.push({ user, used: [...used], shares: tasks.map((count, i) => count * perTask[i]) })
  }
}

/** 2 × 2⁄9 and 4⁄9 are the same share, whatever the last bit says. */
const isNear = (share: number, least: number) => share - least <= 1e-12
