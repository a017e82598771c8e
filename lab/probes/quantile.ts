/** The value below which the share `p` of `ascending` lies, interpolated by Hyndman & Fan's type 7: h = (n − 1) p. */
export function quantile(ascending: ArrayLike<number>, p: number): number {
  const h = (ascending.length - 1) * p
  const below = Math.floor(h)
  const above = Math.min(below + 1, ascending.length - 1)
  return ascending[below] + (h - below) * (ascending[above] - ascending[below])
}
