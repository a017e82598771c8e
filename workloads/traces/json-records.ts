/**
 * JSON of any length in bounded memory: the records that a reader names ("frameworks.*.tasks.*") are visited one by
 * one as they end, and forgotten; what stands around them is kept and given at the end. Strict: the grammar of
 * RFC 8259 in UTF-8, numbers within a double, no name twice in an object, none that could reach a prototype.
 */
import { type Json, JsonObject } from "./json-values.ts"
import { numberFromText } from "./numbers.ts"
import { partBytes, partName } from "./parts.ts"
import type { RowSettings } from "./rows.ts"
import { TraceError } from "./trace-error.ts"

/** Deepest nesting, longest text or number, and the most values and characters held at once (reliability §5.3). */
const deepest = 64
const longestToken = 1 << 20
const mostValuesHeld = 1_000_000
const mostTextHeld = 32 << 20

export interface JsonRecords {
  /** Paths of the records; `*` stands for any element of a list. */
  readonly records: readonly string[]
  readonly visit: (record: JsonObject, pattern: string) => void
}

/** Visits the records of one file in order. Resolves to what is left: the file without its records. */
export async function readJsonRecords(
  path: string,
  { records, visit }: JsonRecords,
  settings: RowSettings = {},
): Promise<Json> {
  const file = partName(path)
  const parser = new JsonParser(file, new Set(records), visit)
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
  const decode = (bytes?: Uint8Array) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined })
    } catch {
      throw parser.problem("the file holds bytes that are no UTF-8", "JSON is text in UTF-8")
    }
  }
  try {
    for await (const chunk of partBytes(path, settings)) parser.take(decode(chunk), false)
  } catch (error) {
    throw error instanceof TraceError ? error.at(parser.line) : error
  }
  parser.take(decode(), true)
  return parser.finish()
}

/** A list or an object that is not closed yet. */
interface Open {
  readonly value: Json[] | JsonObject
  /** With `*` for an element of a list, and `#` for a member that no record names. */
  readonly pattern: string
  /** For messages: members by name, elements by their number. */
  readonly path: string
  key: string
  count: number
  readonly valuesBefore: number
  readonly textBefore: number
}

type Expecting = "value" | "value or ]" | "name or }" | "name" | ":" | ", or end" | "nothing more"

/** A push parser: what the end of a chunk cuts off waits for the next chunk. */
class JsonParser {
  line = 1
  #lineStart = 0
  /** Where `#text` begins in the file, in UTF-16 units. */
  #offset = 0
  #text = ""
  #at = 0
  #expecting: Expecting = "value"
  readonly #stack: Open[] = []
  #result: Json = null
  #values = 0
  #textHeld = 0
  readonly #file: string
  readonly #records: ReadonlySet<string>
  readonly #prefixes: ReadonlySet<string>
  readonly #visit: (record: JsonObject, pattern: string) => void

