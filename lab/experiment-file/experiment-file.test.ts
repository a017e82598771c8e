/** Experiment files: what they mean, and what is said of one that is wrong. */
import { format } from "prettier"
import { expect, test } from "vitest"
import { fromValue } from "./from-value.ts"
import { fromYaml } from "./from-yaml.ts"
import { experimentFrom, experimentSchema } from "./table.ts"

const read = (text: string) => experimentFrom(fromYaml(text, "e.yaml"))

const smallest = "workload: {trace: demo-day}\npolicies: drf\n"

test("the smallest experiment compares nothing at one point with ten seeds", () => {
  const { seeds, points, varied, policies, outputs } = read(smallest)
  expect(seeds).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect(varied).toEqual([])
  expect(points).toMatchObject([{ settings: [], agents: { value: "trace" }, roles: [] }])
  expect(policies.map(({ value }) => value)).toEqual(["drf"])
  expect(outputs).toEqual(["tables", "report"])
})

test("seeds may be a rule: so many at least and at most, until a mean is known", () => {
  const { seeds, rule } = read(`${smallest}seeds: {precision: 5%, of: wait.p95, at_least: 5, at_most: 60}\n`)
  expect([seeds.length, seeds[0], seeds.at(-1)]).toEqual([60, 1, 60])
  expect(rule).toEqual({
    of: "wait.p95",
    column: { role: undefined, name: "wait_p95_s" },
    unit: "time",
    isDifference: false,
    precision: "5%",
    relative: 0.05,
    absolute: 0.1,
    least: 5,
    most: 60,
  })
  expect(
    read(`${smallest}seeds: {precision: 2s, of: difference of wait(etl).mean, first: 7}\n`),
  ).toMatchObject({
    seeds: expect.objectContaining({ 0: 7, length: 100 }) as number[],
    rule: { isDifference: true, column: { role: "etl" }, relative: 0, absolute: 2, least: 10, most: 100 },
  })
  expect(read(smallest).rule).toBeUndefined()
})

test("the same experiment means the same in YAML and in TypeScript", () => {
  const value = {
    workload: { trace: "demo-day", load: 0.8 },
    policies: ["drf", "fifo"],
    seeds: { count: 3 },
    until: "6h",
    vary: { list: [{ load: "x2", "weight(etl)": 3 }] },
  }
  const plain = (file: ReturnType<typeof read>) =>
    JSON.stringify(file, (key, one: unknown) => (key === "place" || key === "where" ? undefined : one))
  const fromProgram = experimentFrom(fromValue(value, "e.ts"))
  expect(plain(fromProgram)).toBe(plain(read(JSON.stringify(value))))
  expect(fromProgram).toMatchObject({
    seeds: [1, 2, 3],
    points: [{ load: { times: 2 }, until: { micros: 21_600_000_000 }, roles: [{ text: "weight(etl) = 3" }] }],
  })
})

const valuesOf = (vary: string) =>
  read(`${smallest}vary: ${vary}`).points.map(({ settings }) => settings.map(({ value }) => value))

test("a grid is every combination, the last parameter varying fastest", () => {
  expect(valuesOf("{grid: {agents: [10, 20], load: [0.5, 1, x2]}}")).toEqual([
    [10, 0.5],
    [10, 1],
    [10, "x2"],
    [20, 0.5],
    [20, 1],
    [20, "x2"],
  ])
})

test("zipped lists stand side by side, and a list is what is written", () => {
  expect(valuesOf("{zip: {agents: [10, 20], load: [0.5, 1]}}")).toEqual([
    [10, 0.5],
    [20, 1],
  ])
  expect(valuesOf("{list: [{load: 1, until: 2h}, {until: 3h, load: 2}]}")).toEqual([
    [1, "2h"],
    [2, "3h"],
  ])
})

