/** Names as traces write them, "openb-pod-0012", as the number and the prefix that tables hold. */
import { numberFromText } from "./numbers.ts"

/** "openb-pod-0012" is 12 after "openb-pod-"; a name without a number at its end has none. */
export function nameAndNumber(name: string): { readonly before: string; readonly label?: number } {
  const [, before, digits] = /^(.*?)(\d{1,15})$/.exec(name) ?? []
  return digits === undefined ? { before: name } : { before, label: numberFromText(digits) }
}