  constructor(
    file: string,
    records: ReadonlySet<string>,
    visit: (record: JsonObject, pattern: string) => void,
  ) {
    this.#file = file
    this.#records = records
    this.#visit = visit
    this.#prefixes = new Set(
      [...records].flatMap((record) =>
        record.split(".").map((_, i, parts) => parts.slice(0, i + 1).join(".")),
      ),
    )
  }

  take(chunk: string, isLast: boolean): void {
    this.#offset += this.#at
    this.#text = this.#text.slice(this.#at) + chunk
    this.#at = 0
    while (this.#skipBlanks() && this.#token(isLast));
    if (this.#text.length - this.#at > longestToken)
      throw this.problem("a text or number is longer than 1 MiB", "the values of a trace are shorter")
  }

  finish(): Json {
    if (this.#expecting !== "nothing more")
      throw this.problem("the file ends early", `${this.#wanted()} must follow`, "Fetch the file again.")
    return this.#result
  }

  problem(
    found: string,
    expected: string,
    fix = "Check that this is the whole file, as it was written.",
  ): TraceError {
    return new TraceError({
      file: this.#file,
      line: this.line,
      columnNumber: this.#column(),
      found,
      expected,
      fix,
    })
  }

  #column(): number {
    return this.#offset + this.#at - this.#lineStart + 1
  }

  #skipBlanks(): boolean {
    for (; this.#at < this.#text.length; this.#at++) {
      const unit = this.#text.charCodeAt(this.#at)
      if (unit === 10) {
        this.line++
        this.#lineStart = this.#offset + this.#at + 1
      } else if (unit !== 32 && unit !== 9 && unit !== 13) return true
    }
    return false
  }

  /** Takes one token; false where the chunk cuts it off. */
  #token(isLast: boolean): boolean {
    switch (this.#text[this.#at]) {
      case "{":
        return this.#open(
          new JsonObject(this.#file, this.line, this.#column(), this.#childPath()),
          "name or }",
        )
      case "[":
        return this.#open([], "value or ]")
      case "}":
        return this.#close("}", this.#expecting === "name or }")
      case "]":
        return this.#close("]", this.#expecting === "value or ]")
      case ",":
        return this.#comma()
      case ":":
        if (this.#expecting !== ":") throw this.#unexpected()
        return this.#step("value")
      case '"':
        return this.#string(isLast)
      default:
        return this.#word(isLast)
    }
  }

  #step(next: Expecting): true {
    this.#at++
    this.#expecting = next
    return true
  }

  #open(value: Json[] | JsonObject, next: Expecting): true {
    if (!this.#wantsValue()) throw this.#unexpected()
    if (this.#stack.length === deepest)
      throw this.problem(`lists and objects are nested deeper than ${deepest}`, "a trace is flatter")
    this.#stack.push({
      value,
      pattern: this.#childPattern(),
      path: value instanceof JsonObject ? value.path : this.#childPath(),
      key: "",
      count: 0,
      valuesBefore: this.#values,
      textBefore: this.#textHeld,
    })
    return this.#step(next)
  }

  #close(mark: "}" | "]", isEmpty: boolean): true {
    const open = this.#stack.at(-1)
    const fits = open !== undefined && (mark === "]") === Array.isArray(open.value)
    if (!fits || !(isEmpty || this.#expecting === ", or end")) throw this.#unexpected()
    this.#at++
    this.#stack.pop()
    const { value, pattern } = open
    if (value instanceof JsonObject && this.#records.has(pattern)) {
      this.#visit(value, pattern)
      this.#values = open.valuesBefore
      this.#textHeld = open.textBefore
      this.#afterValue()
    } else this.#attach(value)
    return true
  }

  #comma(): true {
    const open = this.#stack.at(-1)
    if (this.#expecting !== ", or end" || open === undefined) throw this.#unexpected()
    return this.#step(Array.isArray(open.value) ? "value" : "name")
  }

  #string(isLast: boolean): boolean {
    const end = this.#endOfString()
    if (end < 0) {
      if (isLast) throw this.problem("a text is opened and never closed", 'a text ends with "')
      return false
    }
    const isName = this.#expecting === "name" || this.#expecting === "name or }"
    if (!isName && !this.#wantsValue()) throw this.#unexpected()
    const text = this.#unescape(this.#text.slice(this.#at, end))
    if (isName) this.#name(text)
    else this.#attach(text)
    this.#textHeld += text.length
    this.#at = end
    return true
  }

  /** One after the closing quote; −1 where it has not come yet. */
  #endOfString(): number {
    for (let i = this.#at + 1; i < this.#text.length; i++) {
      const unit = this.#text.charCodeAt(i)
      if (unit === 92) i++
      else if (unit === 34) return i + 1
      else if (unit < 32) {
        this.#at = i
        throw this.problem("a text holds a control character", String.raw`it must be written as \u00…`)
      }
    }
    return -1
  }

  #unescape(literal: string): string {
    if (!literal.includes("\\")) return literal.slice(1, -1)
    let text: string
    try {
      text = JSON.parse(literal) as string
    } catch {
      throw this.problem(
        "a text holds a broken escape",
        String.raw`escapes are \" \\ \/ \b \f \n \r \t \u0000`,
      )
    }
    if (/\p{Surrogate}/u.test(text))
      throw this.problem("a text holds half of a character (a lone surrogate)", "characters come whole")
    return text
  }

  #name(name: string): void {
    const open = this.#stack.at(-1)
    if (!(open?.value instanceof JsonObject)) throw this.#unexpected()
    if (name === "__proto__" || name === "constructor" || name === "prototype")
      throw this.problem(`a member is called "${name}"`, "no trace has such a member", "Drop it.")
    if (open.value.members.has(name))
      throw this.problem(`the member ${JSON.stringify(name)} stands twice`, "names differ within an object")
    open.key = name
    this.#expecting = ":"
  }

  /** A number, true, false or null. */
  #word(isLast: boolean): boolean {
    let end = this.#at
    while (end < this.#text.length && isWordUnit(this.#text.charCodeAt(end))) end++
    if (end === this.#text.length && !isLast && end > this.#at) return false
    if (!this.#wantsValue()) throw this.#unexpected()
    const word = this.#text.slice(this.#at, end)
    const value = wordValue(word)
    if (value === undefined)
      throw this.problem(
        `here stands ${JSON.stringify(word === "" ? this.#text[this.#at] : word.slice(0, 40))}`,
        "a value is an object, a list, a text in double quotes, a number below 1e308, true, false or null",
      )
    this.#attach(value)
    this.#at = end
    return true
  }

  #attach(value: Json): void {
    if (++this.#values > mostValuesHeld || this.#textHeld > mostTextHeld)
      throw this.problem(
        "more is held at once than one record of a trace has",
        `at most ${mostValuesHeld} values and ${mostTextHeld >> 20} MiB of text`,
        "Split the file.",
      )
    const open = this.#stack.at(-1)
    if (open === undefined) this.#result = value
    else if (open.value instanceof JsonObject)
      open.value.members.set(open.key, { value, line: this.line, column: this.#column() })
    else open.value.push(value)
    this.#afterValue()
  }

  #afterValue(): void {
    const open = this.#stack.at(-1)
    if (open !== undefined) open.count++
    this.#expecting = open === undefined ? "nothing more" : ", or end"
  }

  #wantsValue(): boolean {
    return this.#expecting === "value" || this.#expecting === "value or ]"
  }

  #childPattern(): string {
    const open = this.#stack.at(-1)
    if (open === undefined) return ""
    const before = open.pattern === "" ? "" : `${open.pattern}.`
    if (Array.isArray(open.value)) return `${before}*`
    const named = `${before}${open.key}`
    return this.#prefixes.has(named) ? named : `${before}#`
  }

  #childPath(): string {
    const open = this.#stack.at(-1)
    if (open === undefined) return ""
    const step = Array.isArray(open.value) ? String(open.count) : open.key
    return open.path === "" ? step : `${open.path}.${step}`
  }

  #wanted(): string {
    return (
      { ", or end": "a comma or the end of the list or object", ":": "a colon" }[this.#expecting as string] ??
      this.#expecting
    )
  }

  #unexpected(): TraceError {
    return this.problem(
      `here stands ${JSON.stringify(this.#text[this.#at])}`,
      `${this.#wanted()} must stand here`,
    )
  }
}

/** Letters, digits, and what else numbers are written with. */
function isWordUnit(unit: number): boolean {
  const isDigit = unit >= 48 && unit <= 57
  const isLetter = (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122)
  return isDigit || isLetter || unit === 43 || unit === 45 || unit === 46 || unit === 95
}

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

function wordValue(word: string): Json | undefined {
  if (word === "true") return true
  if (word === "false") return false
  if (word === "null") return null
  if (!jsonNumber.test(word)) return undefined
  const value = numberFromText(word)
  return Number.isNaN(value) ? undefined : value
}
