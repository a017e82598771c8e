/** For every rule, small projects that break it: a check that cannot fail checks nothing. */

interface Canary {
  /** The rule that must report it. */
  readonly rule: string
  readonly files: Readonly<Record<string, string>>
  /** The file that must be named. */
  readonly guilty: string
}

const breaks = (rule: string, guilty: string, text: string, others: Record<string, string> = {}): Canary => ({
  rule,
  guilty,
  files: { [guilty]: text, ...others },
})

export const canaries: readonly Canary[] = [
  breaks(
    "imports only go down",
    "policies/allocation/drf.ts",
    'import { greedy } from "../../workloads/index.ts"',
  ),
  breaks(
    "imports only go down",
    "workloads/frameworks/greedy.ts",
    'import type { P } from "../../policies/index.ts"',
  ),
  breaks("imports only go down", "sim/mesos/master.ts", 'export { drf } from "../../policies/index.ts"'),
  breaks("imports only go down", "lab/trial.ts", 'import "../cli/index.ts"'),
  breaks("imports only go down", "tests/whole.test.ts", 'import { app } from "../cli/index.ts"'),
  breaks("imports only go down", "lab/trial.ts", 'const page = import("../reports/index.ts")'),
  breaks("imports only go down", "reports/page.ts", 'import { trial } from "../lab/index.ts"'),
  breaks("imports only go down", "cli/main.ts", 'import { tiny } from "../sim/testing/index.ts"'),
  breaks("a room is entered by its door", "cli/main.ts", 'import { Ledger } from "../sim/cluster/ledger.ts"'),
  breaks(
    "a room is entered by its door",
    "lab/trial.ts",
    'import {\n  drf,\n} from "../policies/allocation/drf.ts"',
  ),
  breaks(
    "the layers of sim only look down",
    "sim/kernel/random.ts",
    'import { Ledger } from "../cluster/ledger.ts"',
  ),
  breaks(
    "the layers of sim only look down",
    "sim/mesos/master.ts",
    'import { storm } from "../faults/storm.ts"',
  ),
  breaks("the layers of sim only look down", "sim/contracts/view.ts", 'import type { X } from "../index.ts"'),
  breaks("every file stands in a room", "helpers/strings.ts", "export const x = 1"),
  breaks("every file stands in a room", "sim/utils/strings.ts", "export const x = 1"),
  breaks("an import names a file that exists", "lab/pool.ts", 'new URL("./worker.ts", import.meta.url)'),
  breaks("imports make no circle", "sim/cluster/a.ts", 'import { b } from "./b.ts"', {
    "sim/cluster/b.ts": 'import { a } from "./a.ts"',
  }),

  breaks("text becomes numbers by one grammar", "workloads/traces/mine.ts", "const x = Number(cell)"),
  breaks("text becomes numbers by one grammar", "workloads/imports/mine.ts", "const x = cells.map(Number)"),
  breaks(
    "text becomes numbers by one grammar",
    "workloads/traces/mine.ts",
    "const x = Number.parseFloat(cell)",
  ),
  breaks("randomness is given, never taken", "policies/allocation/random.ts", "const x = `${Math.random()}`"),
  breaks("randomness is given, never taken", "sim/kernel/random.test.ts", "const x = Math . random()"),
  breaks("time is given, never taken", "sim/mesos/master.ts", "const now = Date.now()"),
  breaks("time is given, never taken", "workloads/synthetic/laws.ts", "const t = performance.now()"),
  breaks("time is given, never taken", "policies/index.ts", 'const seed = process.env["SEED"]'),
  breaks("mathematics is exact", "workloads/synthetic/laws.ts", "const gap = -Math.log(u) / rate"),
  breaks("mathematics is exact", "workloads/synthetic/laws.ts", "const { exp } = Math"),
  breaks("mathematics is exact", "sim/kernel/math.ts", "const y = x ** 0.5"),
  breaks("mathematics is exact", "sim/kernel/math.ts", "const y = 2 ** x"),
  breaks("mathematics is exact", "sim/kernel/math.ts", "const y = 12 ** 3"),
  breaks(
    "order does not depend on the place",
    "policies/index.ts",
    "names.sort((a, b) => a.localeCompare(b))",
  ),
  breaks("order does not depend on the place", "sim/kernel/assert.ts", "const s = x.toLocaleString()"),
  breaks("order does not depend on the place", "sim/kernel/assert.ts", "const c = new Intl.Collator()"),
  breaks(
    "the world asks nothing of its host",
    "sim/kernel/digest.ts",
    'import { createHash } from "node:crypto"',
  ),
  breaks("the world asks nothing of its host", "sim/kernel/digest.ts", 'import { readFileSync } from "fs"'),
  breaks("the world asks nothing of its host", "policies/index.ts", "const cache = new WeakRef(view)"),
  breaks("the simulator never waits", "sim/simulation.ts", "async function run() {\n  await step()\n}"),

  breaks("no dead file", "sim/kernel/lonely.ts", "export const x = 1", {
    "sim/index.ts": "export const y = 1",
  }),
  breaks("no export that nobody imports", "sim/kernel/math.ts", "export function log(x: number) {}\nlog(1)", {
    "sim/mesos/master.ts": 'import { exp } from "../kernel/math.ts"',
  }),
  breaks("no export that nobody imports", "policies/index.ts", 'export { drf } from "./allocation/drf.ts"'),

  breaks("no test is switched off", "sim/kernel/math.test.ts", 'test.only("adds", () => {})'),
  breaks("no test is switched off", "sim/kernel/math.test.ts", 'describe.concurrent.skip("adds", () => {})'),
  breaks("no test is switched off", "sim/kernel/math.test.ts", 'test.todo("adds")'),
  breaks("every value has a type", "lab/trial.ts", "const rows: any[] = []"),
  breaks("every value has a type", "lab/trial.ts", "const rows = x as any"),
  breaks("the compiler is not silenced", "lab/trial.ts", "// @ts-ignore\nconst x: string = 1"),
  breaks("the compiler is not silenced", "lab/trial.ts", "// @ts-expect-error\nconst x: string = 1"),
  breaks("the compiler is not silenced", "lab/trial.ts", "// oxlint-disable-next-line no-console"),
  breaks("no note to self", "lab/trial.ts", ["/* TO", "DO: later */"].join("")),
  breaks("no hidden character", "README.md", "# Title\u200b"),
  breaks("no hidden character", "lab/trial.ts", "const x = 1\r\n"),
  breaks("no file is too long to read", "lab/trial.ts", "const x = 1\n".repeat(401)),
  breaks("no path of one machine", "bench/main.ts", ["const traces = '/wo", "rk/traces'"].join("")),

  breaks("a page has one title", "docs/policy.md", "# One\n\n# Two\n"),
  breaks("a page has one title", "docs/policy.md", "## Only a section\n"),
  breaks("a link leads somewhere", "docs/policy.md", "# Policy\n\nSee [drf](../policies/drf.ts).\n"),
  breaks("a link leads somewhere", "docs/policy.md", "# Policy\n\nSee [below](#below).\n"),
]

