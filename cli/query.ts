/** `mesoscope query`: SQL over the tables of a results folder, by DuckDB, where it is installed. */
import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { buildCommand } from "@stricli/core"
import type { Context } from "./context.ts"
import { UsageError } from "./errors.ts"
import { fromHere, jsonFlag } from "./flags.ts"
import { leftAligned, printable } from "./text.ts"

interface Flags {
  readonly json: boolean
}

export const queryCommand = buildCommand<Flags, [string, string?], Context>({
  docs: {
    brief: "Ask the tables of a results folder in SQL",
    fullDescription:
      "Every Parquet file of the folder is a table of its name: select policy, avg(wait_p95_s) from trials group by policy. Needs DuckDB: npm install @duckdb/node-api.",
  },
  parameters: {
    flags: { json: jsonFlag },
    positional: {
      kind: "tuple",
      parameters: [
        { brief: "The question, in DuckDB's SQL", parse: String, placeholder: "SQL" },
        {
          brief: "The results folder; by default this one",
          parse: String,
          placeholder: "DIR",
          optional: true,
        },
      ],
    },
  },
  func: query,
})

async function query(this: Context, { json }: Flags, sql: string, folder = "."): Promise<void> {
  const tables = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".parquet")) : []
  if (tables.length === 0)
    throw new UsageError(
      `There is no table in "${fromHere(folder)}"; name a folder that run, compare or replay wrote.`,
    )
  const { DuckDBInstance } = await duckdb()
  const instance = await DuckDBInstance.create(":memory:")
  const connection = await instance.connect()
  try {
    for (const name of tables.sort())
      await connection.run(
        `create view ${quoted(name.replace(/\.parquet$/, ""), '"')} as from ${quoted(join(folder, name), "'")}`,
      )
    const reader = await connection.runAndReadAll(sql)
    const { stdout } = this.surroundings
    if (json) stdout.write(`${JSON.stringify(reader.getRowObjectsJson())}\n`)
    else {
      const rows = reader.getRowsJson().map((row) => row.map(cellText))
      stdout.write(
        `${leftAligned([reader.columnNames(), ...rows].map((row) => row.map(printable))).join("\n")}\n`,
      )
    }
  } catch (error) {
    throw new UsageError(
      `DuckDB: ${error instanceof Error ? error.message : String(error)}. Tables: ${tables.map((name) => name.replace(/\.parquet$/, "")).join(", ")}.`,
    )
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

async function duckdb() {
  try {
    return await import("@duckdb/node-api")
  } catch (error) {
    throw new UsageError(
      "DuckDB is not installed. Install it beside Mesoscope: npm install @duckdb/node-api",
      {
        cause: error,
      },
    )
  }
}

const quoted = (text: string, quote: string) => quote + text.replaceAll(quote, quote + quote) + quote

const cellText = (value: unknown) =>
  value === null ? "" : typeof value === "string" ? value : JSON.stringify(value)
