/**
 * Settings in parentheses behind a policy's name, for every policy alike: `omega(conflict=sequence, t_job=10s)`. An entry
 * of the catalogue reads the ones it knows, each with its default, and what is then unread is unknown. The canonical
 * name holds the settings that differ from their defaults, in the order of reading.
 */
import { durationFromText, durationText, type Micros, unknown } from "../sim/index.ts"
import { PolicyError } from "./policy-error.ts"

export class Settings {
  readonly #policy: string
  readonly #given = new Map<string, string>()
  readonly #known: string[] = []
  readonly #canonical: string[] = []

  /** `text` is what stands between the parentheses. Throws PolicyError if it is no list of name=value. */
  constructor(policy: string, text = "") {
    this.#policy = policy
    for (const part of text.split(",")) {
      if (part.trim() === "" && text.trim() === "") continue
      const [, name, value] = /^\s*([a-z_][a-z0-9_]*)\s*=\s*(\S(?:.*\S)?)\s*$/.exec(part) ?? []
      if (name === undefined)
        throw new PolicyError(`"${part.trim()}" is no setting of ${policy}; write name=value, name=value.`)
      if (this.#given.has(name)) throw new PolicyError(`${policy} is given "${name}" twice.`)
      this.#given.set(name, value)
    }
  }

  choice<Choice extends string>(name: string, choices: readonly Choice[], otherwise: Choice): Choice {
    return this.#read(name, otherwise, String, (text) => {
      const found = choices.find((choice) => choice === text)
      if (found === undefined) throw this.#refused(name, text, choices.join(" or "))
      return found
    })
  }

  /** A duration: "100ms", "10s". */
  micros(name: string, otherwise: Micros): Micros {
    return this.#read(name, otherwise, durationText, (text) => {
      const micros = durationFromText(text)
      if (micros === undefined || !Number.isSafeInteger(micros))
        throw this.#refused(name, text, "a number and a unit: 100ms, 10s, 5m")
      return micros
    })
  }

  /** A whole number of at least `least`. */
  whole(name: string, least: number, otherwise: number): number {
    return this.#read(name, otherwise, String, (text) => {
      const value = /^\d+$/.test(text) ? Number(text) : NaN
      if (!(Number.isSafeInteger(value) && value >= least))
        throw this.#refused(name, text, `a whole number from ${least}`)
      return value
    })
  }

  /** Any text; undefined if it is not given. */
  text(name: string): string | undefined {
    return this.#read<string | undefined>(name, undefined, String, (text) => text)
  }

  /** Text that has one way to be written, which `canonical` gives; it throws PolicyError where the text means nothing. */
  canonicalText(name: string, otherwise: string, canonical: (text: string) => string): string {
    return this.#read(name, otherwise, String, canonical)
  }

  /** To be called when all have been read: the settings as the canonical name has them, "" or "(a=b,c=d)". */
  canonical(): string {
    const stranger = [...this.#given.keys()].find((name) => !this.#known.includes(name))
    if (stranger !== undefined)
      throw new PolicyError(
        this.#known.length === 0
          ? `${this.#policy} has no settings, so "${stranger}" is unknown.`
          : `${this.#policy}: ${unknown("setting", stranger, this.#known)}`,
      )
    return this.#canonical.length === 0 ? "" : `(${this.#canonical.join(",")})`
  }

  #read<Value>(
    name: string,
    otherwise: Value,
    write: (value: Value) => string,
    parse: (text: string) => Value,
  ): Value {
    this.#known.push(name)
    const text = this.#given.get(name)
    const value = text === undefined ? otherwise : parse(text)
    if (value !== otherwise) this.#canonical.push(`${name}=${write(value)}`)
    return value
  }

  #refused(name: string, found: string, wanted: string): PolicyError {
    return new PolicyError(`${this.#policy}: ${name} is "${found}"; it must be ${wanted}.`)
  }
}
