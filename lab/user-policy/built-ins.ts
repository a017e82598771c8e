/** Whether a policy that is not ours changed the language under everybody's feet: prototypes, built-in functions, globals. */
import { InvariantError } from "../../sim/index.ts"

/** An object of the language, with what it had. */
interface Kept {
  readonly name: string
  readonly owner: object
  readonly properties: ReadonlyMap<PropertyKey, PropertyDescriptor>
}

/** What is there now. Returns what puts it back and throws InvariantError, naming `policy`, if anything is different. */
export function keepBuiltIns(policy: string): () => void {
  const all = builtIns().map(([name, owner]): Kept => ({ name, owner, properties: propertiesOf(owner) }))
  return () => {
    const changed = all.flatMap(putBack)
    if (changed.length > 0)
      throw new InvariantError(
        `policy "${policy}" failed: it changes ${changed[0]}, which belongs to everybody in this process`,
      )
  }
}

/** The global object, what it holds under a capital letter, and the prototypes of that. */
function builtIns(): [string, object][] {
  const found: [string, object][] = [["globalThis", globalThis]]
  for (const [key, { value }] of propertiesOf(globalThis)) {
    if (typeof key !== "string" || !/^[A-Z]/.test(key) || !isObject(value)) continue
    found.push([key, value])
    const { prototype } = value as { readonly prototype?: unknown }
    if (isObject(prototype)) found.push([`${key}.prototype`, prototype])
  }
  const generator = Reflect.getPrototypeOf(function* () {}) as { readonly prototype: object }
  const iterator = Reflect.getPrototypeOf(Reflect.getPrototypeOf([][Symbol.iterator]()) as object)
  found.push(["the prototype of generators", generator.prototype])
  if (iterator !== null) found.push(["the prototype of iterators", iterator])
  return found
}

/** Puts back what is different, and names it. */
function putBack({ name, owner, properties }: Kept): string[] {
  const changed: string[] = []
  for (const [key, kept] of properties) {
    const now = Reflect.getOwnPropertyDescriptor(owner, key)
    if (now !== undefined && isSame(kept, now)) continue
    changed.push(`${name}.${String(key)}`)
    Reflect.defineProperty(owner, key, kept)
  }
  for (const key of Reflect.ownKeys(owner)) {
    if (properties.has(key)) continue
    changed.push(`${name}.${String(key)}`)
    Reflect.deleteProperty(owner, key)
  }
  return changed
}

/** Node defines some globals when they are first read: a getter that became a value is the same. */
function isSame(a: PropertyDescriptor, b: PropertyDescriptor): boolean {
  if (a.get !== undefined && b.get === undefined) return b.value !== undefined
  return Object.is(a.value, b.value) && a.get === b.get && a.set === b.set
}

function propertiesOf(owner: object): Map<PropertyKey, PropertyDescriptor> {
  return new Map(
    Reflect.ownKeys(owner).map((key) => [key, Reflect.getOwnPropertyDescriptor(owner, key) ?? {}]),
  )
}

function isObject(value: unknown): value is object {
  return typeof value === "function" || (typeof value === "object" && value !== null)
}
