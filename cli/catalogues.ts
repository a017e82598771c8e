/** `mesoscope policies`, `frameworks`, `traces`: what can be chosen, with one line and a source each. */
import { buildCommand } from "@stricli/core"
import { placementCatalogue, policyCatalogue } from "../policies/index.ts"
import { frameworkCatalogue, syntheticModels, traceFormats } from "../workloads/index.ts"
import type { Context } from "./context.ts"
import { aligned } from "./text.ts"

interface Entry {
  readonly name: string
  readonly about: string
  readonly source: string
}

interface Flags {
  readonly json: boolean
}

export const policiesCommand = catalogue("List the policies, and the placements that stand after a plus", [
  ...policyCatalogue,
  ...placementCatalogue.map((entry) => ({ ...entry, name: `+${entry.name}` })),
])
export const frameworksCommand = catalogue(
  "List the frameworks: what is done with an offer",
  frameworkCatalogue,
)
export const tracesCommand = catalogue(
  "List the traces that can be read, and the workloads that can be drawn",
  [
    ...traceFormats.map(({ name, about, citation }) => ({ name, about, source: citation })),
    ...syntheticModels,
  ],
)

function catalogue(brief: string, entries: readonly Entry[]) {
  return buildCommand<Flags, [], Context>({
    docs: { brief },
    parameters: {
      flags: {
        json: { kind: "boolean", brief: "Print one JSON document", default: false, withNegated: false },
      },
    },
    func({ json }) {
      const plain = entries.map(({ name, about, source }) => ({ name, about, source }))
      this.surroundings.stdout.write(json ? `${JSON.stringify(plain)}\n` : text(plain))
    },
  })
}

function text(entries: readonly Entry[]): string {
  const names = aligned(entries.map(({ name }) => [name]))
  const indent = " ".repeat(Math.max(...entries.map(({ name }) => name.length)) + 2)
  return entries
    .map(({ about, source }, i) => `${names[i].padEnd(indent.length)}${about}\n${indent}${source}\n`)
    .join("")
}
