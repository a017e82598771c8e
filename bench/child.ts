import { execFileSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs"
import { SourceMap } from "node:module"
import { tmpdir } from "node:os"
import { dirname, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { buildSync } from "esbuild"
import { type CpuProfile, type PlaceOf, topFunctions } from "./profile.ts"

/**
 * A program of this folder, built into one plain file: a run of it is measured without the loader that runs the
 * benches themselves. It takes one JSON argument and prints one JSON document.
 */
export interface Child<Request, Answer> {
  ask(request: Request): Answer
  /** The same under V8's sampling profiler, with the functions where most time went, one line each. */
  profile(request: Request, count: number): { answer: Answer; top: string[] }
  /** Deletes what was built. */
  close(): void
}

/**
 * Builds `program`, a file of this folder. Packages with machine code cannot be built in: those named in `external` are
 * found where the project has them. The caller must close it.
 */
export function buildChild<Request, Answer>(
  program: string,
  external: readonly string[] = [],
): Child<Request, Answer> {
  // Within the project where it must find packages of the project.
  const place = external.length === 0 ? tmpdir() : join(project, "node_modules")
  const folder = realpathSync(mkdtempSync(join(place, ".mesoscope-bench-")))
  const built = join(folder, "program.mjs")
  buildSync({
    entryPoints: [fileURLToPath(new URL(program, import.meta.url))],
    outfile: built,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external: [...external],
    sourcemap: "external",
    // Bundled CommonJS packages ask for node's own modules by require, which a module has not.
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url)',
    },
    logLevel: "warning",
  })
  const ask = (request: Request, nodeFlags: readonly string[] = []) =>
    JSON.parse(
      execFileSync(process.execPath, [...nodeFlags, built, JSON.stringify(request)], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "inherit"],
      }),
    ) as Answer
  return {
    ask: (request) => ask(request),
    profile(request, count) {
      const answer = ask(request, ["--cpu-prof", `--cpu-prof-dir=${folder}`])
      return { answer, top: topFunctions(profileIn(folder), placesIn(`${built}.map`), count) }
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function profileIn(folder: string): CpuProfile {
  const [name] = readdirSync(folder).filter((file) => file.endsWith(".cpuprofile"))
  return JSON.parse(readFileSync(join(folder, name), "utf8")) as CpuProfile
}

/** Our own file and line behind a place in the built one. */
function placesIn(mapFile: string): PlaceOf {
  const map = new SourceMap(JSON.parse(readFileSync(mapFile, "utf8")))
  return (line, column) => {
    const entry = map.findEntry(line, column)
    if (!("originalSource" in entry)) return undefined
    const file = relative(project, resolve(dirname(mapFile), entry.originalSource))
    return `${file}:${entry.originalLine + 1}`
  }
}

const project = fileURLToPath(new URL("../", import.meta.url))
