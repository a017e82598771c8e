import { describe, expect, test } from "vitest"
import { AgentTableBuilder, agentLost, amounts, JobTableBuilder, type Workload } from "../../sim/index.ts"
import { clusterOf, parseShape } from "./clusters.ts"
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
      '"many" is no cluster; write trace, 100 or 100x4cpus,16GiB.',
    )
    expect(() => clusterOf("0", workload, 1)).toThrow("a cluster has 1 to 1000000")
    const { agents: _, ...bare } = workload
    expect(() => clusterOf("trace", bare, 1)).toThrow('"ten" names no machines; give --agents NxSHAPE')
  })

  test("a shape says what is wrong with it", () => {
    expect(() => parseShape("4cpus,16")).toThrow('"16" in "4cpus,16" is no resource.')
    expect(() => parseShape("4cpsu")).toThrow('Did you mean "cpus"?')
    expect(() => parseShape("16GiB")).toThrow("tells no cpus")
    expect(() => parseShape("4cpus,2cpus")).toThrow("tells cpus twice")
  })
})
