/** The frameworks by the name of their behaviour. */
import type { FrameworkFactory } from "../../sim/index.ts"
import { gang } from "./gang.ts"
import { greedy } from "./greedy.ts"
import { oneByOne } from "./one-by-one.ts"

export interface FrameworkEntry {
  readonly name: string
  readonly about: string
  readonly source: string
  readonly make: FrameworkFactory
}

export const frameworkCatalogue: readonly FrameworkEntry[] = [
  {
    name: "greedy",
    about: "takes of every offer what fits, declines the rest for 5 s, suppresses when idle",
    source: "Mesos, app-framework-development-guide",
    make: greedy,
  },
  {
    name: "gang",
    about:
      "starts all tasks of a stage together or none; pauses 5 to 160 s where they do not fit; never hoards offers",
    source: "rigid parallel jobs of the Standard Workload Format, Feitelson",
    make: gang,
  },
  {
    name: "one-by-one",
    about: "takes one task out of every offer and asks again: worked examples on one great machine",
    source: "Ghodsi et al., NSDI 2011, Algorithm 1",
    make: oneByOne,
  },
]

/** The framework of that behaviour. Throws a RangeError that lists the known ones. */
export function frameworkNamed(behaviour: string): FrameworkFactory {
  const entry = frameworkCatalogue.find(({ name }) => name === behaviour)
  if (entry !== undefined) return entry.make
  const known = frameworkCatalogue.map(({ name }) => name).join(", ")
  throw new RangeError(`Unknown framework "${behaviour}". Known: ${known}.`)
}
