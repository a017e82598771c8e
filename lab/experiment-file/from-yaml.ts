/** YAML 1.2 as values with line and column. Tags, keys that stand twice and merge keys are errors; aliases are few. */
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLMap,
} from "yaml"
import { InputError } from "../../workloads/index.ts"
import { type Entry, type Located, mostDepth } from "./located.ts"

/** So much text is no experiment. */
const mostCharacters = 1 << 20
/** An alias of aliases of aliases grows without end. Source: spec/reliability.md §5.3. */
const mostAliases = 100

/** `file` begins the places. Throws InputError with the first thing that is wrong. */
export function fromYaml(text: string, file: string): Located {
  if (text.length > mostCharacters)
    throw new InputError(
      `${file}: An experiment has at most ${mostCharacters} characters, not ${text.length}.`,
    )
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    version: "1.2",
    schema: "core",
    prettyErrors: false,
    uniqueKeys: true,
  })
  const [problem] = [...document.errors, ...document.warnings]
  if (problem !== undefined)
    throw new InputError(`${placeIn(file, lines, problem.pos[0])}: ${problem.message.replace(/\.?$/, ".")}`)
  if (document.contents === null)
    throw new InputError(`${file}: The file is empty; docs/experiments.md has an example.`)
  return new Walk(file, lines, document).located(document.contents, 0)
}

function placeIn(file: string, lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset)
  return `${file}:${line}:${col}`
}

class Walk {
  readonly #file: string
  readonly #lines: LineCounter
  readonly #document: Document
  #aliases = 0

  constructor(file: string, lines: LineCounter, document: Document) {
    this.#file = file
    this.#lines = lines
    this.#document = document
  }

  located(node: Node, depth: number): Located {
    const place = this.#placeOf(node)
    if (depth > mostDepth) throw new InputError(`${place}: This is more than ${mostDepth} levels deep.`)
    if (isAlias(node)) return this.located(this.#resolved(node, place), depth + 1)
    if (isSeq(node))
      return {
        kind: "list",
        place,
        items: node.items.map((item) => this.located(item as Node, depth + 1)),
      }
    if (isMap(node)) return { kind: "fields", place, entries: this.#entries(node, depth) }
    if (isScalar(node)) return { kind: "scalar", place, value: this.#plain(node.value, place) }
    throw new InputError(`${place}: This is no value.`)
  }

  #entries(node: YAMLMap, depth: number): Entry[] {
    return node.items.map(({ key, value }) => {
      const place = this.#placeOf(key as Node)
      if (!isScalar(key))
        throw new InputError(`${place}: The name of a field is a word, not a group or a list.`)
      const name = String(key.value)
      const empty: Located = { kind: "scalar", value: null, place }
      return { name, place, value: value === null ? empty : this.located(value as Node, depth + 1) }
    })
  }

  #resolved(node: Alias, place: string): Node {
    if (++this.#aliases > mostAliases)
      throw new InputError(`${place}: There are more than ${mostAliases} aliases; write the values out.`)
    const target = node.resolve(this.#document)
    if (target === undefined) throw new InputError(`${place}: There is no anchor &${node.source}.`)
    return target
  }

  #plain(value: unknown, place: string): string | number | boolean | null {
    if (value === null || typeof value === "string" || typeof value === "boolean") return value
    if (typeof value === "number" && Number.isFinite(value)) return value
    const found = typeof value === "number" ? String(value) : typeof value
    throw new InputError(`${place}: Found ${found}; it must be a text or a finite number.`)
  }

  #placeOf(node: Node): string {
    return placeIn(this.#file, this.#lines, node.range?.[0] ?? 0)
  }
}
