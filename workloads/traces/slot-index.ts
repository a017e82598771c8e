/**
 * Finds the slot of a pair (major, minor), both whole numbers: (job id, task index) → task. Open addressing on
 * typed arrays, so that a million tasks cost 24 bytes each and no object.
 */
export class SlotIndex {
  count = 0
  #mask = 1023
  #major = new Float64Array(1024)
  #minor = new Float64Array(1024)
  /** Slot + 1; 0 where the place is free. */
  #slot = new Int32Array(1024)

  /** The slot of the pair: slots are given from 0 in order of first sight. New if it equals the old `count`. */
  slot(major: number, minor: number): number {
    const place = this.#place(major, minor)
    if (this.#slot[place] !== 0) return this.#slot[place] - 1
    this.#major[place] = major
    this.#minor[place] = minor
    this.#slot[place] = ++this.count
    if (this.count * 2 > this.#mask) this.#grow()
    return this.count - 1
  }

  /** The slot of the pair; −1 if it has none. */
  find(major: number, minor: number): number {
    return this.#slot[this.#place(major, minor)] - 1
  }

  /** Where the pair stands, or would stand. */
  #place(major: number, minor: number): number {
    let place = hashPair(major, minor) & this.#mask
    while (this.#slot[place] !== 0 && !(this.#major[place] === major && this.#minor[place] === minor))
      place = (place + 1) & this.#mask
    return place
  }

  #grow(): void {
    const [majors, minors, slots] = [this.#major, this.#minor, this.#slot]
    const length = slots.length * 2
    this.#mask = length - 1
    this.#major = new Float64Array(length)
    this.#minor = new Float64Array(length)
    this.#slot = new Int32Array(length)
    for (let old = 0; old < slots.length; old++) {
      if (slots[old] === 0) continue
      let place = hashPair(majors[old], minors[old]) & this.#mask
      while (this.#slot[place] !== 0) place = (place + 1) & this.#mask
      this.#major[place] = majors[old]
      this.#minor[place] = minors[old]
      this.#slot[place] = slots[old]
    }
  }
}

/** Ids are dense or random in their low bits: one multiplication each spreads them enough for open addressing. */
function hashPair(major: number, minor: number): number {
  const bits = Math.imul(major | 0, 0x9e3779b1) ^ Math.imul(minor | 0, 0x85ebca6b)
  return bits ^ (bits >>> 15)
}
