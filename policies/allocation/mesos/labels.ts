/** Numbers in the order of the bytes of texts, so that names are compared as numbers. */
import { compareText } from "./values.ts"

export class Labels {
  readonly #texts: string[] = []
  #labels: number[] = []
  /** Goes up when labels that were given before have changed. */
  version = 0

  of(text: string): number {
    const at = this.#placeOf(text)
    if (this.#texts[at] !== text) this.#insert(at, text)
    return this.#labels[at]
  }

  #insert(at: number, text: string): void {
    const before = this.#labels[at - 1] ?? (this.#labels[0] ?? 1) - 1
    const after = this.#labels[at] ?? before + 2
    const label = before + (after - before) / 2
    this.#texts.splice(at, 0, text)
    this.#labels.splice(at, 0, label)
    if (label > before && label < after) return
    // No double is left in between.
    this.#labels = this.#texts.map((_, i) => i)
    this.version++
  }

  /** The first place whose text is not below. */
  #placeOf(text: string): number {
    let low = 0
    let high = this.#texts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (compareText(this.#texts[middle], text) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}
