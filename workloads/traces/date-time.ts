/**
 * Points in time as logs write them: "2017-10-07 01:12:09", "2020-04-01T00:04:39", with or without fractions, "Z" or
 * an offset. A time without an offset is taken as UTC, so that a log means the same on every machine.
 */
import { numberFromText } from "./numbers.ts"
import { type Micros, microsPerSecond } from "../../sim/index.ts"

const grammar =
  /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,6})\d*)?(?:Z|([+-])(\d{2}):?(\d{2}))?$/

/** Microseconds since 1970; NaN for what is no date that exists, or before 1970. */
export function parseDateTime(text: string): Micros {
  const [whole, ...parts] = grammar.exec(text) ?? []
  if (whole === undefined) return Number.NaN
  const [year, month, day, hour, minute, second] = parts.slice(0, 6).map(numberFromText)
  const days = daysSince1970(year, month, day)
  if (Number.isNaN(days) || hour > 23 || minute > 59 || second > 60) return Number.NaN
  const [fraction = "", sign, offsetHours = "0", offsetMinutes = "0"] = parts.slice(6)
  const offset =
    (sign === "-" ? -60 : 60) * (60 * numberFromText(offsetHours) + numberFromText(offsetMinutes))
  const seconds = 86_400 * days + 3600 * hour + 60 * minute + second - offset
  const micros = seconds * microsPerSecond + numberFromText(fraction.padEnd(6, "0"))
  return micros < 0 ? Number.NaN : micros
}

const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function daysSince1970(year: number, month: number, day: number): number {
  if (year < 1970 || month < 1 || month > 12 || day < 1) return Number.NaN
  const isLeap = (y: number) => (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0
  const length = month === 2 && isLeap(year) ? 29 : daysOfMonth[month - 1]
  if (day > length) return Number.NaN
  const leapDays = (y: number) => Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400)
  let days = (year - 1970) * 365 + leapDays(year - 1) - leapDays(1969) + day - 1
  for (let m = 1; m < month; m++) days += daysOfMonth[m - 1]
  return month > 2 && isLeap(year) ? days + 1 : days
}
