/**
 * Makes the hostile files in the folder that is named, all or those that are not large; prints their paths as JSON: null
 * where it is standard input, empty where it is left out.
 */
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { hostileFiles } from "./all.ts"

const [, , folder, which] = process.argv
const paths = hostileFiles.map(({ make, isLarge = false }, i) => {
  if (which === "small" && isLarge) return ""
  if (make === undefined) return null
  const own = join(folder, `hostile-${i}`)
  mkdirSync(own)
  return make(own)
})
process.stdout.write(JSON.stringify(paths))
