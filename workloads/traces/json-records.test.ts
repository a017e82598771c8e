import { Readable } from "node:stream"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { readJsonRecords } from "./json-records.ts"
import { type Json, JsonObject } from "./json-values.ts"

/** The file's bytes in chunks of `size`, as standard input. */
function stream(text: string | Uint8Array, size = 1 << 16): Readable {
  const bytes = Buffer.from(text as string)
  const chunks: Buffer[] = []
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size))
  return Readable.from(chunks.length === 0 ? [Buffer.alloc(0)] : chunks)
}

async function read(text: string | Uint8Array, records: readonly string[] = [], size?: number) {
  const visited: [string, unknown][] = []
  const rest = await readJsonRecords(
    "-",
    { records, visit: (record) => visited.push([record.path, plain(record)]) },
    { stdin: stream(text, size) },
  )
  return { visited, rest: plain(rest) }
}

function plain(value: Json): unknown {
  if (value instanceof JsonObject)
    return Object.fromEntries([...value.members].map(([key, member]) => [key, plain(member.value)]))
  return Array.isArray(value) ? value.map(plain) : value
}

test("records are visited one by one and left out of the rest", async () => {
  const text = '{"name": "c", "slaves": [{"id": "a"}, {"id": "b"}], "more": {"slaves": [{"id": "no"}]}}'
  const { visited, rest } = await read(text, ["slaves.*"])
  expect(visited).toEqual([
    ["slaves.0", { id: "a" }],
    ["slaves.1", { id: "b" }],
  ])
  expect(rest).toEqual({ name: "c", slaves: [], more: { slaves: [{ id: "no" }] } })
})

test("records may stand in records", async () => {
  const text = '{"frameworks": [{"tasks": [{"id": 1}, {"id": 2}], "name": "m"}]}'
  const { visited } = await read(text, ["frameworks.*", "frameworks.*.tasks.*"])
  expect(visited.map(([path]) => path)).toEqual([
    "frameworks.0.tasks.0",
    "frameworks.0.tasks.1",
    "frameworks.0",
  ])
})

test("whatever JSON writes is read as JSON reads it, wherever the chunks are cut", async () => {
  const names = fc
    .string({ unit: "grapheme" })
    .filter((name) => !/^(__proto__|constructor|prototype)$/.test(name))
  const values = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom(null, true, false),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
      fc.string({ unit: "grapheme" }),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(names, tie("value"), { maxKeys: 4, noNullPrototype: true }),
    ),
  })).value
  await fc.assert(
    fc.asyncProperty(
      values,
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom(0, 2),
      async (value, size, indent) => {
        const text = JSON.stringify(value, null, indent)
        expect((await read(text, [], size)).rest).toEqual(JSON.parse(text))
      },
    ),
    { numRuns: 150 },
  )
})

describe("what is wrong is refused where it stands", () => {
  test.each([
    ["", /standard input:1:1: the file ends early/],
    ["{", /the file ends early/],
    ["[1,\n 2 3]", /:2:4: here stands "3"; a comma or the end/],
    ["[1,]", /:1:4: here stands "\]"/],
    ['{"a" 1}', /:1:6: here stands "1"; a colon must stand here/],
    ['{"a": 1,}', /:1:9: here stands "}"/],
    ["[1] 2", /:1:5: here stands "2"; nothing more/],
    ["]", /:1:1: here stands "\]"/],
    ["{]", /:1:2: here stands "\]"/],
    ['{"a": 1, "a": 2}', /:1:10: the member "a" stands twice/],
    ['{"__proto__": {"x": 1}}', /:1:2: a member is called "__proto__"/],
    [String.raw`{"\u005f_proto__": 1}`, /a member is called "__proto__"/],
    ['{"constructor": 1}', /a member is called "constructor"/],
    ["[NaN]", /:1:2: here stands "NaN"/],
    ["[1e309]", /:1:2: here stands "1e309"/],
    ["[0x10]", /:1:2: here stands "0x10"/],
    ["[01]", /here stands "01"/],
    ["[+1]", /here stands "\+1"/],
    ["[.5]", /here stands ".5"/],
    ["[-]", /here stands "-"/],
    ["[tru]", /here stands "tru"/],
    ["['a']", /here stands "'"/],
    ['["a]', /a text is opened and never closed/],
    ['["a\nb"]', /:1:4: a text holds a control character/],
    [String.raw`["\x"]`, /a text holds a broken escape/],
    [String.raw`["\ud800"]`, /half of a character/],
    ["[".repeat(65), /:1:65: lists and objects are nested deeper than 64/],
  ])("%s", async (text, error) => {
    await expect(read(text)).rejects.toThrow(error)
    await expect(read(text, [], 1)).rejects.toThrow(error)
  })

  test("bytes that are no UTF-8", async () => {
    await expect(read(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]))).rejects.toThrow(/no UTF-8/)
  })

  test("a text of more than 1 MiB", async () => {
    await expect(read(`"${"a".repeat(2 << 20)}`)).rejects.toThrow(/longer than 1 MiB/)
  })

  test("more than a record may hold, however it is nested", async () => {
    await expect(read(`[${"0,".repeat(1_000_001)}0]`)).rejects.toThrow(/more is held at once/)
  })
})

test("a member of another kind is refused by its place and path", async () => {
  const visit = (record: JsonObject) => void record.object("resources").number("cpus")
  const text = '{"slaves": [\n  {"resources": {"cpus": "4"}}\n]}'
  const reading = readJsonRecords("-", { records: ["slaves.*"], visit }, { stdin: stream(text) })
  await expect(reading).rejects.toThrow(
    'standard input:2:26: column "slaves.0.resources.cpus" is "4"; cpus must be a number.',
  )
})
