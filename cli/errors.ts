/** Errors as users meet them: what is said, and the exit code of spec/interface.md. */
import { PolicyShapeError, RedisError, ReproductionError, ResultsFolderError } from "../lab/index.ts"
import { PolicyError } from "../policies/index.ts"
import { InvariantError } from "../sim/index.ts"
import { InputError, TraceError } from "../workloads/index.ts"
import { printable } from "./text.ts"

export const exitCodes = {
  fine: 0,
  /** The result is usable, but rows of the input were skipped; how many is printed. */
  usableWithSkips: 1,
  userError: 2,
  brokenInvariant: 3,
  /** What was to be shown is not so: a published value that ours differs from. */
  thresholdBroken: 99,
  interrupted: 130,
} as const

/** Something is wrong in what the user asked for; the message says what, and what would be right. */
export class UsageError extends Error {
  override readonly name = "UsageError"
}

/** An invariant broke while this command ran. */
export class BrokenRunError extends Error {
  override readonly name = "BrokenRunError"

  constructor(cause: InvariantError, command: string) {
    super(
      `${cause.message} This is a mistake in Mesoscope or in the policy, not in your input.\nRun: ${command}`,
      {
        cause,
      },
    )
  }
}

const userErrors = [
  UsageError,
  InputError,
  TraceError,
  PolicyError,
  PolicyShapeError,
  RedisError,
  ReproductionError,
  ResultsFolderError,
]

export function exitCodeOf(error: unknown): number {
  return userErrors.some((kind) => error instanceof kind) || isSystemError(error)
    ? exitCodes.userError
    : exitCodes.brokenInvariant
}

/** One message without a stack for the user's mistakes; all that is known for ours. */
export function describeError(error: unknown): string {
  if (error instanceof BrokenRunError || exitCodeOf(error) === exitCodes.userError)
    return `mesoscope: ${printable((error as Error).message)}`
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `mesoscope: a mistake in Mesoscope: ${printable(text)}`
}

/** The file system said no (full, forbidden, missing): Node's errors with a code. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error && "code" in error
}
