import type { CommandContext } from "@stricli/core"
import type { Surroundings } from "./output.ts"

/** What a command is run in. It sets `exitCode` if it ends well but not without reservations. */
export interface Context extends CommandContext {
  readonly surroundings: Surroundings
  exitCode?: number
}
