/** An experiment file in YAML, or in TypeScript, checked. */
import { readFileSync, statSync } from "node:fs"
import { extname } from "node:path"
import { InputError } from "../../workloads/index.ts"
import { loadDataFile } from "../user-policy/index.ts"
import { fromValue } from "./from-value.ts"
import { fromYaml } from "./from-yaml.ts"
import type { Located } from "./located.ts"
import { type ExperimentFile, experimentFrom } from "./table.ts"

/** `name` is the file in messages. Throws InputError with file, line and column. */
export async function loadExperimentFile(path: string, name: string): Promise<ExperimentFile> {
  return experimentFrom(await locatedIn(path, name))
}

async function locatedIn(path: string, name: string): Promise<Located> {
  const status = statSync(path, { throwIfNoEntry: false })
  if (status === undefined) throw new InputError(`There is no experiment "${name}".`)
  if (!status.isFile()) throw new InputError(`"${name}" is no file; an experiment is a .yaml or a .ts file.`)
  switch (extname(path)) {
    case ".yaml":
    case ".yml":
    case ".json":
      return fromYaml(readFileSync(path, "utf8"), name)
    case ".ts":
    case ".js":
    case ".mjs":
      return fromValue(await loadDataFile(path), name)
    default:
      throw new InputError(`"${name}" is no experiment by its ending; write it as .yaml, .json, .ts or .js.`)
  }
}
