/** Lines that go up or down in steps, one for each name: a picture of a few numbers that a cell has worked out. */
import { svg } from "./mesoscope.ts"

const width = 520
const height = 220
const left = 46
const bottom = 36
const colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7"]

export interface Stairs {
  /** What stands below, and at each step. */
  readonly label: string
  readonly steps: readonly (string | number)[]
  /** By name, a share for each step, 0 to 1. */
  readonly shares: Readonly<Record<string, readonly number[]>>
}

/** Shows them. */
export async function stairs({ label, steps, shares }: Stairs): Promise<void> {
  const wide = (width - left) / steps.length
  const y = (share: number) => (12 + (1 - share) * (height - bottom - 12)).toFixed(1)
  const x = (step: number) => (left + step * wide).toFixed(1)
  const lines = Object.entries(shares).map(([name, values], i) => {
    const path = values
      .map((share, step) => `${step === 0 ? "M" : "L"}${x(step)} ${y(share)}H${x(step + 1)}`)
      .join("")
    const end = values[values.length - 1] ?? 0
    return [
      `<path d="${path}" fill="none" stroke="${colours[i % colours.length]}" stroke-width="2.5"/>`,
      `<text x="${width + 6}" y="${Number(y(end)) + 4 + 12 * i}" fill="${colours[i % colours.length]}">${name}</text>`,
    ].join("")
  })
  const levels = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<path d="M${left} ${y(share)}H${width}" stroke="#ddd"/><text x="${left - 8}" y="${Number(y(share)) + 4}" text-anchor="end">${100 * share} %</text>`,
  )
  const names = steps.map(
    (step, i) =>
      `<text x="${(left + (i + 0.5) * wide).toFixed(1)}" y="${height - bottom + 16}" text-anchor="middle">${step}</text>`,
  )
  await svg(
    [
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width + 130} ${height}" width="${width + 130}" height="${height}" font-family="sans-serif" font-size="12">`,
      ...levels,
      ...names,
      `<text x="${(left + width) / 2}" y="${height - 4}" text-anchor="middle">${label}</text>`,
      ...lines,
      "</svg>",
    ].join("\n"),
  )
}
