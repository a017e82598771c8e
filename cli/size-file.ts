/** A sizing question in a file: YAML whose keys are the flags of `mesoscope size`, `paths` from the file's own folder. */
import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { parse, YAMLParseError } from "yaml"
import { unknown } from "../sim/index.ts"
import { UsageError } from "./errors.ts"
import { fromHere } from "./paths.ts"

const keys =
  "slo load trace paths machines reshape policy shape shapes until warm-up seed pilot runs most-runs confidence most misfits failure racks have growth prices".split(
    " ",
  )

/** The arguments as they are, or, of `size FILE.yaml …`, with what is in the file before the others. Throws UsageError. */
export function withSizeFile(args: readonly string[]): readonly string[] {
  const [command, file, ...rest] = args
  if (command !== "size" || file === undefined || !/\.ya?ml$/.test(file)) return args
  const asked = read(file)
  const words = Object.entries(asked).flatMap(([key, value]) => {
    if (!keys.includes(key)) throw new UsageError(`${fromHere(file)}: ${unknown("key", key, keys)}`)
    const values = (Array.isArray(value) ? value : [value]).map(String)
    if (key === "paths") return values.map((path) => join(dirname(file), path))
    return key === "slo" ? values.flatMap((one) => ["--slo", one]) : [`--${key}`, values.join(",")]
  })
  return [command, ...words, ...rest]
}

function read(file: string): object {
  try {
    const value: unknown = parse(readFileSync(file, "utf8"))
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error
    throw new UsageError(`${fromHere(file)}: ${error.message}`)
  }
  throw new UsageError(`${fromHere(file)} is no question; write for example slo: wait.p95<30s.`)
}
