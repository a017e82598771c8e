/** How small a difference matters to nobody: a part of what the baseline has, and never less than a floor. */
import { InputError } from "../../workloads/index.ts"

export interface Zone {
  /** In the unit of the values; a difference nearer to 0 matters to nobody. */
  readonly size: number
  /** "5 %", "0.1 s". */
  readonly text: string
}

/** Of the baseline's mean, unless an experiment says otherwise. Source: spec/metrics-and-charts.md §2.4. */
export const usualMargin = 0.05

/** "2.5%" as 0.025. Throws InputError. */
export function parseMargin(text: string): number {
  const [, digits] = /^(\d{1,3}(?:\.\d{1,3})?)\s?%$/.exec(text.trim()) ?? []
  if (digits === undefined || Number(digits) > 100)
    throw new InputError(`"${text}" is no margin; write a part of the baseline's mean, from 0% to 100%: 5%.`)
  return Number(digits) / 100
}

export interface Scale {
  /** In the metric's unit. */
  readonly floor: number
  readonly unit: string
}

/** The part `margin` of the baseline's mean, or the metric's floor where that is more: 50 ms against nothing is no victory. */
export function zoneOf(margin: number, baselineMean: number, { floor, unit }: Scale): Zone {
  const part = margin * Math.abs(baselineMean)
  return part >= floor
    ? { size: part, text: `${+(100 * margin).toFixed(3)} %` }
    : { size: floor, text: floorText(floor, unit) }
}

function floorText(floor: number, unit: string): string {
  switch (unit) {
    case "share":
      return `${+(100 * floor).toFixed(3)} points`
    case "index":
      return String(floor)
    case "tasks":
      return floor === 1 ? "1 task" : `${floor} tasks`
    default:
      return `${floor} ${unit}`
  }
}
