/** Policies as they should not be: what stands in the file, what it is chosen as, and what is said of it. */

export interface BadPolicy {
  readonly name: string
  readonly text: string
  /** The plane for which it is to place, where it is a placement. */
  readonly plane?: string
  readonly expected: RegExp
  /** It would take the thread, its memory or its end with it, so it runs only where a thread can be lost. */
  readonly needsThread?: true
}

/** An allocation policy whose run does this with each agent that someone may be offered. */
const allocation = (name: string, body: string, expected: RegExp): BadPolicy => ({
  name,
  expected,
  text: `const again = (depth) => again(depth + 1) + 1
export const policy = ({ random }) => ({
  name: "${name}",
  *allocate(view, agents) {
    const { frameworks, now } = view
    for (const agent of agents) {
      const [framework] = frameworks.eligible(agent)
      if (framework === undefined) continue
      ${body}
    }
  },
})`,
})

/** A placement for first come first served that chooses so. */
const placement = (name: string, choose: string, expected: RegExp, devices = "[]"): BadPolicy => ({
  name,
  expected,
  plane: "batch/fcfs",
  text: `export const placement = ({ board }) => ({
  name: "${name}",
  choose(task, among) { ${choose} },
  devices(task, agent) { return ${devices} },
})`,
})

/** A control plane that does this when a stage is ready. */
const plane = (name: string, stageReady: string, expected: RegExp): BadPolicy => ({
  name,
  expected,
  text: `export const plane = (world) => {
  const timer = world.declare("timer", () => world.at(world.now, timer, 0, 0))
  return {
    name: "${name}",
    stageReady(stage) { ${stageReady} },
    taskEnded() {},
    agentChanged() {},
  }
}`,
})

/** Whatever stands in the file. */
const whole = (name: string, text: string, expected: RegExp): BadPolicy => ({ name, text, expected })

const fine = "yield { agent, framework }"
/** Beside one that fills buffers, one that stands still may be ended in its place, and it after that. */
const stalls = /^nothing happened for \d+ s of the clock.* the policy loops or never answers$|out of memory/
/** On a busy machine collecting garbage takes longer than filling the heap does. */
const outOfMemory = /out of memory|^nothing happened for/
const reads = (what: string) => new RegExp(`failed: .*${what}.*, at .*:\\d+:\\d+ \\(t = `)

/** They are refused when they are loaded; no trial of them begins. */
export const refusedPolicies: readonly BadPolicy[] = [
  whole("throws-at-the-top", "throw new TypeError('too early')", /cannot be loaded: too early/),
  whole(
    "waits-at-the-top",
    "await 1\nexport const policy = () => 1",
    /:1:1: Top-level await is .*not supported/,
  ),
  whole(
    "reads-files",
    `import { readFileSync } from "node:fs"\nexport const policy = readFileSync`,
    /"node:fs"/,
  ),
  whole("is-no-program", "export const policy = (", /:1:\d+: Unexpected end of file/),
  whole("exports-nothing", "const policy = 1", /exports no function \(it exports nothing\)/),
  whole("gives-a-number", "export const policy = () => 7", /is no policy: its factory returns a number/),
  whole("gives-a-promise", `export const policy = async () => ({})`, /its factory returns a promise/),
  whole("has-no-allocate", `export const policy = () => ({ name: "x" })`, /has no function allocate/),
  whole("is-two", "export const policy = () => 1\nexport const plane = () => 1", /exports policy and plane/),
  whole("exits-at-the-top", "process.exit(0)", /reaches for the process it runs in \(process\)/),
  whole(
    "pollutes-at-the-top",
    "Array.prototype.map = () => []\nexport const policy = () => ({ name: 'x', *allocate() {} })",
    /it changes Array\.prototype\.map, which belongs to everybody/,
  ),
]

