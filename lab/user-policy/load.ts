/** From a user's file to a script that any worker can run. */
import { existsSync } from "node:fs"
import { isAbsolute, relative, resolve } from "node:path"
import { Script } from "node:vm"
import type { BuildFailure } from "esbuild"
import { createRandom, microsPerSecond } from "../../sim/index.ts"
import { keepBuiltIns } from "./built-ins.ts"
import { withoutClocks } from "./clocks.ts"
import { checkAllocation } from "./allocation.ts"
import { factoryOf, type PolicyScript, PolicyShapeError } from "./script.ts"

/**
 * Reads a policy file in TypeScript or JavaScript with all that it imports; "mesoscope" means this package wherever the
 * file stands. It is run once, to see that it is a policy; `plane` is that of the catalogue for which it is to place. Throws
 * PolicyShapeError with what is wrong.
 */
export async function loadPolicyFile(path: string, plane?: string): Promise<PolicyScript> {
  const file = nameOf(path)
  if (!existsSync(path))
    throw new PolicyShapeError(`There is no policy file "${file}" (looked in ${process.cwd()}).`)
  const bundle = await bundled(file, path)
  const script = plane === undefined ? { name: file, file, ...bundle } : placing(plane, file, bundle)
  withDeadline(file, () => {
    const { kind, make } = factoryOf(script)
    if (kind === "policy") checkAllocation(file, make({ random: createRandom(0), interval: microsPerSecond }))
  })
  return script
}

/** `kubernetes(qps=0)` and a file are `kubernetes+./file.ts(qps=0)`, as they would be of a placement of the catalogue. */
function placing(plane: string, file: string, bundle: Bundle): PolicyScript {
  return { name: plane.replace(/(?=\()|$/, () => `+${file}`), plane, file, ...bundle }
}

type Bundle = Pick<PolicyScript, "code" | "sourceMap">

/** The path from here, so that the same command gives the same name on another machine. */
export function nameOf(path: string): string {
  const here = isAbsolute(path) ? relative(process.cwd(), path) : relative(process.cwd(), resolve(path))
  return here.startsWith("..") ? here : `./${here}`
}

/** One CommonJS module. Throws PolicyShapeError where the file does not compile. */
export async function bundled(name: string, path: string): Promise<Bundle> {
  const { build } = await import("esbuild")
  try {
    const { outputFiles } = await build({
      entryPoints: [resolve(path)],
      bundle: true,
      write: false,
      outdir: process.cwd(),
      format: "cjs",
      platform: "neutral",
      mainFields: ["module", "main"],
      target: "node20",
      external: ["mesoscope"],
      sourcemap: "external",
      sourcesContent: false,
      logLevel: "silent",
    })
    const text = (ending: string) => outputFiles.find((file) => file.path.endsWith(ending))?.text ?? ""
    return { code: text(".js"), sourceMap: text(".map") }
  } catch (error) {
    const [first] = (error as Partial<BuildFailure>).errors ?? []
    if (first === undefined) throw error
    const { location, text } = first
    const place = location === null ? name : `${location.file}:${location.line}:${location.column + 1}`
    const hint = text.startsWith("Could not resolve")
      ? ` A policy imports "mesoscope" and its own files, and nothing of Node.`
      : ""
    throw new PolicyShapeError(`${place}: ${text.replace(/\.?$/, ".")}${hint}`, { cause: error })
  }
}

const deadlineMillis = 10_000
const errand = Symbol.for("mesoscope/errand")

/** Runs `body` for at most ten seconds of the clock: a file that loops when it is loaded is an error, not a hang. */
export function withDeadline(name: string, body: () => void): void {
  const asserted = keepBuiltIns(name)
  Reflect.set(globalThis, errand, body)
  try {
    const call = new Script(`globalThis[Symbol.for("mesoscope/errand")]()`)
    // Outside of the call, because what is cut off by its deadline runs no finally.
    withoutClocks(name, () => void call.runInThisContext({ timeout: deadlineMillis }))
  } catch (error) {
    if (error instanceof PolicyShapeError) throw error
    const isLate = (error as { code?: unknown }).code === "ERR_SCRIPT_EXECUTION_TIMEOUT"
    const why = isLate
      ? `it is not ready after ${deadlineMillis / 1000} s`
      : error instanceof Error
        ? error.message
        : String(error)
    throw new PolicyShapeError(`"${name}" cannot be loaded: ${why}.`, { cause: error })
  } finally {
    Reflect.deleteProperty(globalThis, errand)
    asserted()
  }
}
