/** The text names no policy that can be run; the message says what was found, what is known and what is near. */
export class PolicyError extends Error {
  override readonly name = "PolicyError"
}
