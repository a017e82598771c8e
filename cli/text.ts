/** Numbers and names as a terminal shows them. */

/** `text` without control characters, so that a name in a trace cannot move the cursor or colour the screen. */
export function printable(text: string): string {
  // Cc are the control characters, Cf invisible ones that turn the direction of writing; line ends and tabs stay.
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (character) =>
    character === "\n" || character === "\t" ? character : "\ufffd",
  )
}

/** "464,004" */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",")
}

/** "one task", "3 tasks" */
export function counted(count: number, what: string): string {
  const plural = what.endsWith("cy") ? `${what.slice(0, -1)}ies` : `${what}s`
  return `${grouped(count)} ${count === 1 ? what : plural}`
}

/** "53.1 %"; what is not nothing is never shown as "0.0 %". */
export function percent(share: number): string {
  const value = 100 * share
  return value > 0 && value < 0.05 ? "<0.1 %" : `${value.toFixed(1)} %`
}

/** Seconds in the unit that suits them, to three digits: "0.41 s", "12.3 s", "14.2 min", "3.05 h", "12.4 d". */
export function duration(seconds: number): string {
  if (seconds === 0) return "0 s"
  if (seconds < 0.001) return "<1 ms"
  if (seconds < 1) return `${threeDigits(seconds * 1000)} ms`
  if (seconds < 120) return `${threeDigits(seconds)} s`
  if (seconds < 7200) return `${threeDigits(seconds / 60)} min`
  return seconds < 172_800 ? `${threeDigits(seconds / 3600)} h` : `${threeDigits(seconds / 86_400)} d`
}

/** Columns of text aligned: the first to the left, the others to the right, two blanks between. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, c) => Math.max(...rows.map((row) => row[c].length)))
  return rows.map((row) =>
    row
      .map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c])))
      .join("  ")
      .trimEnd(),
  )
}

/** Columns of text, all to the left. */
export function leftAligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, c) => Math.max(...rows.map((row) => row[c].length)))
  return rows.map((row) =>
    row
      .map((cell, c) => cell.padEnd(widths[c]))
      .join("  ")
      .trimEnd(),
  )
}

/** A word of a command line, quoted where a shell would take it apart. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/** Breaks at blanks so that no line is longer than `width`, if words allow; lines after the first are indented. */
export function wrapped(text: string, width: number, indent = ""): string[] {
  const lines: string[] = []
  let line = ""
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line)
      line = indent + word
    } else line = line === "" ? word : `${line} ${word}`
  }
  return [...lines, line]
}

function threeDigits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