test("a Latin hypercube draws once from every part of every range", () => {
  const points = valuesOf(
    "{latin-hypercube: {count: 8, over: {load: {from: 0, to: 8}, agents: {from: 1, to: 8, step: whole}}}}",
  )
  const parts = (column: number) =>
    points.map((point) => Math.floor(Number(point[column]))).sort((a, b) => a - b)
  expect(parts(0)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  expect(parts(1)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
})

test("points drawn at random are the same for the same seed, and a parameter more moves no other", () => {
  const one = valuesOf("{random: {count: 5, seed: 3, over: {load: {from: 0.5, to: 1.5}}}}")
  const two = valuesOf("{random: {count: 5, seed: 3, over: {agents: [10, 20], load: {from: 0.5, to: 1.5}}}}")
  expect(two.map((point) => point[1])).toEqual(one.map((point) => point[0]))
  expect(new Set(one.map(String)).size).toBe(5)
  for (const [load] of one) expect(Number(load) >= 0.5 && Number(load) < 1.5).toBe(true)
})

test.each([
  ["policies: drf\n", 'e.yaml:1:1: The field "workload" is missing'],
  [`${smallest}sedes: 3\n`, 'e.yaml:3:1: Unknown field "sedes". Did you mean "seeds"?'],
  ["workload:\n  tarce: swf\npolicies: drf\n", 'e.yaml:2:3: Unknown field "tarce". Did you mean "trace"?'],
  [
    `${smallest}until: 30\n`,
    'e.yaml:3:8: "30" is no duration; write a number and a unit: 90s, 5m, 1h30m, 2d.',
  ],
  [`${smallest}warmup: always\n`, 'e.yaml:3:9: "always" is no warm-up; write auto, none or a time'],
  [`${smallest}warmpu: auto\n`, 'Did you mean "warmup"?'],
  [`${smallest}margin: 5\n`, 'e.yaml:3:9: "5" is no margin; write a part of the baseline\'s mean'],
  [`${smallest}seeds: -1\n`, "e.yaml:3:8: Found -1; it must be a whole number from 1 to 10000."],
  [`${smallest}seeds: {precision: 5%}\n`, 'e.yaml:3:8: The field "of" is missing'],
  [`${smallest}seeds: {precision: 5%, of: wiat.p95}\n`, 'e.yaml:3:28: "wiat.p95" is no mean'],
  [`${smallest}seeds: {precision: 5 s, of: jain}\n`, 'e.yaml:3:20: "5 s" is no precision of this mean'],
  [`${smallest}seeds: {precision: 5%, of: jain, at_mots: 9}\n`, 'Did you mean "at_most"?'],
  [`${smallest}seeds: {precision: 5%, of: jain, at_most: 9}\n`, "at_least 10 is more than at_most 9"],
  [`${smallest}seeds: 1.5\n`, "e.yaml:3:8: Found 1.5; it must be a whole number"],
  [`${smallest}outputs: [tabels]\n`, 'Did you mean "tables"?'],
  [`${smallest}vary:\n  grid:\n    load: [0.5, fast]\n`, 'e.yaml:5:17: "fast" is no load'],
  [
    `${smallest}vary:\n  grid:\n    agent: [5]\n`,
    'e.yaml:5:13: Unknown parameter "agent". Did you mean "agents"?',
  ],
  [`${smallest}vary:\n  gird:\n    load: [1]\n`, 'e.yaml:4:3: Unknown field "gird". Did you mean "grid"?'],
  [`${smallest}vary: {zip: {load: [1, 2], agents: [3]}}\n`, "agents has 1 values, and load 2"],
  [`${smallest}vary: {list: [{load: 1}, {agents: 3}]}\n`, "The first point does not set agents"],
  [
    `${smallest}vary: {grid: {load: [1]}, zip: {load: [1]}}\n`,
    "Write one of grid, zip, list, random, latin-hypercube here",
  ],
  [`${smallest}roles:\n  weight(etl): heavy\n`, 'weight(etl) is "heavy"; it must be a number above 0'],
  [
    `${smallest}roles:\n  wieght(etl): 2\n`,
    'e.yaml:4:3: Unknown setting "wieght(etl)". Did you mean "weight(etl)"?',
  ],
  [`${smallest}seeds: 3\nseeds: 4\n`, "e.yaml:4:1: Map keys must be unique"],
  ["workload: [\n", "e.yaml:2:1: "],
  ["", "The file is empty"],
  [`${smallest}__proto__: {polluted: 1}\n`, 'Unknown field "__proto__"'],
  [`${smallest}question: !!js/function x\n`, "e.yaml:3:11: Unresolved tag"],
  [`${smallest}until: .inf\n`, "it must be a text or a finite number"],
  [`a: &a [x]\nb: [${"*a,".repeat(101)}]\n`, "There are more than 100 aliases"],
  [`${"[".repeat(80)}${"]".repeat(80)}`, "This is more than 64 levels deep."],
])("%j is refused with its place and what would be right", (text, message) => {
  expect(() => read(text)).toThrow(message)
})

test("editors complete the file by the table that checks it", async () => {
  const text = await format(JSON.stringify(experimentSchema()), { parser: "json", printWidth: 110 })
  await expect(text).toMatchFileSnapshot("../../docs/experiment.schema.json")
})
