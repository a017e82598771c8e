/** What a check sees of a TypeScript file: its code without comments and literals, its comments, its imports. */
export interface SourceFile {
  readonly path: string
  readonly text: string
  /** The text with comments and the insides of strings, templates and regular expressions blanked; same offsets. */
  readonly code: string
  /** The text of the comments, all else blanked; same offsets. */
  readonly comments: string
  readonly imports: readonly Import[]
}

/** One `import`, `export … from`, `import(…)` or `new URL("./file", import.meta.url)`. */
export interface Import {
  readonly specifier: string
  /** The file meant, from the project's root; absent for a package. */
  readonly target?: string
  readonly line: number
  readonly typeOnly: boolean
  /** Loaded when it is called for, not with the file. */
  readonly dynamic: boolean
  readonly exported: boolean
  /** Imported names; "*" means all of them. */
  readonly names: readonly string[]
}

export function readSource(path: string, text: string): SourceFile {
  const { code, comments } = separate(text)
  return { path, text, code, comments, imports: [...importsOf(path, text, code)] }
}

export function lineAt(text: string, offset: number): number {
  let line = 1
  for (let i = text.indexOf("\n"); i !== -1 && i < offset; i = text.indexOf("\n", i + 1)) line++
  return line
}

const blank = (text: string) => text.replace(/[^\n]/g, " ")

/** After these a slash begins a regular expression; after anything else it divides. */
const beforeRegex =
  /(?:^|[([{,;:=!&|?+\-*%<>~^]|=>|\b(?:return|typeof|case|in|of|do|else|yield|await|void|delete))\s*$/

const lexeme = new RegExp(
  [
    String.raw`(?<comment>\/\/[^\n]*|\/\*[\s\S]*?\*\/)`,
    String.raw`(?<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')`,
    String.raw`(?<regex>\/(?![*\/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^\/\\\n[])+\/[dgimsuvy]*)`,
    String.raw`(?<mark>[\x60{}])`,
  ].join("|"),
  "y",
)

function separate(text: string): { code: string; comments: string } {
  let code = ""
  let comments = ""
  const keep = (s: string) => ((code += s), (comments += blank(s)))
  /** What the innermost open brace will close: a block, or `${` of a template. */
  const braces: ("block" | "template")[] = []
  let at = 0
  const template = () => {
    const inside = /(?:\\[\s\S]|\$(?!\{)|[^\\`$])*/y
    inside.lastIndex = at
    const [body] = inside.exec(text) ?? [""]
    const end = text.startsWith("${", at + body.length) ? "${" : "`"
    if (end === "${") braces.push("template")
    keep(blank(body) + end)
    at += body.length + end.length
  }
  while (at < text.length) {
    lexeme.lastIndex = at
    const { comment, string, regex, mark } = lexeme.exec(text)?.groups ?? {}
    const isRegex = regex !== undefined && beforeRegex.test(code.slice(-40).trimEnd())
    const found = comment ?? string ?? (isRegex ? regex : undefined) ?? text[at]
    at += found.length
    if (comment !== undefined) {
      code += blank(comment)
      comments += comment
    } else if (string !== undefined) keep(string[0] + blank(string.slice(1, -1)) + string[0])
    else if (isRegex) keep(`/${blank(found.slice(1, -1))}/`)
    else keep(found)
    if (mark === "`") template()
    else if (mark === "{") braces.push("block")
    else if (mark === "}" && braces.pop() === "template") template()
  }
  return { code, comments }
}

const clause = String.raw`(?:\w+\s*,\s*)?(?:\{[^}]*\}|\*(?:\s+as\s+\w+)?)|\w+`
const statement = new RegExp(
  String.raw`\b(?<word>import|export)\s+(?<type>type\s+)?(?<what>${clause})\s*from\s*["']|\bimport\s+["']`,
  "g",
)
const call = /\bimport\s*\(\s*["']|\bnew URL\(\s*["'](?=[^"']*["'],\s*import\.meta\.url)/g

function* importsOf(path: string, text: string, code: string): Iterable<Import> {
  const place = (match: RegExpExecArray) => {
    const quote = match.index + match[0].length - 1
    const specifier = text.slice(quote + 1, code.indexOf(code[quote], quote + 1))
    return { ...meant(path, specifier), line: lineAt(text, match.index) }
  }
  for (const match of code.matchAll(statement)) {
    const { word, type, what } = match.groups ?? {}
    const typeOnly = type !== undefined
    yield {
      ...place(match),
      typeOnly,
      dynamic: false,
      exported: word === "export",
      names: namesIn(what ?? ""),
    }
  }
  for (const match of code.matchAll(call)) {
    yield { ...place(match), typeOnly: false, dynamic: true, exported: false, names: ["*"] }
  }
}

function namesIn(what: string): string[] {
  const listed = /\{([^}]*)\}/.exec(what)?.[1]
  if (listed === undefined) return what === "" ? [] : ["*"]
  const names = listed.split(",").map((item) => item.trim().replace(/^type\s+/, ""))
  return names.map((item) => item.split(/\s+as\s+/)[0]).filter((name) => name !== "")
}

function meant(path: string, specifier: string): { specifier: string; target?: string } {
  if (!specifier.startsWith(".")) return { specifier }
  const target = new URL(specifier, `file:///${path}`).pathname.slice(1)
  return { specifier, target }
}