/** Their trial fails, and no other. */
export const badPolicies: readonly BadPolicy[] = [
  allocation("throws", "throw new RangeError('no idea')", reads("RangeError: no idea")),
  allocation("throws-a-text", "throw 'no idea'", /failed: threw "no idea"/),
  allocation("calls-itself", "again(0)", reads("Maximum call stack size exceeded")),
  allocation(
    "proposes-nan",
    "yield { agent: NaN, framework }",
    /proposes .*; wanted is \{ agent, framework \}/,
  ),
  allocation("proposes-nobody", "yield { agent, framework: 99 }", /proposes \{"agent":\d,"framework":99\}/),
  allocation("proposes-a-text", "yield 'agent 7'", /proposes "agent 7"/),
  allocation("offers-twice", `${fine}\n${fine}`, /\(t = \d+ s, seed 4, mesos\/offers-twice/),
  allocation("offers-too-much", "yield { agent, framework, bag: [1e9, 0, 0, 0] }", /\(t = \d+ s, seed 4/),
  allocation("offers-nan", "yield { agent, framework, bag: [NaN, 0, 0, 0] }", /\(t = \d+ s, seed 4/),
  allocation(
    "reads-the-date",
    "yield { agent: Date.now() % 2, framework }",
    reads("reads the clock \\(Date\\)"),
  ),
  allocation("rolls-dice", "if (Math.random() < 2) yield { agent, framework }", reads("reads chance")),
  allocation("sets-a-timer", `setTimeout(() => {}, 1); ${fine}`, reads("sets a timer \\(setTimeout\\)")),
  allocation("exits", "process.exit(0)", reads("reaches for the process")),
  allocation("calls-home", `fetch("http://localhost"); ${fine}`, reads("reaches for the network")),
  allocation(
    "pollutes-prototypes",
    `Object.prototype.framework = 0; ${fine}`,
    /it changes Object\.prototype\.framework, which belongs to everybody/,
  ),
  allocation(
    "leaves-a-global",
    `globalThis.count = (globalThis.count ?? 0) + 1; ${fine}`,
    /it changes globalThis\.count/,
  ),
  placement(
    "places-at-nan",
    "return NaN",
    /chooses agent NaN for task \d+; wanted is an id from 0 to 2, or -1/,
  ),
  placement("places-nowhere-known", "return 3", /chooses agent 3 for task \d+; wanted is an id from 0 to 2/),
  placement("places-on-full-agents", "return 0", /chooses agent 0 for task \d+, which it cannot hold now/),
  placement("gives-devices-away", "return 0", /gives task \d+ the devices \[0\] .* wanted are 0/, "[0]"),
  placement(
    "mutates-the-agents",
    "board.view.agents.capacity[0] += 1; board.view.jobs.taskDuration[task] = 1; return -1",
    /it wrote to jobs\.taskDuration\[0\], which is for reading only/,
  ),
  plane(
    "starts-twice",
    "world.launch(0, 0); world.launch(0, 1)",
    reads("starts task 0, which does not wait"),
  ),
  plane("starts-nan", "world.launch(NaN, 0)", reads("names task NaN; wanted is an id from 0")),
  plane(
    "goes-back-in-time",
    "world.at(world.now - 1, timer, 0, 0)",
    reads("schedules an event at -?\\d+ µs"),
  ),
  plane("answers-later", "return Promise.resolve()", /stageReady returns a promise; .* nothing may be async/),
  whole("is-no-plane", "export const plane = () => ({ name: 'x' })", /has no function stageReady/),
  whole(
    "is-an-empty-plane",
    "export const plane = () => null",
    /is no control plane: its factory returns null/,
  ),
  {
    name: "allocates-later",
    text: "export const policy = () => ({ name: 'x', async *allocate() {} })",
    expected: /allocate returns an async generator; wanted is a generator that answers at once/,
  },
  ...[
    allocation("loops", "for (;;);", stalls),
    allocation("never-answers", "for (;;) yield* []", stalls),
    allocation("matches-for-ever", "/^(a+)+$/.test('a'.repeat(64) + 'b')", stalls),
    plane("schedules-for-ever", "world.at(world.now, timer, 0, 0)", stalls),
    allocation("loops-afterwards", `Promise.resolve().then(() => { for (;;); }); ${fine}`, stalls),
    allocation(
      "fills-the-heap",
      "const all = []; for (;;) all.push(new Array(1e5).fill(agent))",
      outOfMemory,
    ),
    allocation(
      "fills-buffers",
      "const all = []; for (;;) all.push(new Uint8Array(1 << 24).fill(1))",
      /out of memory/,
    ),
    allocation(
      "remembers",
      `const { mesos } = require("mesoscope")
      mesos.runs = (mesos.runs ?? 0) + 1
      if (mesos.runs > 9) yield { agent, framework }`,
      /the same run decides otherwise a second time/,
    ),
  ].map((bad): BadPolicy => ({ ...bad, needsThread: true })),
]
