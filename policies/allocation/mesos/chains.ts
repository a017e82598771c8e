/** Many lists over the same items, each item in one of them at most; taking an item out needs no search. */
export class Chains {
  /** By list: its first item, or −1. */
  #firsts = new Int32Array(64).fill(-1)
  /** By item: the next one, or −1; and the one before, or the list, as −1 − list, for the first. */
  #nexts = new Int32Array(64)
  #previous = new Int32Array(64)

  first(list: number): number {
    return list < this.#firsts.length ? this.#firsts[list] : -1
  }

  next(item: number): number {
    return this.#nexts[item]
  }

  push(list: number, item: number): void {
    while (list >= this.#firsts.length) {
      const length = this.#firsts.length
      this.#firsts = grown(this.#firsts).fill(-1, length)
    }
    while (item >= this.#nexts.length) {
      this.#nexts = grown(this.#nexts)
      this.#previous = grown(this.#previous)
    }
    const second = this.#firsts[list]
    this.#firsts[list] = item
    this.#nexts[item] = second
    this.#previous[item] = -1 - list
    if (second >= 0) this.#previous[second] = item
  }

  remove(item: number): void {
    const previous = this.#previous[item]
    const next = this.#nexts[item]
    if (previous < 0) this.#firsts[-1 - previous] = next
    else this.#nexts[previous] = next
    if (next >= 0) this.#previous[next] = previous
  }
}

/** Twice as long, with the same beginning. */
export function grown(column: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(column.length * 2)
  wider.set(column)
  return wider
}
