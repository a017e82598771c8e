/** A TypeScript or JavaScript file that exports plain data: bundled and run once, under the same rules as a policy. */
import { bundled, nameOf, withDeadline } from "./load.ts"
import { exportsOf, PolicyShapeError } from "./script.ts"

/** Its default export. Throws PolicyShapeError where there is none or the file cannot be run. */
export async function loadDataFile(path: string): Promise<unknown> {
  const file = nameOf(path)
  const { code } = await bundled(file, path)
  let exported: unknown
  withDeadline(file, () => {
    exported = exportsOf({ file, code })["default"]
  })
  if (exported === undefined)
    throw new PolicyShapeError(
      `"${file}" has no default export; write: export default { workload: …, policies: … }.`,
    )
  return exported
}
