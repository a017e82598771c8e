/**
 * The known word that `text` was probably meant to be: the one that the fewest insertions, deletions, replacements
 * and swaps of neighbours turn into it or into a part of it (google of google-2011); ties go to the earlier. Undefined
 * if more than a third of its letters (one in a short word) would change. Case does not matter.
 * Source: Damerau, "A technique for computer detection and correction of spelling errors", 1964.
 */
export function nearest(text: string, known: readonly string[]): string | undefined {
  const most = Math.max(1, Math.floor(text.length / 3))
  let best: string | undefined
  let fewest = most + 1
  for (const word of known) {
    const forms = [word, ...word.split(/[-/]/)].map((form) => form.toLowerCase())
    const edits = Math.min(...forms.map((form) => distance(text.toLowerCase(), form)))
    if (edits < fewest) {
      fewest = edits
      best = word
    }
  }
  return best
}

/** `Unknown policy "dfr". Did you mean "drf"? Known: drf, fifo.` */
export function unknown(what: string, text: string, known: readonly string[]): string {
  const meant = nearest(text, known)
  const question = meant === undefined ? "" : ` Did you mean "${meant}"?`
  return `Unknown ${what} ${JSON.stringify(text)}.${question} Known: ${known.join(", ")}.`
}

function distance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const differs = a[i - 1] === b[j - 1] ? 0 : 1
      let edits = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + differs)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) edits = Math.min(edits, beforeLast[j - 2] + 1)
      row.push(edits)
    }
    beforeLast = last
    last = row
  }
  return last[b.length]
}
