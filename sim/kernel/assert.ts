/** A broken law of the simulated world: our mistake or a policy's, never the user's input. */
export class InvariantError extends Error {
  override readonly name = "InvariantError"
}

/**
 * States what must be true. `message` names the subject and the amounts; the simulation adds time and seed
 * on the way out, where they are known.
 */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(message)
}
