/** How our text looks: what tools for types and style do not see. */
import { isTest, matches, type Project, type Rule, type Violation } from "./project.ts"

type Place = "code" | "comments" | "text"

function* inSources(project: Project, place: Place, pattern: RegExp, fix: string): Iterable<Violation> {
  for (const file of project.sources) {
    for (const { line, text } of matches(file[place], pattern)) {
      yield { file: file.path, line, found: `has "${text.trim()}"`, fix }
    }
  }
}

const longest = 400

export const textRules: readonly Rule[] = [
  {
    name: "no test is switched off",
    *find(project) {
      const tests = { ...project, sources: project.sources.filter(({ path }) => isTest(path)) }
      const off =
        /\b(?:test|it|describe)(?:\.\w+)*\.(?:only|skip|todo|fails)\b|\b(?:xit|xtest|fit|xdescribe)\(/g
      yield* inSources(
        tests,
        "code",
        off,
        "Mend it or delete it; missing data is test.skipIf(…) in tests/data.ts",
      )
    },
  },
  {
    name: "every value has a type",
    *find(project) {
      const fix = 'Name the type; "unknown" where it is not known yet'
      yield* inSources(project, "code", /(?<![.\w])any\b(?!\s*[(:=])/g, fix)
    },
  },
  {
    name: "the compiler is not silenced",
    *find(project) {
      const silencer = /@ts-(?:ignore|nocheck)\b/g
      yield* inSources(project, "comments", silencer, "Mend the type")
      const shipped = { ...project, sources: project.sources.filter(({ path }) => !isTest(path)) }
      yield* inSources(
        shipped,
        "comments",
        /@ts-expect-error\b/g,
        "Only a test may expect an error of the compiler",
      )
      const unexplained = /(?:oxlint|eslint)-disable(?!.* -- )[^\n]*/g
      yield* inSources(project, "comments", unexplained, "Mend it, or give the reason after ' -- '")
    },
  },
  {
    name: "no note to self",
    *find(project) {
      yield* inSources(project, "comments", /\b(?:TODO|FIXME|XXX|HACK)\b/g, "Do it, or open an issue")
    },
  },
  {
    name: "no hidden character",
    *find({ texts }) {
      // Controls but tab and newline; zero-width and direction marks, soft hyphen, byte order mark; odd line ends.
      const hidden = /(?![\t\n])[\p{Cc}\p{Cf}\u2028\u2029]/gu
      for (const [file, content] of texts) {
        for (const { line, text } of matches(content, hidden)) {
          const code = text.charCodeAt(0).toString(16).padStart(4, "0")
          yield {
            file,
            line,
            found: `has the hidden character U+${code}`,
            fix: "Write it as an escape or drop it",
          }
        }
      }
    },
  },
  {
    name: "no file is too long to read",
    *find({ sources }) {
      for (const { path, text } of sources) {
        const lines = text.split("\n").length - 1
        if (lines <= longest) continue
        yield {
          file: path,
          line: longest,
          found: `has ${lines} lines`,
          fix: `At most ${longest}: split it by subject`,
        }
      }
    },
  },
  {
    name: "no path of one machine",
    *find({ texts }) {
      const place = new RegExp(String.raw`(?<![\w.}-])/(?:work|root|home|Users)/[\w.-]+`, "g")
      for (const [file, content] of texts) {
        for (const { line, text } of matches(content, place)) {
          yield {
            file,
            line,
            found: `names ${text}`,
            fix: "Use a path from the project's root, or a variable",
          }
        }
      }
    },
  },
]
