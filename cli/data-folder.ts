/** Where third parties' data lies: published values and traces, which are no part of the project. */
import { existsSync } from "node:fs"
import { resolve } from "node:path"
import { fileURLToPath } from "node:url"

/** MESOSCOPE_DATA, or the folder "shared" beside the project. It need not exist. */
export function dataFolder(env: Readonly<Partial<Record<string, string>>>): string {
  const given = env["MESOSCOPE_DATA"]
  return given === undefined || given === "" ? resolve(projectFolder(), "../shared") : resolve(given)
}

/** The folder of package.json, which stands above both cli/ and dist/cli/. */
function projectFolder(): string {
  const root = ["../", "../../"]
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(new URL("package.json", url)))
  return fileURLToPath(root ?? new URL("../", import.meta.url))
}
