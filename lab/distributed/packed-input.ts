/**
 * What trials are made from, as bytes that any machine unpacks to the same: a head in JSON, in which every column is a place,
 * and then the columns, each at a multiple of eight bytes.
 *
 *     "MESO" · length of the head (4 bytes) · head · columns, little-endian
 */
import { float64Column, int32Column, uint8Column } from "../../sim/index.ts"
import type { WorkloadSource } from "../experiment.ts"

type Column = Float64Array | Int32Array | Uint8Array

const magic = "MESO"
const headAt = 8
const align = (bytes: number) => Math.ceil(bytes / 8) * 8

const makers = { float64: float64Column, int32: int32Column, uint8: uint8Column }
type ColumnKind = keyof typeof makers

/** In the head, in place of a column. */
interface Place {
  readonly $column: readonly [kind: ColumnKind, offset: number, length: number]
}

export function packInput(source: WorkloadSource): Buffer {
  const columns: Uint8Array[] = []
  let size = 0
  const placed = JSON.stringify(source, (_, value: unknown) => {
    if (!isColumn(value)) return checked(value)
    const place: Place = { $column: [kindOf(value), size, value.length] }
    columns.push(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
    size += align(value.byteLength)
    return place
  })
  const head = Buffer.from(placed)
  const begin = align(headAt + head.length)
  const bytes = Buffer.alloc(begin + size)
  bytes.write(magic, 0, "latin1")
  bytes.writeUInt32LE(head.length, magic.length)
  head.copy(bytes, headAt)
  let at = begin
  for (const column of columns) {
    bytes.set(column, at)
    at += align(column.length)
  }
  return bytes
}

/** The columns are shared by all threads. Throws where `bytes` are none that were packed. */
export function unpackInput(bytes: Buffer): WorkloadSource {
  if (bytes.toString("latin1", 0, magic.length) !== magic) throw new Error("these bytes hold no workload")
  const headBytes = bytes.readUInt32LE(magic.length)
  const begin = align(headAt + headBytes)
  const head = bytes.toString("utf8", headAt, headAt + headBytes)
  return JSON.parse(head, (_, value: unknown) =>
    isPlace(value) ? columnAt(bytes, begin, value) : value,
  ) as WorkloadSource
}

function columnAt(bytes: Buffer, begin: number, { $column: [kind, offset, length] }: Place): Column {
  const column = makers[kind](length)
  const from = begin + offset
  new Uint8Array(column.buffer).set(bytes.subarray(from, from + column.byteLength))
  return column
}

function isColumn(value: unknown): value is Column {
  return value instanceof Float64Array || value instanceof Int32Array || value instanceof Uint8Array
}

function kindOf(column: Column): ColumnKind {
  if (column instanceof Float64Array) return "float64"
  return column instanceof Int32Array ? "int32" : "uint8"
}

/** JSON has no other numbers, and would lose them without a word. */
function checked(value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value))
    throw new Error(`a workload has the number ${value}, which cannot be sent`)
  return value
}

function isPlace(value: unknown): value is Place {
  return typeof value === "object" && value !== null && Array.isArray((value as Partial<Place>).$column)
}
