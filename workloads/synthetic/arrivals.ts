/** When jobs arrive: rules that go from one arrival to the next, drawing from the stream they are given. */
import { assert, type Micros, microsPerSecond, type RandomStream } from "../../sim/index.ts"
import { exponential } from "./laws.ts"

export interface Arrivals {
  readonly name: string
  /** Jobs per second in the long run. */
  readonly rate: number
  /** The time of arrival number `index`, counted from 0, where the one before was at `previous` (0 at first). */
  readonly next: (stream: RandomStream, previous: Micros, index: number) => Micros
}

/** Independent arrivals, `rate` per second, above 0. */
export function poisson(rate: number): Arrivals {
  assert(rate > 0, `arrivals at a rate of ${rate} per second`)
  const gap = exponential(microsPerSecond / rate)
  return { name: "poisson", rate, next: (stream, previous) => previous + Math.round(gap.draw(stream)) }
}

const dayMicros = 86_400 * microsPerSecond

/**
 * Poisson arrivals whose rate swings around `rate` by ±`swing` (0 to 1) once a day, highest at 6 h, lowest at 18 h.
 * The swing is two parabolas, which need no sine. Source of the thinning: Lewis, Shedler, 1979.
 */
export function dailyRhythm(rate: number, swing: number): Arrivals {
  assert(rate > 0 && swing >= 0 && swing <= 1, `arrivals at a rate of ${rate} ± ${100 * swing} %`)
  const most = rate * (1 + swing)
  const candidate = exponential(microsPerSecond / most)
  return {
    name: "daily rhythm",
    rate,
    next: (stream, previous) => {
      let at = previous
      do at += Math.round(candidate.draw(stream))
      while (stream.next() * most >= rate * (1 + swing * dailyWave(at)))
      return at
    },
  }
}

/** Groups of `size` jobs at one instant; groups are Poisson, so that jobs come at `rate` per second. */
export function bursts(rate: number, size: number): Arrivals {
  assert(Number.isInteger(size) && size >= 1, `bursts of ${size} jobs`)
  const groups = poisson(rate / size)
  return {
    name: "bursts",
    rate,
    next: (stream, previous, index) => (index % size === 0 ? groups.next(stream, previous, index) : previous),
  }
}

/** A wave of mean 0 between −1 and 1 that comes again every day, highest at 6 h: a parabola up, a parabola down. */
export function dailyWave(now: Micros): number {
  const phase = (now % dayMicros) / dayMicros
  return phase < 0.5 ? 16 * phase * (0.5 - phase) : -16 * (phase - 0.5) * (1 - phase)
}
