/**
 * Text that others wrote, made safe to show. Everything that a page says passes through `markup`, which escapes each
 * value that is not markup already; so a name can only ever be text.
 */

/** HTML or SVG source that is known to be safe. */
export class Markup {
  readonly source: string

  constructor(source: string) {
    this.source = source
  }

  toString(): string {
    return this.source
  }
}

export type Content = string | number | Markup | undefined | readonly Content[]

/** A template whose values are escaped for text and for quoted attributes alike. */
export function markup(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  let source = parts[0]
  values.forEach((value, i) => (source += sourceOf(value) + parts[i + 1]))
  return new Markup(source)
}

function sourceOf(content: Content): string {
  if (content === undefined) return ""
  if (content instanceof Markup) return content.source
  if (typeof content === "string") return escapeText(content)
  if (typeof content === "number") return String(content)
  return content.map(sourceOf).join("")
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
}

/** Safe in HTML and SVG text, and in an attribute between quotes. */
function escapeText(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => entities[character])
}

/** Safe in one cell of a Markdown table or one line of a list. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]|~<>&]/g, (character) => `\\${character}`).replace(/\s+/g, " ")
}

/**
 * What cannot be seen is written out: control characters, marks that turn the direction of reading, zero widths and
 * halves of a character. Line ends stay where `lines` says so.
 */
export function visible(text: string, { lines = false } = {}): string {
  const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029\ufffe\uffff]/gu
  return text.replace(hidden, (character) => {
    if (lines && character === "\n") return character
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
  })
}
