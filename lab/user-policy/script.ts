/** A user's own policy as a script: what its file exports, in any thread. */
import { Script } from "node:vm"
import * as mesoscope from "../../sim/index.ts"
import type { ControlPlaneFactory, PlacementFactory, PolicyFactory } from "../../sim/index.ts"
import { withoutClocks } from "./clocks.ts"

/** A pure value: it can be sent to a worker, and says by itself what the policy does. */
export interface PolicyScript {
  /** As results name it: its file, relative to where the command was given, or plane+file. */
  readonly name: string
  readonly file: string
  /** The plane of the catalogue for which it places; it is a placement then, else it may be anything but one. */
  readonly plane?: string
  /** One CommonJS module that requires "mesoscope" and nothing else. */
  readonly code: string
  /** From `code` back to the user's lines, as JSON. */
  readonly sourceMap: string
}

/** The file is no policy; the message says why and what one looks like. */
export class PolicyShapeError extends Error {
  override readonly name = "PolicyShapeError"
}

/** What a file may be. The names are those of its export. */
export type OwnFactory =
  | { readonly kind: "policy"; readonly make: PolicyFactory }
  | { readonly kind: "placement"; readonly make: PlacementFactory }
  | { readonly kind: "plane"; readonly make: ControlPlaneFactory }

type Kind = OwnFactory["kind"]

const kinds: Readonly<Record<Kind, string>> = {
  policy: "an allocation policy (policy)",
  placement: "a placement policy (placement)",
  plane: "a control plane (plane)",
}

/**
 * Runs the script once and takes its factory. An export named policy, placement or plane says what it is; a default one,
 * or the only function, is what is wanted: a placement behind a plus, else an allocation policy. Throws PolicyShapeError.
 */
export function factoryOf(script: PolicyScript): OwnFactory {
  const found = exportedFactory(script)
  const { kind } = found
  if (script.plane === undefined && kind === "placement")
    throw shapeError(
      script.file,
      `is ${kinds.placement} and decides nothing by itself; write the plane that it places for: batch/easy+${script.file}`,
    )
  if (script.plane !== undefined && kind !== "placement")
    throw shapeError(
      script.file,
      `is ${kinds[kind]}; wanted behind ${script.plane}+ is ${kinds.placement}. Write ${script.file} alone`,
    )
  return found
}

function exportedFactory(script: PolicyScript): OwnFactory {
  const exported = exportsOf(script)
  const named = (Object.keys(kinds) as Kind[]).filter((kind) => exported[kind] !== undefined)
  if (named.length > 1)
    throw shapeError(
      script.file,
      `exports ${named.join(" and ")}; a file holds one, and the rest belongs into files of its own`,
    )
  const [kind] = named
  if (kind === undefined) return unnamed(script, exported)
  const make = exported[kind]
  if (typeof make !== "function")
    throw shapeError(script.file, `exports ${kind}, which is a ${typeof make}; wanted is a function`)
  return { kind, make } as OwnFactory
}

/** The default function, or the only one. */
function unnamed(script: PolicyScript, exported: Readonly<Record<string, unknown>>): OwnFactory {
  const kind = script.plane === undefined ? "policy" : "placement"
  const functions = Object.entries(exported).filter(([, value]) => typeof value === "function")
  const make = typeof exported["default"] === "function" ? exported["default"] : functions[0]?.[1]
  if (make !== undefined && (make === exported["default"] || functions.length === 1))
    return { kind, make } as OwnFactory
  const found =
    functions.length === 0
      ? `exports no function (${Object.keys(exported).join(", ") || "it exports nothing"})`
      : `exports ${functions.length} functions (${functions.map(([name]) => name).join(", ")})`
  throw shapeError(
    script.file,
    `${found}; wanted is one of the name policy, placement or plane, or a default one`,
  )
}

function shapeError(file: string, what: string): PolicyShapeError {
  return new PolicyShapeError(`"${file}" ${what}. See docs/writing-a-policy.md.`)
}

/** Runs the script once; what it exports. */
export function exportsOf(script: Pick<PolicyScript, "file" | "code">): Record<string, unknown> {
  const evaluate = new Script(`(function (module, exports, require) {${script.code}\n})`, {
    filename: script.file,
  }).runInThisContext() as (module: object, exports: object, require: (name: string) => unknown) => void
  const module: { exports: unknown } = { exports: {} }
  withoutClocks(script.file, () => evaluate(module, module.exports as object, () => mesoscope))
  return typeof module.exports === "object" && module.exports !== null
    ? (module.exports as Record<string, unknown>)
    : { default: module.exports }
}
