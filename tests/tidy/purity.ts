/** What the simulated world may not touch, so that a run is the same everywhere and every time. */
import { isTest, matches, type Project, type Rule, type Violation } from "./project.ts"
import type { SourceFile } from "./source.ts"

const deterministic = /^(?:sim|policies|workloads\/(?:frameworks|synthetic))\//
/** The clock-reading policy that the checkers must catch. */
const canaries = /^sim\/testing\/canar/

const worldOf = (project: Project) =>
  project.sources.filter(({ path }) => deterministic.test(path) && !canaries.test(path))
const shippedWorld = (project: Project) =>
  worldOf(project).filter(({ path }) => !isTest(path) && !path.startsWith("sim/testing/"))

function* banned(files: Iterable<SourceFile>, pattern: RegExp, fix: string): Iterable<Violation> {
  for (const { path, code } of files) {
    for (const { line, text } of matches(code, pattern)) {
      yield { file: path, line, found: `uses ${text.replace(/\s+/g, "")}`, fix }
    }
  }
}

/** IEEE 754 gives these one right answer; all other functions of Math differ between engines in the last bit. */
const exactMath =
  "abs|ceil|clz32|floor|fround|imul|max|min|round|sign|sqrt|trunc|E|LN10|LN2|LOG10E|LOG2E|PI|SQRT1_2|SQRT2"

export const purityRules: readonly Rule[] = [
  {
    name: "randomness is given, never taken",
    *find(project) {
      const fix = "Take a named stream from setting.random, and fixed seeds in tests"
      yield* banned(worldOf(project), /\bMath\s*\.\s*random\b|(?<![.\w])crypto\b/g, fix)
    },
  },
  {
    name: "time is given, never taken",
    *find(project) {
      const clock = /(?<![.\w])(?:Date|performance|process|setTimeout|setInterval|setImmediate)\b(?!\s*:)/g
      yield* banned(worldOf(project), clock, "Time is world.now or a parameter")
    },
  },
  {
    name: "mathematics is exact",
    *find(project) {
      const inexact = new RegExp(String.raw`\bMath\b(?!\s*\.\s*(?:${exactMath})\b)(?:\s*\.\s*\w+)?`, "g")
      const fix = `Use sim/kernel/math.ts; of Math only ${exactMath.replaceAll("|", ", ")}`
      yield* banned(shippedWorld(project), inexact, fix)
      // A power of two is exact; any other may depend on the engine, as 5 ** -4 does.
      const power = /(?<!(?<![\w.])2 )\*\*=?[^\n]|\*\*=?(?! \d+(?![\w.]))/g
      yield* banned(
        shippedWorld(project),
        power,
        "Only 2 ** a literal is exact; use pow of sim/kernel/math.ts",
      )
    },
  },
  {
    name: "order does not depend on the place",
    *find(project) {
      const local = /\blocaleCompare\b|\btoLocale\w*|(?<![.\w])Intl\b/g
      yield* banned(worldOf(project), local, "Compare with < and write numbers with String")
    },
  },
  {
    name: "the world asks nothing of its host",
    *find(project) {
      const host =
        /(?<![.\w])(?:globalThis|navigator|window|fetch|require|eval|WeakRef|FinalizationRegistry)\b(?!\s*[:?])/g
      yield* banned(
        shippedWorld(project),
        host,
        "The same file runs in Node, Deno and a browser; take it as a parameter",
      )
      for (const { path, imports } of shippedWorld(project)) {
        for (const { specifier, line } of imports) {
          if (!/^(?:node:|fs|os|path|crypto|worker_threads|perf_hooks|util|zlib)/.test(specifier)) continue
          yield {
            file: path,
            line,
            found: `imports "${specifier}"`,
            fix: "Only cli, lab and readers may use Node",
          }
        }
      }
    },
  },
  {
    name: "text becomes numbers by one grammar",
    *find(project) {
      const readers = project.sources.filter(
        ({ path }) =>
          /^workloads\/(?:traces|imports)\//.test(path) && !isTest(path) && !path.endsWith("/numbers.ts"),
      )
      // "" is 0 to it, "0x10" is 16, "1e309" is Infinity, and parseFloat takes "3abc" for 3.
      const loose = /(?<![\w.])(?:Number\s*\(|Number\s*\)|parseInt\b|parseFloat\b)|\bNumber\s*\.\s*parse\w+/g
      yield* banned(readers, loose, "Use numberFromText of workloads/traces/numbers.ts")
    },
  },
  {
    name: "the simulator never waits",
    *find(project) {
      const world = shippedWorld(project).filter(({ path }) => path.startsWith("sim/"))
      yield* banned(
        world,
        /(?<![.\w])(?:await|async|Promise|queueMicrotask)\b/g,
        "Nothing is async between two events",
      )
    },
  },
]
