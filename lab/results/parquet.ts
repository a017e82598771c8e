/**
 * Tables as Parquet, by hyparquet-writer: Snappy in plain JavaScript, no time stamps, so the bytes are the same from
 * run to run. Written one row group at a time, so memory does not grow with the table.
 */
import { ByteWriter, type ColumnSource, ParquetWriter } from "hyparquet-writer"
import type { SchemaElement } from "hyparquet"
import type { Sink } from "./atomic-write.ts"
import { type Column, missing, type Table } from "./table.ts"

const rowsPerGroup = 1 << 16

export function writeParquet(table: Table, sink: Sink): void {
  const writer = new ByteWriter()
  const empty = () => {
    sink(writer.getBytes())
    writer.index = 0
  }
  const parquet = new ParquetWriter({
    writer,
    schema: [{ name: "root", num_children: table.columns.length }, ...table.columns.map(schemaOf)],
    createdBy: "mesoscope",
  })
  for (let first = 0; first < table.rowCount; first += rowsPerGroup) {
    const count = Math.min(rowsPerGroup, table.rowCount - first)
    const columnData = table.columns.map((column) => groupOf(column, first, count))
    done(parquet.write({ columnData, rowGroupSize: count }))
    empty()
  }
  done(parquet.finish())
  empty()
}

/** The writer promises something only if its bytes go somewhere slow; ours stay in memory. */
function done(result: void | Promise<void>): void {
  if (result !== undefined) throw new Error("Parquet was written later than expected")
}

/** Numbers with decimals are doubles, and whole numbers 64-bit integers: what every reader of Parquet knows. */
function schemaOf(column: Column): SchemaElement {
  const { name } = column
  switch (column.kind) {
    case "text":
      return { name, type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" }
    case "real":
      return { name, type: "DOUBLE", repetition_type: "OPTIONAL" }
    case "number": {
      const repetition_type = column.mayMiss ? "OPTIONAL" : "REQUIRED"
      return { name, type: column.decimals === 0 ? "INT64" : "DOUBLE", repetition_type }
    }
  }
}

function groupOf(column: Column, first: number, count: number): ColumnSource {
  const { name, at } = column
  switch (column.kind) {
    case "text": {
      const data = gather(count, (i) => textAt(column.texts, at(first + i)))
      return { name, data, statistics: false }
    }
    case "real":
      return { name, data: gather(count, (i) => realAt(at(first + i))), encoding: "PLAIN" }
    case "number": {
      if (column.decimals === 0) return { name, data: gather(count, (i) => wholeAt(at(first + i))) }
      const scale = column.decimals === 3 ? 1_000 : 1_000_000
      if (column.mayMiss) return { name, data: gather(count, (i) => scaledAt(at(first + i), scale)) }
      const data = new Float64Array(count)
      for (let i = 0; i < count; i++) data[i] = at(first + i) / scale
      return { name, data }
    }
  }
}

function gather<T>(count: number, at: (i: number) => T): T[] {
  const data = new Array<T>(count)
  for (let i = 0; i < count; i++) data[i] = at(i)
  return data
}

const textAt = (texts: readonly string[], text: number) => (text === missing ? null : texts[text])
const realAt = (value: number) => (Number.isNaN(value) ? null : value)
const wholeAt = (value: number) => (value === missing ? null : BigInt(value))
const scaledAt = (value: number, scale: number) => (value === missing ? null : value / scale)
