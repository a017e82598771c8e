/** Patterns of RE2, in which Mesos has them, as JavaScript has them: matched in full. Source: spec/mesos.md §4.10. */

const classes: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  blank: "\\t ",
  digit: "0-9",
  lower: "a-z",
  punct: "!-\\/:-@\\[-`{-~",
  space: "\\t\\n\\v\\f\\r ",
  upper: "A-Z",
  word: "0-9A-Za-z_",
  xdigit: "0-9A-Fa-f",
}

const compiled = new Map<string, RegExp>()

/** Throws a SyntaxError for what is no pattern. */
export function matchesInFull(pattern: string, text: string): boolean {
  const known = compiled.get(pattern) ?? compile(pattern)
  compiled.set(pattern, known)
  return known.test(text)
}

function compile(pattern: string): RegExp {
  const { flags = "", rest = "" } = /^(?:\(\?(?<flags>[ims]+)\))?(?<rest>[^]*)$/.exec(pattern)?.groups ?? {}
  const source = rest
    .replaceAll("(?P<", "(?<")
    .replaceAll(/\[:(?<name>[a-z]+):\]/g, (whole, name: string) => classes[name] ?? whole)
    .replaceAll(/\\[^]/g, (escape) => (escape === "\\A" ? "^" : escape === "\\z" ? "$" : escape))
  try {
    return new RegExp(`^(?:${source})$`, `u${flags}`)
  } catch {
    // RE2 lets every punctuation be escaped, and braces stand for themselves; so does the older syntax of JavaScript.
    return new RegExp(`^(?:${source})$`, flags)
  }
}
