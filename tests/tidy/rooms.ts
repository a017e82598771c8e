/** The house of ARCHITECTURE.md: which room may import which, and by which door. */
import { isTest, type Project, type Rule, type Violation } from "./project.ts"
import type { Import, SourceFile } from "./source.ts"

interface Room {
  readonly name: string
  /** Rooms it may import, each by its door. */
  readonly mayImport: readonly string[]
  /** The file by which it is entered; an index.ts if absent, its own or that of a folder in it. */
  readonly door?: string
}

/** Every room but cli, which nobody imports: its tests stand in it, or start it as a program. */
const everyDoor = ["sim", "sim/testing", "policies", "workloads", "lab", "lab/results", "reports", "tests"]

/** Longest name first, so that a path belongs to the innermost room. */
const rooms: readonly Room[] = [
  { name: "sim/testing", mayImport: ["sim"] },
  { name: "lab/results", mayImport: ["sim"] },
  { name: "notebooks", mayImport: ["reports", "lab/results"] },
  { name: "workloads", mayImport: ["sim"] },
  { name: "policies", mayImport: ["sim"] },
  { name: "reports", mayImport: ["lab/results"] },
  { name: "bench", mayImport: everyDoor },
  { name: "tests", mayImport: everyDoor, door: "tests/data.ts" },
  { name: "docs", mayImport: everyDoor },
  { name: "examples", mayImport: [] },
  { name: "lab", mayImport: ["policies", "workloads", "sim", "lab/results"] },
  { name: "cli", mayImport: ["reports", "lab", "lab/results", "workloads", "policies", "sim"] },
  { name: "sim", mayImport: [] },
]

/** Layers of sim/, top to bottom: a file may import its own folder and whatever stands on a lower line. */
const layers: readonly (readonly string[])[] = [
  ["index.ts"],
  ["simulation.ts"],
  ["mesos", "faults"],
  ["contracts"],
  ["cluster"],
  ["kernel"],
]

const roomOf = (path: string) => rooms.find(({ name }) => path.startsWith(`${name}/`))

const layerOf = (path: string) => {
  const [, folder = ""] = path.split("/")
  return { folder, height: layers.findIndex((names) => names.includes(folder)) }
}

/** All imports of one file by another, with the rooms on both sides. */
function* crossings(
  project: Project,
): Iterable<{ file: SourceFile; from: Room; to: Room; target: string; by: Import }> {
  for (const file of project.sources) {
    for (const by of file.imports) {
      const from = roomOf(file.path)
      const to = by.target === undefined ? undefined : roomOf(by.target)
      if (from !== undefined && to !== undefined) yield { file, from, to, target: by.target ?? "", by }
    }
  }
}

const violation = (file: SourceFile, by: Import, fix: string): Violation => ({
  file: file.path,
  line: by.line,
  found: `imports "${by.specifier}"`,
  fix,
})

/** A test may also use sim/testing, and the real data that tests/data.ts finds. */
const allowedFrom = (room: Room, path: string) =>
  isTest(path) ? [...room.mayImport, "sim/testing", "tests"] : room.mayImport

const isDoor = (room: Room, target: string) =>
  room.door ? target === room.door : target.endsWith("/index.ts")

export const roomRules: readonly Rule[] = [
  {
    name: "imports only go down",
    *find(project) {
      for (const { file, from, to, by } of crossings(project)) {
        const allowed = allowedFrom(from, file.path)
        if (from === to || allowed.includes(to.name)) continue
        const known = allowed.length === 0 ? "nothing outside itself" : `only ${allowed.join(", ")}`
        yield violation(file, by, `${from.name}/ may import ${known}. Hand the value in from above`)
      }
    },
  },
  {
    name: "a room is entered by its door",
    *find(project) {
      for (const { file, from, to, target, by } of crossings(project)) {
        // Inside sim the layers rule holds instead of doors; its own tests go to the helper they need.
        const inside = from === to || (from.name.startsWith("sim") && to.name.startsWith("sim"))
        if (inside || isDoor(to, target)) continue
        const door = to.door ?? `${to.name}/index.ts`
        yield violation(file, by, `Import it from ${door}, and export it there if it is missing`)
      }
    },
  },
  {
    name: "the layers of sim only look down",
    *find(project) {
      for (const { file, from, to, target, by } of crossings(project)) {
        if (from.name !== "sim" || to.name !== "sim" || isTest(file.path)) continue
        const [above, below] = [layerOf(file.path), layerOf(target)]
        if (above.folder === below.folder || (below.height > above.height && above.height >= 0)) continue
        const order = layers.map((names) => names.join(", ")).join(" → ")
        yield violation(file, by, `Allowed is ${order}. Move what both need to the lower of them`)
      }
    },
  },
  {
    name: "every file stands in a room",
    *find({ sources }) {
      for (const { path } of sources) {
        const inSim = roomOf(path)?.name !== "sim" || layerOf(path).height >= 0 || isTest(path)
        if (inSim && (roomOf(path) !== undefined || /^[\w-]+\.config\.ts$/.test(path))) continue
        const known = rooms.map(({ name }) => name).join(", ")
        yield {
          file: path,
          line: 1,
          found: "is in no room",
          fix: `Rooms: ${known}; layers: ${layers.flat().join(", ")}`,
        }
      }
    },
  },
  {
    name: "an import names a file that exists",
    *find({ sources, texts }) {
      for (const file of sources) {
        for (const by of file.imports) {
          if (by.target === undefined || texts.has(by.target) || !by.target.endsWith(".ts")) continue
          yield violation(file, by, "There is no such file; mend the path")
        }
      }
    },
  },
]
