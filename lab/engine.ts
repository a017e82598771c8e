/** Which simulator made a result: a digest of all compiled code that can change a trial. */
import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { threadProgram } from "./thread-program.ts"

const rooms = ["lab", "policies", "sim", "workloads"]

let known: string | undefined

/** 32 hex digits, the same wherever the same program was built. Takes a moment, once. */
export function engineDigest(): string {
  return (known ??= digestOfRooms(
    fileURLToPath(new URL("../", threadProgram(new URL("./worker.ts", import.meta.url)))),
  ))
}

function digestOfRooms(top: string): string {
  const hash = createHash("sha256")
  for (const room of rooms)
    for (const name of readdirSync(join(top, room), { recursive: true, encoding: "utf8" }).sort())
      if (name.endsWith(".js")) hash.update(`${room}/${name}\0`).update(readFileSync(join(top, room, name)))
  return hash.digest("hex").slice(0, 32)
}
