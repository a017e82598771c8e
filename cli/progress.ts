/**
 * How far a long command is, on stderr: one line that is written over on a terminal, up to five times a second; a
 * line every five seconds elsewhere, so that logs stay short. Nothing at all for what is done in less.
 */
import type { Output } from "./output.ts"

const millisBetweenOnTerminal = 200
const millisBetweenInLog = 5000

export class Progress {
  readonly #output: Output
  readonly #clock: () => number
  #stage = ""
  #stageBegan = 0
  #lastShown: number
  #isShown = false

  /** `clock` gives milliseconds. */
  constructor(output: Output, clock: () => number) {
    this.#output = output
    this.#clock = clock
    this.#lastShown = clock()
  }

  /** `fraction` of the stage is done, 0 to 1; undefined where the whole is not known. */
  show(stage: string, fraction: number | undefined, detail = ""): void {
    const now = this.#clock()
    if (stage !== this.#stage) {
      this.#stage = stage
      this.#stageBegan = now
    }
    const between = this.#output.isTerminal ? millisBetweenOnTerminal : millisBetweenInLog
    if (now - this.#lastShown < between) return
    this.#lastShown = now
    const done = fraction === undefined ? "" : ` ${Math.floor(100 * Math.min(1, fraction))} %`
    const text = [`${stage}${done}`, detail, remaining(now - this.#stageBegan, fraction)].filter(
      (part) => part !== "",
    )
    this.#write(text.join(" · "))
  }

  /** Removes the line, so that what follows stands alone. */
  clear(): void {
    if (this.#isShown && this.#output.isTerminal) this.#output.write("\r\x1b[2K")
    this.#isShown = false
  }

  #write(text: string): void {
    this.#output.write(this.#output.isTerminal ? `\r\x1b[2K${text}` : `${text}\n`)
    this.#isShown = true
  }
}

/** The time left if all goes on as before: "about 40 s left". Nothing while it would be a guess. */
function remaining(elapsedMillis: number, fraction: number | undefined): string {
  if (fraction === undefined || fraction < 0.02 || elapsedMillis < 500) return ""
  const seconds = Math.ceil(((elapsedMillis / 1000) * (1 - fraction)) / fraction)
  return seconds < 100 ? `about ${seconds} s left` : `about ${Math.ceil(seconds / 60)} min left`
}
