/**
 * Kubernetes' quantities: "500m", "16Gi", "1e3", "0.5", "128974848"
 * (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/).
 */
import { numberFromText } from "../traces/numbers.ts"

const grammar = /^([+-]?\d+(?:\.\d*)?|[+-]?\.\d+)(n|u|m|k|M|G|T|P|E|[KMGTPE]i|[eE][+-]?\d{1,3})?$/

const suffixes: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
}

/** The number that a quantity means, in its base unit (cores, bytes, devices); NaN for what is none or below 0. */
export function parseQuantity(text: string): number {
  const [, digits, suffix = ""] = grammar.exec(text) ?? []
  if (digits === undefined) return Number.NaN
  const mantissa = digits.replace(/^([+-]?)\./, "$10.").replace(/\.$/, "")
  const value = /^[eE]./.test(suffix)
    ? numberFromText(`${mantissa}${suffix}`)
    : numberFromText(mantissa) * (Object.hasOwn(suffixes, suffix) ? suffixes[suffix] : 1)
  return value >= 0 ? value : Number.NaN
}