/** Breaks no rule, and comes near to several. */
export const innocent: Readonly<Record<string, string>> = {
  "package.json": '{ "bin": { "mesoscope": "dist/cli/main.js" } }',
  "README.md":
    "# Title\n\n[start](docs/start.md#the-first-run) and [web](https://example.org/x)\n\n```sh\n# a comment\n```\n",
  "docs/start.md": "# Start\n\n## The first run\n",
  "sim/index.ts": 'export * from "./kernel/math.ts"\nexport type { Law } from "./kernel/law.ts"\n',
  "sim/kernel/law.ts": "export interface Law {\n  readonly any: number\n}\n",
  "sim/kernel/math.ts": [
    "/** Not Math.log, nor Date.now(): import nothing from 'node:fs'. */",
    "export const root = (x: number) => Math.sqrt(x) * 2 ** 31 // Math.random() would be wrong",
    'export const text = `Date.now() ${root(1) / 2 / 3} ${`process ${root(2)}`} Intl` + "eval"',
    String.raw`export const pattern = /await ["'\/]${"`"} [/] Math.log/g`,
    "export const clock = { Date: root(4), at: point.process }",
    "",
  ].join("\n"),
  "cli/main.ts":
    'import { root, text, pattern, clock } from "../sim/index.ts"\nawait root(text, pattern, clock)\n',
  "sim/kernel/math.test.ts":
    "import { root } from \"./math.ts\"\n\ntest.skipIf(noData)('root', () => Math.exp(root(1)))\n",
}
