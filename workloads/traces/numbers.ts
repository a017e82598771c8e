/**
 * Numbers in traces, read by one strict grammar, from bytes or from text, to the same result:
 *
 *     number = [+-] digits [. digits] [(e|E) [+-] digits]
 *
 * No blanks, no hexadecimal, no "NaN" or "Infinity", nothing empty, nothing left over; and no value beyond the
 * range of a double ("1e309"). What breaks the grammar is NaN here; the row says so with line and column.
 */
const zero = 48
const nine = 57
const plus = 43
const minus = 45
const dot = 46

/** Powers of ten that a double holds exactly: with at most 15 digits, one division rounds correctly. */
const exactPowers = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))
const exactDigits = 15

/** The number in bytes[from] up to, not including, bytes[to], correctly rounded; NaN if there is none. */
export function numberFromBytes(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  const sign = bytes[at]
  if (sign === minus || sign === plus) at++
  let mantissa = 0
  let digits = 0
  let byte = 0
  for (; at < to && (byte = bytes[at]) >= zero && byte <= nine; at++, digits++)
    mantissa = mantissa * 10 + (byte - zero)
  if (digits === 0) return Number.NaN
  let decimals = 0
  if (at < to && bytes[at] === dot) {
    for (at++; at < to && (byte = bytes[at]) >= zero && byte <= nine; at++, decimals++)
      mantissa = mantissa * 10 + (byte - zero)
    if (decimals === 0) return Number.NaN
  }
  if (at !== to || digits + decimals > exactDigits) return numberFromText(latin1(bytes, from, to))
  const value = decimals === 0 ? mantissa : mantissa / exactPowers[decimals]
  return sign === minus ? -value : value
}

const grammar = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** The number that `text` is, all of it, correctly rounded; NaN if it is none or too large for a double. */
export function numberFromText(text: string): number {
  if (!grammar.test(text)) return Number.NaN
  const value = Number(text)
  return Number.isFinite(value) ? value : Number.NaN
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  let text = ""
  for (let at = from; at < to; at++) text += String.fromCharCode(bytes[at])
  return text
}

/** The smallest value that so large a part of the values (0 to 1) does not exceed. 0 where there is none. */
export function quantileOf(values: Float64Array, part: number): number {
  if (values.length === 0) return 0
  return nthSmallest(values.slice(), Math.max(0, Math.ceil(values.length * part) - 1))
}

/** The value that would stand at place `n` if `values`, which are moved about, were sorted. Hoare's selection, 1961. */
function nthSmallest(values: Float64Array, n: number): number {
  let [from, to] = [0, values.length - 1]
  while (from < to) {
    const pivot = values[(from + to) >> 1]
    let [low, high] = [from, to]
    while (low <= high) {
      while (values[low] < pivot) low++
      while (values[high] > pivot) high--
      if (low > high) break
      const value = values[low]
      values[low++] = values[high]
      values[high--] = value
    }
    if (n <= high) to = high
    else if (n >= low) from = low
    else break
  }
  return values[n]
}
