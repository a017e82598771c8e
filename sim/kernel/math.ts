/**
 * Logarithm, exponential and power that give the same bits in every engine, for Math.* does not (V8, JavaScriptCore and
 * even two versions of V8 differ in the last place). Only + − × ÷, comparisons and the bits of a double are used, all
 * fixed by IEEE 754 and ECMAScript. `Math.sqrt` is correctly rounded everywhere and needs no twin.
 *
 * Method and coefficients: FreeBSD msun (fdlibm) e_log.c and e_exp.c, © 1993 Sun Microsystems, "Permission to use, copy,
 * modify, and distribute this software is freely granted, provided that this notice is preserved".
 */

/** Natural logarithm, within 1 unit in the last place. −Infinity at 0, NaN below 0. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN
  if (x === Infinity) return x
  const exponent = exponentOf(x)
  const f = scaled(x, -exponent) - 1 // x = 2^exponent × (1 + f), exact
  const s = f / (2 + f)
  const z = s * s
  const halfSquare = 0.5 * f * f
  const low = s * (halfSquare + logTail(z)) + exponent * ln2Low
  return exponent * ln2High - (halfSquare - low - f)
}

/** e to the power x, within 1 unit in the last place; subnormal results are rounded once more. */
export function exp(x: number): number {
  if (x !== x || x > 709.782712893384) return x * Infinity
  if (x < -745.1332191019412) return 0
  const exponent = roundHalfAwayFromZero(x * perLn2)
  const high = x - exponent * ln2High
  const low = exponent * ln2Low
  const r = high - low
  const t = r * r
  const c = r - t * (P1 + t * (P2 + t * (P3 + t * (P4 + t * P5))))
  return scaled(1 - (low - (r * c) / (2 - c) - high), exponent)
}

/**
 * x to the power y, relative error below 1e-15. Special cases as in Math.pow: pow(x, 0) = 1, pow(±1, ±Infinity) = NaN,
 * a negative x wants a whole y.
 */
export function pow(x: number, y: number): number {
  if (y === 0) return 1
  if (x !== x || y !== y) return NaN
  const size = x < 0 ? -x : x
  const whole = y % 1 === 0 // also false for ±Infinity
  const odd = y % 2 === 1 || y % 2 === -1
  const negative = (x < 0 || 1 / x === -Infinity) && odd
  if (size === 1 && !isFinite(y)) return NaN
  if (x < 0 && size !== Infinity && isFinite(y) && !whole) return NaN
  const result = powOfPositive(size, y)
  return negative ? -result : result
}

/** The nearest integer; halves go away from zero: 2.5 → 3, −2.5 → −3. Never −0. Infinity and NaN stay what they are. */
export function roundHalfAwayFromZero(x: number): number {
  const whole = Math.trunc(x)
  const rest = x - whole // exact
  if (rest >= 0.5) return whole + 1
  if (rest <= -0.5) return whole - 1
  return whole + 0
}

/** size > 0 or 0 or Infinity; y is not 0 or NaN. */
function powOfPositive(size: number, y: number): number {
  if (size === 1) return 1
  if (size === 0 || size === Infinity || !isFinite(y)) return size > 1 === y > 0 ? Infinity : 0
  const exponent = exponentOf(size)
  const f = scaled(size, -exponent) - 1 // size = 2^exponent × (1 + f), exact
  // log(1 + f) = 2s + 2s³/3 + 2s⁵/5 + …; each of the first two is a sum of two doubles, about 65 bits in all.
  const d = 2 + f
  const s = f / d
  const sRest = (f - s * d - timesRest(s, d) - s * (f - (d - 2))) / d
  const z = s * s
  const zRest = timesRest(s, s) + 2 * s * sRest
  const q = atanhTail(z)
  const third = 2 / 3 + q
  const thirdRest = 2 / 3 - third + q + twoThirdsRest
  const r = z * third
  const rRest = timesRest(z, third) + zRest * third + z * thirdRest
  const cube = s * r
  const cubeRest = timesRest(s, r) + s * rRest + sRest * r
  const near = 2 * s + cube
  const nearRest = 2 * s - near + cube + (2 * sRest + cubeRest)
  const far = exponent * ln2High
  const sum = far + near
  const logLow = (exponent === 0 ? 0 : far - sum + near) + (nearRest + exponent * ln2Low)
  const logHigh = sum + logLow
  const rest = sum - logHigh + logLow

  const power = y * logHigh
  if (power > 710) return Infinity
  if (power < -746) return 0 // and below, y is small enough to be split in halves
  const powerRest = timesRest(y, logHigh) + y * rest
  return exp(power) * (1 + powerRest)
}

