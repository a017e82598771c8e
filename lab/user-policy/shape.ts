/** What a factory made, looked at: has it a name, and the functions that it needs? */

/** What is missing, in words; undefined if nothing is. */
export function missing(what: string, made: unknown, functions: readonly string[]): string | undefined {
  if (typeof made !== "object" || made === null)
    return `its factory returns ${made === null ? "null" : `a ${typeof made}`}`
  const has = made as Readonly<Record<string, unknown>>
  if (typeof has["then"] === "function") return "its factory returns a promise"
  if (typeof has["name"] !== "string") return `its ${what} has no name`
  const absent = functions.find((name) => typeof has[name] !== "function")
  return absent === undefined ? undefined : `its ${what} has no function ${absent}`
}

/** What is wrong with an answer where none is wanted: a promise is, because nothing happens later. */
export function lateAnswer(verb: string, answer: unknown): string | undefined {
  return typeof (Object(answer) as { readonly then?: unknown }).then === "function"
    ? `${verb} returns a promise; decisions are made at once, so nothing may be async`
    : undefined
}
