/**
 * Competitive equilibrium from equal incomes for any number of users: prices at which everybody spends the same and
 * nothing is wanted that is not there. Each round a resource costs as much more as more of it is wanted than there is.
 * Source: Ghodsi et al., NSDI 2011, section 5.2; Varian, 1974; tâtonnement as in Cheung, Cole & Devanur, STOC 2013.
 */
const rounds = 300

/** What one task takes of each resource, as a share of the cluster; and what its user may spend, 1 for all alike. */
export interface Buyer {
  readonly demand: readonly number[]
  readonly income: number
}

/** Tasks of each buyer. A buyer that demands nothing gets 0. */
export function equilibrium(buyers: readonly Buyer[]): number[] {
  const kinds = buyers[0]?.demand.length ?? 0
  const incomes = buyers.reduce((sum, { income }) => sum + income, 0)
  let prices = Array.from({ length: kinds }, () => 1 / kinds)
  const tasksAt = (at: readonly number[]) =>
    buyers.map(({ demand, income }) => {
      const cost = demand.reduce((sum, share, kind) => sum + share * at[kind], 0)
      return cost === 0 ? 0 : income / incomes / cost
    })
  for (let round = 0; round < rounds; round++) {
    const tasks = tasksAt(prices)
    // All is spent, so the prices go on adding up to 1.
    prices = prices.map(
      (price, kind) => price * buyers.reduce((sum, { demand }, i) => sum + tasks[i] * demand[kind], 0),
    )
  }
  return tasksAt(prices)
}
