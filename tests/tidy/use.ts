/** Files that nothing reaches and exports that nobody imports. */
import { isTest, matches, type Project, type Rule } from "./project.ts"
import { lineAt, type SourceFile } from "./source.ts"

/** Doors for users' own policies and experiments: their exports need no importer here. */
const publicDoors = ["sim/index.ts", "workloads/synthetic/index.ts"]

/**
 * A file is an entry if it is a test, a notebook, a door, or named by the package, CI or a tool's configuration; an example also if
 * a page names it.
 */
function entries({ texts, sources }: Project): string[] {
  const callers = ["package.json", ".ci/run", "vitest.config.ts"]
    .map((path) => texts.get(path) ?? "")
    .join("\n")
  const pages = [...texts].flatMap(([path, text]) => (/^docs\/[\w-]+\.md$/.test(path) ? text : [])).join("\n")
  const named = ({ path }: SourceFile) =>
    callers.includes(path) ||
    (/^(?:docs\/)?examples\//.test(path) && pages.includes(path)) ||
    callers.includes(`dist/${path.replace(/\.ts$/, ".js")}`)
  const isEntry = (file: SourceFile) =>
    isTest(file.path) ||
    /\.config\.ts$|\.ipynb$/.test(file.path) ||
    publicDoors.includes(file.path) ||
    named(file)
  return sources.filter(isEntry).map(({ path }) => path)
}

/** Also files that are named in a string, as workers, programs of tests and examples are. */
function* reachedFrom(file: SourceFile): Iterable<string> {
  for (const { target } of file.imports) if (target !== undefined) yield target
  for (const match of file.text.matchAll(/["'`](?<path>[\w./-]+\.ts)["'`]/g)) {
    const path = match.groups?.path ?? ""
    yield new URL(path, `file:///${file.path}`).pathname.slice(1)
    yield path
  }
}

const declaration =
  /^export\s+(?:declare\s+)?(?:abstract\s+|async\s+)?(?<kind>function\*?|class|const|let|interface|type|enum)\s+(?<name>\w+)/gm
const exportList = /^export\s+(?:type\s+)?\{(?<names>[^}]*)\}/gm

interface Export {
  readonly name: string
  readonly line: number
  readonly isType: boolean
}

function* exportsOf({ code }: SourceFile): Iterable<Export> {
  for (const match of code.matchAll(declaration)) {
    const { kind = "", name = "" } = match.groups ?? {}
    const line = lineAt(code, match.index)
    yield { name, line, isType: kind === "interface" || kind === "type" }
  }
  for (const match of code.matchAll(exportList)) {
    const line = lineAt(code, match.index)
    for (const item of (match.groups?.names ?? "").split(",")) {
      const name = item.trim().split(/\s+/).at(-1) ?? ""
      // A door may pass on the types that belong to a value, whether or not anybody writes their names.
      const isType = /^export\s+type/.test(match[0]) || /^\s*type\s/.test(item)
      if (name !== "" && !isType) yield { name, line, isType }
    }
  }
}

/** The names that other files take from each file: "path#name", or "path#*" for all. */
function taken({ sources }: Project): Set<string> {
  const names = new Set<string>()
  const byPath = new Map(sources.map((file) => [file.path, file]))
  const take = (path: string, name: string) => {
    if (names.has(`${path}#${name}`)) return
    names.add(`${path}#${name}`)
    // What is taken from a door that passes everything on is taken from the files behind it.
    const passedOn = byPath.get(path)?.imports.filter((by) => by.exported && by.names[0] === "*") ?? []
    for (const { target } of passedOn) if (target !== undefined) take(target, name)
  }
  for (const file of sources) {
    for (const { target, exported, names: wanted } of file.imports) {
      if (target === undefined) continue
      const passesAll = exported && wanted[0] === "*" && !publicDoors.includes(file.path)
      if (!passesAll) for (const name of wanted) take(target, name)
    }
  }
  return names
}

export const useRules: readonly Rule[] = [
  {
    name: "no dead file",
    *find(project) {
      const byPath = new Map(project.sources.map((file) => [file.path, file]))
      const reached = new Set<string>()
      const visit = (path: string) => {
        const file = byPath.get(path)
        if (file === undefined || reached.has(path)) return
        reached.add(path)
        for (const next of reachedFrom(file)) visit(next)
      }
      entries(project).forEach(visit)
      for (const { path } of project.sources) {
        if (reached.has(path)) continue
        yield { file: path, line: 1, found: "is reached from no entry", fix: "Use it, test it or delete it" }
      }
    },
  },
  {
    name: "no export that nobody imports",
    *find(project) {
      const used = taken(project)
      for (const file of project.sources) {
        if (publicDoors.includes(file.path) || file.path.startsWith("examples/")) continue
        for (const { name, line, isType } of exportsOf(file)) {
          if (used.has(`${file.path}#${name}`) || used.has(`${file.path}#*`)) continue
          // A type may be exported because an exported signature speaks of it.
          const mentions = [...matches(file.code, new RegExp(String.raw`\b${name}\b`, "g"))].length
          if (isType && mentions > 1) continue
          yield {
            file: file.path,
            line,
            found: `exports ${name}`,
            fix: "No file imports it: drop the word export",
          }
        }
      }
    },
  },
]
