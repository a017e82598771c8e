/**
 * Columns: typed arrays on SharedArrayBuffers, so that worker threads read one copy; on plain ArrayBuffers
 * where a page is not cross-origin isolated and has no SharedArrayBuffer.
 */
const Backing: { new (bytes: number): ArrayBufferLike } =
  typeof SharedArrayBuffer === "function" ? SharedArrayBuffer : ArrayBuffer

export function float64Column(length: number): Float64Array {
  return new Float64Array(new Backing(length * 8))
}

export function int32Column(length: number): Int32Array {
  return new Int32Array(new Backing(length * 4))
}

export function uint8Column(length: number): Uint8Array {
  return new Uint8Array(new Backing(length))
}

export type Column = Float64Array | Int32Array | Uint8Array

/** An empty column of the same kind. */
export function columnLike<T extends Column>(column: T, length: number): T
export function columnLike(column: Column, length: number): Column {
  if (column instanceof Float64Array) return float64Column(length)
  return column instanceof Int32Array ? int32Column(length) : uint8Column(length)
}

/** A column that grows by doubling while it is filled; `finish` copies it once, to its exact length. */
export class GrowingColumn<T extends Column> {
  length = 0
  #make: (length: number) => T
  #values: T

  constructor(make: (length: number) => T, capacity = 64) {
    this.#make = make
    this.#values = make(capacity)
  }

  push(value: number): number {
    if (this.length === this.#values.length) this.#grow()
    this.#values[this.length] = value
    return this.length++
  }

  /** Appends the values that `source` has in these rows. */
  pushRows(source: Column, rows: Int32Array): void {
    while (this.length + rows.length > this.#values.length) this.#grow()
    const values = this.#values
    const shift = this.length
    for (let i = 0; i < rows.length; i++) values[shift + i] = source[rows[i]]
    this.length += rows.length
  }

  /** Appends one value many times. */
  pushTimes(value: number, times: number): void {
    while (this.length + times > this.#values.length) this.#grow()
    this.#values.fill(value, this.length, this.length + times)
    this.length += times
  }

  at(index: number): number {
    return this.#values[index]
  }

  set(index: number, value: number): void {
    this.#values[index] = value
  }

  /** Makes room for so many values in all, when their number is known. */
  reserve(length: number): void {
    if (length <= this.#values.length) return
    const wider = this.#make(length)
    wider.set(this.#values.subarray(0, this.length))
    this.#values = wider
  }

  /** The values, in a column that is not longer; nothing may be added afterwards. */
  finish(): T {
    if (this.#values.length === this.length) return this.#values
    const exact = this.#make(this.length)
    exact.set(this.#values.subarray(0, this.length))
    return exact
  }

  #grow(): void {
    const wider = this.#make(this.#values.length * 2)
    wider.set(this.#values)
    this.#values = wider
  }
}

/** A column of which most tables have no value: it takes memory from the first value on that differs from `absent`. */
export class OptionalColumn<T extends Column> {
  readonly #make: (length: number) => T
  readonly #absent: number
  #column: GrowingColumn<T> | undefined
  #expected = 64

  constructor(make: (length: number) => T, absent: number) {
    this.#make = make
    this.#absent = absent
  }

  /** How many rows there will be, if a value comes. */
  reserve(length: number): void {
    this.#expected = length
    this.#column?.reserve(length)
  }

  /** The value of a row; rows are told in ascending order, those left out are absent. */
  set(row: number, value: number): void {
    if (this.#column === undefined) {
      if (value === this.#absent) return
      this.#column = new GrowingColumn(this.#make, this.#expected)
    }
    while (this.#column.length < row) this.#column.push(this.#absent)
    this.#column.push(value)
  }

  /** The values that `source` has in these rows, for the rows from `first` on. */
  setRows(first: number, source: Column, rows: Int32Array): void {
    if (this.#column === undefined) {
      let isAbsent = true
      for (let i = 0; i < rows.length && isAbsent; i++) isAbsent = source[rows[i]] === this.#absent
      if (isAbsent) return
      this.#column = new GrowingColumn(this.#make, this.#expected)
    }
    while (this.#column.length < first) this.#column.push(this.#absent)
    this.#column.pushRows(source, rows)
  }

  /** Of that length; undefined where every row is absent. */
  finish(length: number): T | undefined {
    if (this.#column === undefined) return undefined
    while (this.#column.length < length) this.#column.push(this.#absent)
    return this.#column.finish()
  }
}
