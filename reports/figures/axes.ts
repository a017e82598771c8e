/** Axes whose ticks are round numbers in units that people use, and whose labels never touch. */
import { ticks as niceTicks } from "d3"
import { fixed, timeScale } from "../numbers.ts"
import { textWidth } from "../text-width.ts"
import { labelSize } from "../theme.ts"

export interface Axis {
  readonly scale: "linear" | "symlog"
  readonly domain: readonly [number, number]
  readonly ticks: readonly { readonly value: number; readonly label: string }[]
  readonly title: string
  /** False where the axis only names rows. */
  readonly grid?: boolean
}

interface Room {
  /** Pixels from end to end. */
  readonly length: number
  /** Along a vertical axis labels need their height, else their width. */
  readonly vertical?: boolean
}

/** Where `value` lies, in pixels from the low end. */
export function pixelOf(axis: Axis, value: number, length: number): number {
  const warp = axis.scale === "symlog" ? symlog : (x: number) => x
  const [lo, hi] = axis.domain.map(warp)
  return hi === lo ? 0 : ((warp(value) - lo) / (hi - lo)) * length
}

/** As Vega's symlog scale with constant 1: linear near zero, so that a wait of nothing has its place. */
export const symlog = (value: number) => Math.sign(value) * Math.log1p(Math.abs(value))
export const unSymlog = (value: number) => Math.sign(value) * Math.expm1(Math.abs(value))

const timeSteps = {
  s: [1, 2, 5, 10, 15, 30, 60],
  min: [1, 2, 5, 10, 15, 30, 60, 120],
  h: [1, 2, 3, 6, 12, 24, 48],
  d: [1, 2, 5, 7, 14, 28, 56, 112, 365],
}

/** Time since the beginning; values are seconds. */
export function timeAxis(end_s: number, room: Room): Axis {
  const { unit, size } = timeScale(end_s)
  const steps = timeSteps[unit as keyof typeof timeSteps]
  const fits = (step: number) => {
    const last = fixed(Math.floor(end_s / size / step) * step, 0)
    return ((step * size) / end_s) * room.length >= labelLength(last, room) + 14
  }
  const step = steps.find(fits) ?? Math.max(1, Math.ceil(end_s / size / 2))
  const values = Array.from({ length: Math.floor(end_s / size / step + 1e-9) + 1 }, (_, i) => i * step)
  return {
    scale: "linear",
    domain: [0, Math.max(end_s, 1e-9)],
    ticks: values.map((value) => ({ value: value * size, label: fixed(value, 0) })),
    title: `time (${unit})`,
  }
}

/** Shares of 0 to 1, in per cent, from zero. */
export function shareAxis(max: number, title: string, room: Room): Axis {
  const axis = linearAxis([0, Math.max(max, 0.01)], title, room, percentTick)
  return max === 1 ? { ...axis, domain: [0, 1] } : axis
}

export const percentTick = (value: number, step: number) =>
  `${fixed(value * 100, step < 0.0095 ? (step < 0.00095 ? 2 : 1) : 0)} %`

/** Rows with names, the first at the top. */
export function rowAxis(names: readonly string[]): Axis {
  return {
    scale: "linear",
    domain: [names.length - 0.5, -0.5],
    ticks: names.map((label, value) => ({ value, label })),
    title: "",
    grid: false,
  }
}

/** Any number from `lo` to `hi`, a little more at the top, with ticks in round steps. */
export function linearAxis(
  [lo, hi]: readonly [number, number],
  title: string,
  room: Room,
  label: (value: number, step: number) => string = (value, step) =>
    fixed(value, step < 1 ? Math.min(6, Math.ceil(-Math.log10(step))) : 0),
): Axis {
  const reach = hi > lo ? hi - lo : 1
  const domain: readonly [number, number] = [lo, lo + reach * 1.04]
  for (let many = Math.max(2, Math.floor(room.length / 40)); ; many--) {
    const values = niceTicks(lo, lo + reach * 1.01, many)
    const step = values.length > 1 ? values[1] - values[0] : reach
    const ticks = values.map((value) => ({ value, label: label(value, step) }))
    const axis: Axis = { scale: "linear", domain, ticks, title }
    if (many <= 2 || apart(axis, room)) return axis
  }
}

/** Round times, the roundest first. */
const roundTimes = [
  [0, 1, 60, 3_600, 86_400],
  [10, 600, 36_000],
  [0.1, 604_800],
  [5, 30, 300, 1_800, 10_800, 259_200],
  [2, 20, 120, 1_200, 7_200, 21_600, 43_200, 172_800, 2_592_000],
  [3, 7, 15, 40, 50, 90, 180, 240, 420, 900, 2_400],
  Array.from({ length: 120 }, (_, i) => i),
]

/** Waits from `lo` to `hi` seconds on a scale that is logarithmic above a second; also below zero. */
export function durationAxis([lo, hi]: readonly [number, number], title: string, room: Room): Axis {
  const domain: readonly [number, number] = [lo, hi > lo ? hi : lo + 1]
  const empty: Axis = { scale: "symlog", domain, ticks: [], title }
  const ticks: { value: number; label: string; at: number; length: number }[] = []
  for (const times of roundTimes) {
    if (ticks.length >= 4 && times !== roundTimes[1]) break
    for (const time of times) {
      for (const value of time === 0 ? [0] : [time, -time]) {
        if (value < domain[0] || value > domain[1]) continue
        const label = value < 0 ? `−${shortTime(-value)}` : shortTime(value)
        const at = pixelOf(empty, value, room.length)
        const length = labelLength(label, room)
        const free = ticks.every((tick) => Math.abs(tick.at - at) >= (tick.length + length) / 2 + 8)
        if (free) ticks.push({ value, label, at, length })
      }
    }
  }
  return {
    ...empty,
    ticks: ticks.sort((a, b) => a.value - b.value).map(({ value, label }) => ({ value, label })),
  }
}

/** "90 s" rather than "1.5 min" would be exact; round times are short in the larger unit: "1 min", "3 h", "1 d". */
function shortTime(seconds: number): string {
  for (const [unit, size] of [
    ["d", 86_400],
    ["h", 3_600],
    ["min", 60],
  ] as const)
    if (seconds >= size && seconds % size === 0) return `${seconds / size} ${unit}`
  return `${fixed(seconds, seconds < 1 && seconds > 0 ? 1 : 0)} s`
}

function apart(axis: Axis, room: Room): boolean {
  return axis.ticks.every(({ value, label }, i) => {
    if (i === 0) return true
    const before = axis.ticks[i - 1]
    const gap = pixelOf(axis, value, room.length) - pixelOf(axis, before.value, room.length)
    return gap >= (labelLength(label, room) + labelLength(before.label, room)) / 2 + 8
  })
}

const labelLength = (label: string, { vertical = false }: Room) =>
  vertical ? labelSize + 4 : textWidth(label, { size: labelSize })
