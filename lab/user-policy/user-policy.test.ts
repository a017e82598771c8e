/** Policies in files of their own: what can be loaded, and what is said of what cannot. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { InvariantError } from "../../sim/index.ts"
import { tiny } from "../../sim/testing/index.ts"
import { runTrial } from "../trial.ts"
import { withoutClocks } from "./clocks.ts"
import { loadPolicyFile } from "./load.ts"
import { factoryOf } from "./script.ts"

let folder = ""
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mesoscope-policy-"))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A file outside of the project, as a user's is. */
function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const world = tiny({
  agents: 2,
  cpus: 4,
  behaviour: "greedy",
  jobs: [
    { framework: "a", tasks: 10, lasts: 5, cpus: 1 },
    { framework: "b", tasks: 10, lasts: 5, cpus: 1 },
  ],
})

async function trialOf(path: string, plane?: string) {
  const policy = await loadPolicyFile(path, plane)
  const workload = { name: "tiny", provenance: "", ...world }
  return runTrial({ policy, seed: 1, load: "trace" }, workload, world.agents)
}

const greedyForFirst = `
  *allocate({ frameworks }, agents) {
    for (const agent of agents) {
      const [framework] = frameworks.eligible(agent)
      if (framework !== undefined) yield { agent, framework }
    }
  },`

test("a TypeScript file anywhere is a policy, with what it imports", async () => {
  file("helper.ts", `export const first = <T>(list: readonly T[]): T | undefined => list[0]`)
  const path = file(
    "own.ts",
    `import type { PolicyFactory } from "mesoscope"
     import { assert } from "mesoscope"
     import { first } from "./helper.ts"
     export const own: PolicyFactory = ({ random }) => {
       assert(random.stream("own").next() < 1, "a stream gives numbers below 1")
       return {
         name: "own",
         *allocate({ frameworks }, agents) {
           for (const agent of agents) {
             const framework = first(frameworks.eligible(agent))
             if (framework !== undefined) yield { agent, framework }
           }
         },
       }
     }`,
  )
  const result = await trialOf(path)
  expect(result.policy).toBe(relative(process.cwd(), path))
  expect(result.tasks.finished).toBe(20)
})

test("a JavaScript file with a default export is one, too", async () => {
  const path = file(
    "plain.mjs",
    `export default () => ({ name: "plain", ${greedyForFirst} })\nexport const other = () => 1`,
  )
  expect((await trialOf(path)).tasks.finished).toBe(20)
})

test("the template of the documentation runs", async () => {
  const result = await trialOf("examples/my-policy.ts")
  expect(result.policy).toBe("./examples/my-policy.ts")
  expect(result.tasks.finished).toBe(20)
})

test("the templates of a placement and of a control plane run, and twice alike", async () => {
  const placed = await trialOf("examples/my-placement.ts", "batch/easy")
  expect(placed.policy).toBe("batch/easy+./examples/my-placement.ts")
  expect(placed.tasks.finished).toBe(20)
  expect((await trialOf("examples/my-placement.ts", "batch/easy")).digest).toBe(placed.digest)
  const pods = await trialOf("examples/my-placement.ts", "kubernetes(qps=0)")
  expect(pods.policy).toBe("kubernetes+./examples/my-placement.ts(qps=0)")
  expect(pods.tasks.finished).toBe(20)
  const own = await trialOf("examples/my-plane.ts")
  expect(own.tasks.finished).toBe(20)
  expect((await trialOf("examples/my-plane.ts")).digest).toBe(own.digest)
})

test("what a file is stands in the name of its export, and what is wanted in where it is written", async () => {
  await expect(loadPolicyFile("examples/my-placement.ts")).rejects.toThrow(
    "is a placement policy (placement) and decides nothing by itself; write the plane that it places for: batch/easy+./examples/my-placement.ts",
  )
  await expect(loadPolicyFile("examples/my-plane.ts", "batch/easy")).rejects.toThrow(
    "is a control plane (plane); wanted behind batch/easy+ is a placement policy (placement)",
  )
  const both = file("both.ts", "export const policy = () => 1\nexport const plane = () => 1")
  await expect(loadPolicyFile(both)).rejects.toThrow("exports policy and plane; a file holds one")
  const number = file("number-of-planes.ts", "export const plane = 1")
  await expect(loadPolicyFile(number)).rejects.toThrow(
    "exports plane, which is a number; wanted is a function",
  )
  const unnamed = file("unnamed.ts", "export default () => 1")
  await expect(trialOf(unnamed, "batch/fcfs")).rejects.toThrow(
    "is no placement policy: its factory returns a number; wanted is { name, choose(task, among)",
  )
})

