/** Paths as they are told: from the folder where the command was typed. */
import { isAbsolute, relative } from "node:path"

/** A path as it is written from here. */
export function fromHere(path: string): string {
  return path === "-" || !isAbsolute(path) ? path : relative(process.cwd(), path) || "."
}
