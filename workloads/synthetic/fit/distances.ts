/** How far apart two columns of numbers are, and how much one column goes with another. */

export const square = (x: number) => x * x

/**
 * Kolmogorov and Smirnov's distance: the largest difference between the shares of the two that are at most x, over all x.
 * 0 to 1; both ascending, at least one value each.
 */
export function ksDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [i, j, most] = [0, 0, 0]
  while (i < a.length && j < b.length) {
    const x = Math.min(a[i], b[j])
    while (i < a.length && a[i] === x) i++
    while (j < b.length && b[j] === x) j++
    most = Math.max(most, Math.abs(i / a.length - j / b.length))
  }
  return most
}

/**
 * What the distance of two samples of one law stays below in 95 of 100 cases, if the values are independent.
 * Source: Smirnov, "Table for estimating the goodness of fit of empirical distributions", 1948: 1.358 √((n + m) / (n m)).
 */
export const ksByChance = (n: number, m: number) => 1.358 * Math.sqrt((n + m) / (n * m))

/** Correlation of the column with itself, `lag` places later; 0 for a column that does not vary. */
export function autocorrelation(values: ArrayLike<number>, lag: number): number {
  const count = values.length
  if (count === 0) return 0
  let mean = 0
  for (let i = 0; i < count; i++) mean += values[i] / count
  let [variance, covariance] = [0, 0]
  for (let i = 0; i < count; i++) {
    variance += square(values[i] - mean)
    if (i + lag < count) covariance += (values[i] - mean) * (values[i + lag] - mean)
  }
  return variance === 0 ? 0 : covariance / variance
}

/** Variance over mean: 1 for independent arrivals, more for bursts. 0 for a column of zeros. */
export function dispersion(counts: ArrayLike<number>): number {
  let [sum, squares] = [0, 0]
  for (let i = 0; i < counts.length; i++) {
    sum += counts[i]
    squares += square(counts[i])
  }
  const mean = sum / counts.length
  return sum === 0 ? 0 : (squares / counts.length - square(mean)) / mean
}

/** Spearman's correlation of ranks, ties sharing the mean of theirs: −1 to 1. 0 where one column does not vary. */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [x, y] = [ranks(a), ranks(b)]
  const middle = (x.length + 1) / 2
  let [both, ofX, ofY] = [0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    both += (x[i] - middle) * (y[i] - middle)
    ofX += square(x[i] - middle)
    ofY += square(y[i] - middle)
  }
  return ofX === 0 || ofY === 0 ? 0 : both / Math.sqrt(ofX * ofY)
}

function ranks(values: ArrayLike<number>): Float64Array {
  const order = Int32Array.from({ length: values.length }, (_, i) => i)
  order.sort((i, j) => values[i] - values[j] || i - j)
  const result = new Float64Array(values.length)
  for (let first = 0; first < order.length;) {
    let next = first
    while (next < order.length && values[order[next]] === values[order[first]]) next++
    for (let i = first; i < next; i++) result[order[i]] = (first + next + 1) / 2
    first = next
  }
  return result
}
