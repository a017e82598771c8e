/**
 * A result table: named, typed columns that are read cell by cell from where the numbers already stand, so that a
 * table of a million tasks costs no memory. Names are snake_case with the unit last: `wait_s`, `mem_mib`.
 */
export interface Table {
  readonly name: string
  readonly rowCount: number
  readonly columns: readonly Column[]
}

interface NamedColumn {
  readonly name: string
  /** One line on what the numbers are, for the results folder's own description. */
  readonly about: string
}

/** Whole numbers, or whole multiples of 10^−decimals: µs are seconds with 6 decimals. Exact in CSV. */
export interface NumberColumn extends NamedColumn {
  readonly kind: "number"
  readonly decimals: 0 | 3 | 6
  /** The cell in units of 10^−decimals; `missing` for an empty cell. */
  readonly at: (row: number) => number
  /** True if a cell may be empty. */
  readonly mayMiss?: boolean
}

/** Measured numbers that are no whole multiple of anything; NaN for an empty cell. */
export interface RealColumn extends NamedColumn {
  readonly kind: "real"
  readonly at: (row: number) => number
}

/** One of a few texts, by its place in `texts`; `missing` for an empty cell. */
export interface TextColumn extends NamedColumn {
  readonly kind: "text"
  readonly texts: readonly string[]
  readonly at: (row: number) => number
}

export type Column = NumberColumn | RealColumn | TextColumn

/** An empty cell. Nothing that results hold is below zero, so the number is free. */
export const missing = -1
