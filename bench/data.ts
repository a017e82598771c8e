import { existsSync } from "node:fs"
import { resolve } from "node:path"
import { fileURLToPath } from "node:url"

const project = fileURLToPath(new URL("../", import.meta.url))

const data = resolve(project, process.env["MESOSCOPE_DATA"] ?? "../shared")
const traces = resolve(data, "traces")

/** One day of jobs as the published Omega simulator ran them. */
export const omegaJobs = resolve(data, "expected/omega-workload-loaded.csv")

/** Ten joined parts of Google's cell of May 2011, 1.8 M rows, and its machines. */
export const googleTrace = resolve(traces, "google-2011/task_events-00000-00009.csv.gz")
export const googleMachines = resolve(traces, "google-2011/machine_events-part-00000-of-00001.csv.gz")

/** Says so if the data is not there; undefined if it is. */
export function missingGoogle(): string | undefined {
  const missing = [googleTrace, googleMachines].find((path) => !existsSync(path))
  return missing === undefined ? undefined : `not measured: there is no ${missing}; set MESOSCOPE_DATA`
}
