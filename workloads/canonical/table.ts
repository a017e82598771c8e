/**
 * A table to be written, read cell by cell from where the numbers already stand. It has the shape of the results'
 * tables (lab/results/table.ts), of which workloads/ may not know: the command line hands the one to the writers of the other.
 */
export interface CanonicalTable {
  readonly name: string
  readonly rowCount: number
  readonly columns: readonly TableColumn[]
}

interface NamedColumn {
  readonly name: string
  readonly about: string
}

export type TableColumn =
  | (NamedColumn & {
      readonly kind: "number"
      /** Cells are in units of 10^−decimals. */
      readonly decimals: 0 | 3 | 6
      readonly at: (row: number) => number
      readonly mayMiss?: boolean
    })
  | (NamedColumn & { readonly kind: "real"; readonly at: (row: number) => number })
  | (NamedColumn & {
      readonly kind: "text"
      readonly texts: readonly string[]
      readonly at: (row: number) => number
    })

/** An empty cell of a number or text. */
export const emptyCell = -1
