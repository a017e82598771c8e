/** All hostile files. */
import { cellFiles } from "./cells.ts"
import { containerFiles } from "./containers.ts"
import type { HostileFile } from "./hostile-file.ts"
import { jsonFiles } from "./json.ts"
import { rowFiles } from "./rows.ts"

export const hostileFiles: readonly HostileFile[] = [
  ...containerFiles,
  ...rowFiles,
  ...cellFiles,
  ...jsonFiles,
]
