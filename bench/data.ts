import { existsSync } from "node:fs"
import { resolve } from "node:path"
import { fileURLToPath } from "node:url"

const project = fileURLToPath(new URL("../", import.meta.url))

const traces = resolve(project, process.env["MESOSCOPE_DATA"] ?? "../shared", "traces")

/** Ten joined parts of Google's cell of May 2011, 1.8 M rows, and its machines. */
export const googleTrace = resolve(traces, "google-2011/task_events-00000-00009.csv.gz")
export const googleMachines = resolve(traces, "google-2011/machine_events-part-00000-of-00001.csv.gz")

/** Says so if the data is not there; undefined if it is. */
export function missingGoogle(): string | undefined {
  const missing = [googleTrace, googleMachines].find((path) => !existsSync(path))
  return missing === undefined ? undefined : `not measured: there is no ${missing}; set MESOSCOPE_DATA`
}
