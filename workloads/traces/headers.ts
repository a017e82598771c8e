/** First lines that name columns: how formats with a header are recognised. */

/** The cells of a line, plain or in quotes, without blanks around them. */
export function headerCells(line: string, separator = ","): readonly string[] {
  return line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"))
}

/** True if the line names at least these columns. */
export function hasColumns(line: string | undefined, names: readonly string[], separator = ","): boolean {
  const cells = new Set(headerCells(line ?? "", separator))
  return names.every((name) => cells.has(name))
}
