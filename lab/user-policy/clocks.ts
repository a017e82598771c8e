/** Trip-wires for policies that are not ours: whoever reads a clock or takes chance from elsewhere is named. */
import { InvariantError } from "../../sim/index.ts"

/**
 * Runs `body` with Date, performance, crypto and Math.random taken away, as a run that read one could not be
 * repeated. A guard against oversight, no sandbox: a policy is code that its user trusts.
 */
export function withoutClocks<T>(name: string, body: () => T): T {
  const trap = (what: string) => (): never => {
    throw new InvariantError(
      `${name} reads ${what}; a policy has simulated time (view.now) and the named streams of setting.random only`,
    )
  }
  const barred = (what: string) =>
    new Proxy(function nobody() {}, { get: trap(what), construct: trap(what), apply: trap(what) })
  const put = [
    replaced(globalThis, "Date", barred("the clock (Date)")),
    replaced(globalThis, "performance", barred("the clock (performance)")),
    replaced(globalThis, "crypto", barred("chance (crypto)")),
    replaced(Math, "random", trap("chance (Math.random)")),
  ]
  try {
    return body()
  } finally {
    for (const back of put) back()
  }
}

/** Puts `value` in the place of a property, and gives the way back. */
function replaced(owner: object, property: string, value: unknown): () => void {
  const kept = Reflect.getOwnPropertyDescriptor(owner, property) as PropertyDescriptor
  Reflect.defineProperty(owner, property, { value, configurable: true, writable: true })
  return () => void Reflect.defineProperty(owner, property, kept)
}
