/**
 * How a trial in a worker shows that it lives: two numbers in shared memory that it writes and the main thread reads,
 * without a message, so that a loop that never ends is seen from outside.
 */

/** What the main thread reads. */
export interface PulseReading {
  /** Grows with every fact and every minute of simulated time. */
  readonly beats: number
  /** 0 to 1. */
  readonly fraction: number
}

/** What the trial writes. */
export interface Pulse {
  begin(): void
  beat(): void
  /** `fraction` of the trial is done. */
  reach(fraction: number): void
  end(): void
}

/** A cache line each, so that workers do not take it from each other. */
const numbersPerPulse = 16
const beatsAt = 0
const fractionAt = 1
const whole = 1_000_000

export function pulsesFor(trials: number): SharedArrayBuffer {
  return new SharedArrayBuffer(trials * numbersPerPulse * Int32Array.BYTES_PER_ELEMENT)
}

export function pulseOf(pulses: SharedArrayBuffer, place: number): Pulse {
  const numbers = numbersOf(pulses, place)
  const reach = (fraction: number) => {
    Atomics.add(numbers, beatsAt, 1)
    Atomics.store(numbers, fractionAt, Math.floor(whole * Math.min(1, fraction)))
  }
  return {
    begin: () => reach(0),
    beat: () => void Atomics.add(numbers, beatsAt, 1),
    reach,
    end: () => reach(1),
  }
}

/** As if nothing had been written there yet, for the next trial. */
export function clearPulse(pulses: SharedArrayBuffer, place: number): void {
  const numbers = numbersOf(pulses, place)
  Atomics.store(numbers, beatsAt, 0)
  Atomics.store(numbers, fractionAt, 0)
}

export function readPulse(pulses: SharedArrayBuffer, place: number): PulseReading {
  const numbers = numbersOf(pulses, place)
  return { beats: Atomics.load(numbers, beatsAt), fraction: Atomics.load(numbers, fractionAt) / whole }
}

function numbersOf(pulses: SharedArrayBuffer, place: number): Int32Array {
  return new Int32Array(pulses, place * numbersPerPulse * Int32Array.BYTES_PER_ELEMENT, 2)
}
