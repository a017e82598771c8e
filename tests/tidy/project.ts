import { readdirSync, readFileSync } from "node:fs"
import { moduleOf, readNotebook } from "../notebooks/notebook.ts"
import { lineAt, readSource, type SourceFile } from "./source.ts"

/** The files of a project, by path from its root. A canary is one in memory. */
export interface Project {
  /** The text files of all kinds, path → text. */
  readonly texts: ReadonlyMap<string, string>
  readonly sources: readonly SourceFile[]
}

export interface Violation {
  readonly file: string
  readonly line: number
  /** What was found. */
  readonly found: string
  /** What is allowed, and how to get there. */
  readonly fix: string
}

export interface Rule {
  readonly name: string
  find(project: Project): Iterable<Violation>
}

/** One line per violation: where, what, what is allowed. */
export function describeViolation({ file, line, found, fix }: Violation): string {
  return `${file}:${line}: ${found}. ${fix}`
}

export function projectOf(files: Record<string, string>): Project {
  const texts = new Map(Object.entries(files))
  const sources = [...texts].flatMap(([path, text]) => {
    if (path.endsWith(".ts")) return [readSource(path, text)]
    // The cells of a notebook are a module like any other.
    return path.endsWith(".ipynb") ? [readSource(path, moduleOf(readNotebook(text)))] : []
  })
  return { texts, sources }
}

/** Made by tools, or not ours. */
const skipped = /^(?:node_modules|dist|\.git|results|demo-out|package-lock\.json|bench\/history\.jsonl)$/
const readable = /(?:^|\/)[^/.]+$|\.(?:ts|js|md|json|txt|csv|sh|cc|ya?ml|ipynb|svg)$|(?:^|\/)\.[^/]+$/

/** Reads the project at `root`, a folder's URL ending in a slash. */
export function readProject(root: URL): Project {
  const files: Record<string, string> = {}
  const walk = (folder: string) => {
    for (const entry of readdirSync(new URL(folder === "" ? "." : `${folder}/`, root), {
      withFileTypes: true,
    })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`
      if (skipped.test(path)) continue
      if (entry.isDirectory()) walk(path)
      else if (readable.test(path)) files[path] = readFileSync(new URL(path, root), "utf8")
    }
  }
  walk("")
  return projectOf(files)
}

export const isTest = (path: string) => path.endsWith(".test.ts")

/** Every match of `pattern` in `text`, as line number and matched text. */
export function* matches(
  text: string,
  pattern: RegExp,
): Iterable<{ line: number; text: string; index: number }> {
  for (const match of text.matchAll(pattern)) {
    yield { line: lineAt(text, match.index), text: match[0], index: match.index }
  }
}
