/** A bit for every seat on every agent, in one column: an agent's bits stand together, so many words each. */
export class SeatBits {
  #words = 1
  #bits = new Uint32Array(64)

  /** Room for the agent, and for so many seats. What was set stays. */
  reserve(slot: number, seats: number): void {
    const words = (seats + 31) >> 5
    const slots = this.#bits.length / this.#words
    if (words <= this.#words && slot < slots) return
    const wider = words > this.#words ? Math.max(words, this.#words * 2) : this.#words
    const bits = new Uint32Array(Math.max(slot + 1, slot < slots ? slots : slots * 2) * wider)
    for (let each = 0; each < slots; each++)
      bits.set(this.#bits.subarray(each * this.#words, (each + 1) * this.#words), each * wider)
    this.#words = wider
    this.#bits = bits
  }

  /** False where no room was reserved. */
  has(slot: number, row: number): boolean {
    const word = row >> 5
    return word < this.#words && (this.#bits[slot * this.#words + word] & (1 << (row & 31))) !== 0
  }

  set(slot: number, row: number): void {
    this.#bits[slot * this.#words + (row >> 5)] |= 1 << (row & 31)
  }

  unset(slot: number, row: number): void {
    this.#bits[slot * this.#words + (row >> 5)] &= ~(1 << (row & 31))
  }

  /** No bit of the agent is set any more. */
  clear(slot: number): void {
    this.#bits.fill(0, slot * this.#words, (slot + 1) * this.#words)
  }
}
