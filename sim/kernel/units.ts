/**
 * Units and identities. A number that means something carries its unit in its type, so that a CPU cannot be
 * compared with a MiB, or an agent's index used for a task. The brands vanish at run time.
 */
declare const unit: unique symbol
type Branded<Name extends string> = number & { readonly [unit]?: Name }

/** Simulated time or a duration in whole microseconds, 0 to 2^53 − 1 (285 years). */
export type Micros = Branded<"µs">

/** An amount of one resource in whole thousandths of its unit (milli-CPU, milli-MiB, milli-GPU), as Mesos has it. */
export type Thousandths = Branded<"thousandths">

export type AgentId = Branded<"agent">
export type RoleId = Branded<"role">
export type FrameworkId = Branded<"framework">
export type JobId = Branded<"job">
export type StageId = Branded<"stage">
export type TaskId = Branded<"task">
export type OfferId = Branded<"offer">

export const microsPerSecond = 1_000_000

/** The end of time: a task with this duration never ends by itself, a limit with this value never comes. */
export const never: Micros = Number.MAX_SAFE_INTEGER

/** Whole microseconds of a number of seconds; rounds half up. Throws a RangeError unless finite and not negative. */
export function seconds(amount: number): Micros {
  const micros = Math.round(amount * microsPerSecond)
  if (!(micros >= 0 && micros <= never)) throw new RangeError(`${amount} s is no time a simulation can have`)
  return micros
}
