/**
 * What each agent has, as one row of columns: free, offered, used and capacity stand together, because whoever moves
 * an amount reads all four, and agents are visited in random order (one or two cache lines instead of four).
 */
import { scalarCount } from "./resources.ts"

/** Columns of an agent's row: amount of scalar k is at `agent * accountWidth + free + k`, and so on. */
export const free = 0
export const offered = scalarCount
export const used = 2 * scalarCount
export const capacity = 3 * scalarCount
export const accountWidth = 4 * scalarCount

/** In thousandths. Free is below zero where an agent shrank below what is used on it. */
export type Accounts = Float64Array