test("a policy of the user's own is told what changes, and what it does wrong then names its line", async () => {
  const listening = (body: string) => `export const own = () => {
    let asking = new Set<number>()
    return {
      name: "listening",
      changed(fact: { kind: string; framework: number }) {
        if (fact.kind === "frameworkRevived") ${body}
        if (fact.kind === "frameworkSuppressed") asking.delete(fact.framework)
      },
      *allocate(view: unknown, agents: Iterable<number>) {
        for (const agent of agents) for (const framework of asking) { yield { agent, framework }; break }
      },
    }
  }`
  const { tasks } = await trialOf(file("listening.ts", listening("asking.add(fact.framework)")))
  expect(tasks.finished).toBe(20)
  await expect(trialOf(file("wrong-fact.ts", listening("throw new Error('heard')")))).rejects.toThrow(
    /wrong-fact\.ts" failed: Error: heard, at .*wrong-fact\.ts:6/,
  )
})

test.each([
  ["nothing.ts", "const a = 1", "exports no function (it exports nothing)"],
  ["number.ts", "export const a = 1", "exports no function (a)"],
  ["two.ts", "export const a = () => 1\nexport const b = () => 2", "exports 2 functions (a, b)"],
  ["one.ts", "export const a = () => 1", "is no policy: its factory returns a number"],
  ["none.ts", "export const a = () => null", "is no policy: its factory returns null"],
  ["nameless.ts", "export const a = () => ({ allocate() {} })", "its policy has no name"],
  ["mute.ts", `export const a = () => ({ name: "mute" })`, "its policy has no function allocate"],
  ["wrong.ts", "export const a = (", "wrong.ts:1:19: Unexpected end of file"],
  [
    "files.ts",
    `import { readFileSync } from "node:fs"\nexport const a = readFileSync`,
    `Could not resolve "node:fs"`,
  ],
  ["early.ts", "throw new TypeError('too early')", "cannot be loaded: too early"],
  ["clock.ts", "const now = Date.now()\nexport const a = () => now", "reads the clock (Date)"],
])("%s is refused", async (name, text, message) => {
  await expect(loadPolicyFile(file(name, text))).rejects.toThrow(message)
  expect(typeof Date.now()).toBe("number")
})

test("a file that is not there is refused by name", async () => {
  await expect(loadPolicyFile("no-such-policy.ts")).rejects.toThrow(
    `There is no policy file "./no-such-policy.ts"`,
  )
})

test.each([
  ["throws", "throw new RangeError('no idea')", "no idea, at "],
  ["reads the clock", "yield { agent: Date.now() % 2, framework: 0 }", "reads the clock (Date)"],
  [
    "reads the time of the process",
    "yield { agent: performance.now(), framework: 0 }",
    "reads the clock (performance)",
  ],
  ["rolls dice", "yield { agent: Math.random() > 2 ? 1 : 0, framework: 0 }", "reads chance (Math.random)"],
  ["constructs a date", "yield { agent: new Date().getDay(), framework: 0 }", "reads the clock (Date)"],
])("a policy that %s stops its run, named with file and line", async (name, body, message) => {
  const path = file(
    `${name.replaceAll(" ", "-")}.ts`,
    `export const bad = () => ({\n  name: "bad",\n  *allocate(view: unknown, agents: Iterable<number>) {\n    ${body}\n  },\n})`,
  )
  const failure = trialOf(path)
  await expect(failure).rejects.toThrow(message)
  await expect(failure).rejects.toThrow(`policy "${relative(process.cwd(), path)}" failed`)
  await expect(failure).rejects.toThrow(/\.ts:4:\d+/)
  await expect(failure).rejects.toThrow(/t = 0 s, seed 1/)
})

test("the clocks come back, whatever happens", () => {
  expect(() => withoutClocks("a policy", () => Math.random())).toThrow(InvariantError)
  expect(Math.random()).toBeLessThan(1)
  expect(new Date().getTime()).toBeGreaterThan(0)
  expect(performance.now()).toBeGreaterThan(0)
})

test("the same file gives the same script", async () => {
  const once = await loadPolicyFile("examples/my-policy.ts")
  expect(await loadPolicyFile("./examples/my-policy.ts")).toEqual(once)
  expect(factoryOf(once).kind).toBe("policy")
})
