/**
 * Real traces for tests. They are not part of the project: MESOSCOPE_DATA names the folder that holds `traces/`,
 * by default `../shared` beside the project. Where it is missing, tests that need it are skipped, visibly; with
 * MESOSCOPE_REQUIRE_DATA=1 they fail.
 */
import { existsSync } from "node:fs"
import { resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { describe } from "vitest"

const projectFolder = fileURLToPath(new URL("../", import.meta.url))

export const dataFolder = resolve(projectFolder, process.env["MESOSCOPE_DATA"] ?? "../shared")

/** "google-2011/machine_events…" → its path in the folder of traces. */
export function traceFile(path: string): string {
  return resolve(dataFolder, "traces", path)
}

const isThere = existsSync(resolve(dataFolder, "traces"))
const isRequired = process.env["MESOSCOPE_REQUIRE_DATA"] === "1"

/** `describe`, for tests that read real traces. */
// oxlint-disable-next-line vitest/valid-describe-callback, vitest/valid-title -- the rules take skipIf for a describe
export const describeWithData = describe.skipIf(!isThere && !isRequired)
