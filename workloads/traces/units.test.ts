import { describe, expect, test } from "vitest"
import { AgentTableBuilder, agentLost, amounts, JobTableBuilder, type Workload } from "../../sim/index.ts"
import { clusterOf } from "./clusters.ts"
import { parseShape } from "./shapes.ts"
import { parseAmount, parseDuration } from "./units.ts"

test.each([
  ["90s", 90e6],
  ["5m", 300e6],
  ["1h30m", 5400e6],
  ["2d", 172_800e6],
  ["0.5s", 500_000],
  ["250ms", 250_000],
])("%s is %d µs", (text, micros) => {
  expect(parseDuration(text)).toBe(micros)
})

test.each(["", "90", "m5", "5 m", "5M", "30m1h", "1h1h", "-5m", "1e3s"])("%j is no duration", (text) => {
  expect(() => parseDuration(text)).toThrow(`"${text}" is no duration; write a number and a unit`)
})

test.each([
  ["4", 4000],
  ["0.5", 500],
  ["500m", 500],
  ["16GiB", 16_384_000],
  ["512MiB", 512_000],
  ["2TiB", 2_097_152_000],
])("%s is %d thousandths", (text, thousandths) => {
  expect(parseAmount(text)).toBe(thousandths)
})

test.each(["", "64GB", "GiB", "0x10", "4 cores", "1.5m", "-4", "1e3"])("%j is no amount", (text) => {
  expect(() => parseAmount(text)).toThrow(/is no amount/)
})

describe("a cluster", () => {
  const builder = new AgentTableBuilder()
  for (let agent = 0; agent < 10; agent++) builder.agent(amounts({ cpus: agent + 1 }), agent)
  builder.change(5, 3, agentLost, [])
  const workload: Workload = {
    name: "ten",
    provenance: "",
    jobs: new JobTableBuilder().build(),
    agents: builder.build(),
  }

  test("of one shape has equal agents", () => {
    const agents = clusterOf("40x16cpu,64GiB,2gpu", workload, 1)
    expect(agents.count).toBe(40)
    expect(Array.from(agents.capacity.subarray(156))).toEqual([16_000, 65_536_000, 0, 2000])
  })

  test("drawn from the trace: fewer machines are always among more, and repeat beyond the trace's own", () => {
    const few = [...clusterOf("4", workload, 1).label]
    const many = [...clusterOf("25", workload, 1).label]
    expect(many.slice(0, 4)).toEqual(few)
    expect(new Set(many.slice(0, 10)).size).toBe(10)
    expect(many.slice(10, 20)).toEqual(many.slice(0, 10))
  })

  test("drawn machines keep what happens to them", () => {
    const agents = clusterOf("20", workload, 1)
    expect([...agents.changes.agent].map((agent) => agents.label[agent])).toEqual([3, 3])
  })

  test("that cannot be had is an error that says what can", () => {
    expect(() => clusterOf("many", workload, 1)).toThrow(
      '"many" is no cluster; write trace, 100 or 100x4cpus,16GiB. Mixes: google-2011, openb-2023.',
    )
    expect(() => clusterOf("10x4cpus+gogle-2011", workload, 1)).toThrow('Did you mean "google-2011"?')
    expect(() => clusterOf("0", workload, 1)).toThrow("a cluster has 1 to 1000000")
    const { agents: _, ...bare } = workload
    expect(() => clusterOf("trace", bare, 1)).toThrow('"ten" names no machines; give --agents NxSHAPE')
  })

  test("drawn with replacement: the i-th does not depend on how many there are, and some come twice", () => {
    const few = [...clusterOf("4xtrace", workload, 1).label]
    const many = [...clusterOf("400xtrace", workload, 1).label]
    expect(many.slice(0, 4)).toEqual(few)
    expect(new Set(many.slice(0, 10)).size).toBeLessThan(10)
    expect(new Set(many).size).toBe(10)
    expect([...clusterOf("400xtrace", workload, 2).label]).not.toEqual(many)
  })

  test("of a published mix has its machines, or some drawn from it, with what they are", () => {
    const google = clusterOf("google-2011", workload, 1)
    const at = (agent: number) => [...google.capacity.subarray(4 * agent, 4 * agent + 2)]
    expect([google.count, ...at(0), ...at(12_476)]).toEqual([12_477, 32_000, 130_940_928, 32_000, 16_142_828])
    const openb = clusterOf("1000xopenb-2023", workload, 1)
    const t4 = openb.attributes?.filter((row) => openb.attributeSets[row]["gpu_model"] === "T4").length ?? 0
    // 404 of 1,213 have T4s: 333 of 1,000, with a standard deviation of 15.
    expect(Math.abs(t4 - 333)).toBeLessThan(60)
  })

  test("of several parts has them one after the other, with what happens to them", () => {
    const agents = clusterOf("2x64cpus+trace+1x8cpus", workload, 1)
    expect(agents.count).toBe(13)
    expect([agents.capacity[0], agents.capacity[8], agents.capacity[48]]).toEqual([64_000, 1000, 8000])
    expect([...agents.changes.agent]).toEqual([5])
  })

  test("in racks and zones is dealt out evenly, neighbours together, and a rack stands in one zone", () => {
    const agents = clusterOf("10/racks=4/zones=2", workload, 1)
    const places = [...(agents.attributes ?? [])].map((row) => agents.attributeSets[row])
    expect(places.map(({ rack, zone }) => `${zone}${rack}`).join(" ")).toBe(
      "z0r0 z0r0 z0r0 z0r1 z0r1 z1r2 z1r2 z1r2 z1r3 z1r3",
    )
    expect(agents.changes.count).toBe(1)
    expect(() => clusterOf("10/racks=2/zones=3", workload, 1)).toThrow("a rack stands in one zone")
    expect(() => clusterOf("10/rows=2", workload, 1)).toThrow("deals no agents out; write /racks=N")
    expect(() => clusterOf("10/racks=11", workload, 1)).toThrow("N from 1 to 10")
  })

  test("a shape says what is wrong with it", () => {
    expect(() => parseShape("4cpus,16")).toThrow('"16" in "4cpus,16" is no resource.')
    expect(() => parseShape("4cpsu")).toThrow('Did you mean "cpus"?')
    expect(() => parseShape("16GiB")).toThrow("tells no cpus")
    expect(() => parseShape("4cpus,2cpus")).toThrow("tells cpus twice")
  })
})
