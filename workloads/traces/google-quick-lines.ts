/**
 * Regular lines of Google's task_events in one pass over their bytes: nine digits or fewer for a task's number, the
 * other numbers below 10^15, requests as plain decimals, nothing quoted. Every other line is left to the plain way in
 * google-task-events.ts, and both make the same of any file.
 */
import { numberFromText } from "./numbers.ts"
import { ByteScanner } from "./byte-scanner.ts"
import { cpuThousandths, type GoogleTasks, memThousandths, unknown } from "./google-tasks.ts"
import type { QuickLines } from "./rows.ts"

const comma = 44
const newline = 10
const zero = 48
const nine = 57
const dot = 46

/** So many digits are exact, and one division of them rounds right; so many fit 32 bits. */
const mostDigits = 15
const mostIndexDigits = 9

/** Google's tails are some 40 bytes. */
const longestTail = 256

/** Cells from the user on. */
const commasOfRest = 6

const powersOfTen = Float64Array.from({ length: 16 }, (_, exponent) => numberFromText(`1e${exponent}`))

/** The cells of a line from the user on, with its newline: what the last new task was told by. */
class Tail {
  user = ""
  latencyClass = 0
  priority = 0
  cpus = 0
  mem = 0
  /** 0 or 1. */
  apart = 0
  readonly #bytes = new Uint8Array(longestTail)
  readonly view = new DataView(this.#bytes.buffer)
  /** Bytes of `view` that are the tail; 0 where it is too long to be kept. */
  length = 0

  keep(bytes: Uint8Array): void {
    this.length = bytes.length > longestTail ? 0 : bytes.length
    this.#bytes.set(bytes.subarray(0, this.length))
  }
}

export class GoogleQuickLines implements QuickLines {
  readonly #tasks: GoogleTasks
  readonly #scan = new ByteScanner()
  /** Tasks of a job come one after the other and ask for the same: nineteen of twenty new ones have the tail kept. */
  readonly #tail = new Tail()
  #bytes: Uint8Array = new Uint8Array()

  constructor(tasks: GoogleTasks) {
    this.#tasks = tasks
  }

  load(bytes: Uint8Array): void {
    this.#bytes = bytes
    this.#scan.load(bytes)
  }

  take(from: number): number {
    const scan = this.#scan
    const tasks = this.#tasks
    scan.at = from
    const at = scan.whole()
    if (at < tasks.lastTime || scan.at - from > mostDigits || scan.byte() !== comma) return -1
    const missing = scan.byte()
    if (missing !== comma && (missing < zero || missing > nine || scan.byte() !== comma)) return -1
    const idFrom = scan.at
    const id = scan.whole()
    if (id < 0 || scan.at - idFrom > mostDigits || scan.byte() !== comma) return -1
    const indexFrom = scan.at
    const index = scan.whole()
    if (index < 0 || scan.at - indexFrom > mostIndexDigits || scan.byte() !== comma) return -1
    scan.skipDigits()
    if (scan.byte() !== comma) return -1
    const what = scan.byte() - zero
    if (what < 0 || what > 8 || scan.byte() !== comma) return -1
    const task = tasks.find(id, index)
    if (task === unknown) return this.#takeNew(at, id, index, what)
    if (!tasks.hasRequest(task) || scan.skipLine() !== commasOfRest) return -1
    const apart = this.#apartBefore(scan.at)
    if (apart < 0) return -1
    tasks.event(task, what, at, apart)
    return scan.at + 1
  }

  /** The rest of a line that is the first of its task. */
  #takeNew(at: number, id: number, index: number, what: number): number {
    const tail = this.#tail
    const scan = this.#scan
    if ((tail.length === 0 || !scan.isSame(tail.view, tail.length)) && !this.#readTail()) return -1
    const tasks = this.#tasks
    let job = tasks.job(id)
    if (job === unknown) job = tasks.own({ id, user: tail.user, priority: tail.priority })
    const { latencyClass, priority } = tail
    const task = tasks.add({ job, number: index, latencyClass, priority, at, what })
    tasks.event(task, what, at, tail.apart)
    tasks.request(task, tail.cpus, tail.mem)
    return scan.at
  }

  /** Passes the cells from the user on and keeps them as the tail; false where they are not regular. */
  #readTail(): boolean {
    const bytes = this.#bytes
    const scan = this.#scan
    const tail = this.#tail
    const from = scan.at
    tail.length = 0
    const userEnd = this.#cellEnd(from)
    if (bytes[userEnd] !== comma) return false
    const latency = bytes[userEnd + 1] - zero
    if (!(latency >= 0 && latency <= 3) || bytes[userEnd + 2] !== comma) return false
    scan.at = userEnd + 3
    const band = scan.whole()
    const cpuFrom = scan.at + 1
    if (!(band >= 0 && band <= 11) || bytes[cpuFrom - 1] !== comma) return false
    const cpuEnd = this.#cellEnd(cpuFrom)
    if (bytes[cpuEnd] !== comma) return false
    const memEnd = this.#cellEnd(cpuEnd + 1)
    if (bytes[memEnd] !== comma) return false
    const diskEnd = this.#cellEnd(memEnd + 1)
    if (bytes[diskEnd] !== comma) return false
    const end = this.#cellEnd(diskEnd + 1)
    const cpu = shareIn(bytes, cpuFrom, cpuEnd)
    const mem = shareIn(bytes, cpuEnd + 1, memEnd)
    const apart = this.#apartBefore(end)
    if (bytes[end] !== newline || apart < 0 || !(cpu <= 1 && mem <= 1)) return false
    scan.at = end + 1
    tail.user = utf8(bytes.subarray(from, userEnd))
    tail.latencyClass = latency
    tail.priority = band
    tail.cpus = cpuThousandths(cpu)
    tail.mem = memThousandths(mem)
    tail.apart = apart
    tail.keep(bytes.subarray(from, scan.at))
    return true
  }

  /** Where the next comma or newline is. */
  #cellEnd(from: number): number {
    const bytes = this.#bytes
    let at = from
    while (bytes[at] !== comma && bytes[at] !== newline) at++
    return at
  }

  /** 0 or 1 where the cell that ends before `end` is empty, 0 or 1; −1 otherwise. */
  #apartBefore(end: number): number {
    const last = this.#bytes[end - 1]
    if (last === comma) return 0
    const isFlag = this.#bytes[end - 2] === comma && (last === zero || last === zero + 1)
    return isFlag ? last - zero : -1
  }
}

/** digits [. digits] of at most 15 digits, as the grammar of numbers has it; NaN otherwise. */
function shareIn(bytes: Uint8Array, from: number, to: number): number {
  let value = 0
  let decimals = -1
  if (to === from || to - from > mostDigits || bytes[from] === dot || bytes[to - 1] === dot) return Number.NaN
  for (let at = from; at < to; at++) {
    const byte = bytes[at]
    if (decimals >= 0) decimals++
    if (byte === dot && decimals < 0) decimals = 0
    else if (byte >= zero && byte <= nine) value = value * 10 + (byte - zero)
    else return Number.NaN
  }
  return decimals <= 0 ? value : value / powersOfTen[decimals]
}

const decoder = new TextDecoder()

function utf8(bytes: Uint8Array): string {
  return decoder.decode(bytes)
}