/** (log(1 + f) − 2s) / s for s = f / (2 + f) and z = s², |error| < 2^−58.45. */
function logTail(z: number): number {
  return z * (L1 + z * (L2 + z * (L3 + z * (L4 + z * (L5 + z * (L6 + z * L7))))))
}

/** 2z/5 + 2z²/7 + 2z³/9 + …, for z up to 0.03. */
function atanhTail(z: number): number {
  let sum = 0
  for (let odd = 25; odd >= 5; odd -= 2) sum = z * (2 / odd + sum)
  return sum
}

/** The integer e for which x / 2^e lies from √½ to √2, or a millionth outside. x is positive and finite. */
function exponentOf(x: number): number {
  if (x < smallestNormal) return exponentOf(x * 0x40_0000_0000_0000) - 54
  view.setFloat64(0, x)
  const word = view.getUint32(0)
  return (word >>> 20) - 1023 + ((word & 0xfffff) > sqrt2Mantissa ? 1 : 0)
}

/** x × 2^exponent, rounded once; exponent from −1100 to 1100. */
function scaled(x: number, exponent: number): number {
  if (exponent > -1023 && exponent < 1024) return x * powerOfTwo(exponent)
  const half = exponent >> 1
  return x * powerOfTwo(half) * powerOfTwo(exponent - half)
}

function powerOfTwo(exponent: number): number {
  view.setUint32(0, (exponent + 1023) << 20)
  view.setUint32(4, 0)
  return view.getFloat64(0)
}

/** What a × b lost by rounding, exactly. T. J. Dekker, "A floating-point technique…", Numer. Math. 18 (1971). */
function timesRest(a: number, b: number): number {
  const aHigh = upperHalf(a)
  const bHigh = upperHalf(b)
  const aLow = a - aHigh
  const bLow = b - bHigh
  return aLow * bLow - (a * b - aHigh * bHigh - aLow * bHigh - aHigh * bLow)
}

function upperHalf(x: number): number {
  const spread = x * 0x800_0001 // 2^27 + 1
  return spread - (spread - x)
}

const view = new DataView(new ArrayBuffer(8)) // big-endian by default, on every machine
const smallestNormal = 2.2250738585072014e-308
const sqrt2Mantissa = 0x6a09e // the first 20 bits of √2
const twoThirdsRest = 3.700743415417188e-17 // 2/3 − its double
const ln2High = 6.9314718036912381649e-1 // 32 bits: exact when multiplied by an exponent
const ln2Low = 1.90821492927058770002e-10
const perLn2 = 1 / (ln2High + ln2Low)

const L1 = 6.66666666666673513e-1
const L2 = 3.999999999940941908e-1
const L3 = 2.857142874366239149e-1
const L4 = 2.222219843214978396e-1
const L5 = 1.818357216161805012e-1
const L6 = 1.531383769920937332e-1
const L7 = 1.479819860511658591e-1

const P1 = 1.66666666666666019037e-1
const P2 = -2.77777777770155933842e-3
const P3 = 6.61375632143793436117e-5
const P4 = -1.6533902205465251539e-6
const P5 = 4.13813679705723846039e-8
