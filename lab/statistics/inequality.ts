/** How unequal amounts are. */

/**
 * Jain's index (Σx)² ÷ (n Σx²): 1 where all are equal, 1/n where one has all. No unit. 1 where there is nothing to share.
 * Source: Jain, Chiu & Hawe, "A Quantitative Measure of Fairness", DEC TR-301, 1984.
 */
export function jain(amounts: ArrayLike<number>): number {
  let sum = 0
  let squares = 0
  for (let i = 0; i < amounts.length; i++) {
    sum += amounts[i]
    squares += amounts[i] * amounts[i]
  }
  return squares === 0 ? 1 : (sum * sum) / (amounts.length * squares)
}

/**
 * The Gini coefficient ΣᵢΣⱼ|xᵢ − xⱼ| ÷ (2n² x̄): 0 where all are equal, 1 − 1/n where one has all. No unit. 0 where
 * there is nothing to share. Source: Gini, "Variabilità e mutabilità", 1912.
 */
export function gini(amounts: readonly number[]): number {
  const ascending = amounts.toSorted((a, b) => a - b)
  let sum = 0
  let ranked = 0
  for (const [i, amount] of ascending.entries()) {
    sum += amount
    ranked += (2 * i + 1 - ascending.length) * amount
  }
  return sum === 0 ? 0 : ranked / (ascending.length * sum)
}
