/** Trip-wires for policies that are not ours: whoever reads a clock, takes chance from elsewhere or sets a timer is named. */
import { InvariantError } from "../../sim/index.ts"

/** What is taken away, by name, and what whoever uses it does. */
const wires: Readonly<Record<string, string>> = {
  Date: "reads the clock (Date)",
  performance: "reads the clock (performance)",
  crypto: "reads chance (crypto)",
  setTimeout: "sets a timer (setTimeout)",
  setInterval: "sets a timer (setInterval)",
  setImmediate: "sets a timer (setImmediate)",
  queueMicrotask: "does something later (queueMicrotask)",
  process: "reaches for the process it runs in (process)",
  fetch: "reaches for the network (fetch)",
  WeakRef: "asks what the garbage collector did (WeakRef)",
  FinalizationRegistry: "asks what the garbage collector did (FinalizationRegistry)",
}

/**
 * Runs `body` with clocks, chance, timers and the process taken away, as a run that used one could not be repeated. A guard against oversight, no sandbox: a policy is code that its user trusts.
 */
export function withoutClocks<T>(name: string, body: () => T): T {
  const trap = (does: string) => (): never => {
    throw new InvariantError(
      `${name} ${does}; a policy has simulated time (view.now, world.now) and the named streams of setting.random only`,
    )
  }
  const barred = (does: string) =>
    new Proxy(function nobody() {}, { get: trap(does), construct: trap(does), apply: trap(does) })
  const put = Object.entries(wires).map(([global, does]) => replaced(globalThis, global, barred(does)))
  put.push(replaced(Math, "random", trap("reads chance (Math.random)")))
  try {
    return body()
  } finally {
    for (const back of put) back()
  }
}

/** Puts `value` in the place of a property, and gives the way back. */
function replaced(owner: object, property: string, value: unknown): () => void {
  const kept = Reflect.getOwnPropertyDescriptor(owner, property)
  Reflect.defineProperty(owner, property, { value, configurable: true, writable: true })
  return () =>
    void (kept === undefined
      ? Reflect.deleteProperty(owner, property)
      : Reflect.defineProperty(owner, property, kept))
}
