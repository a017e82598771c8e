import { expect, test } from "vitest"
import { checkRoles, linesOf, parseRoleSettings, roleLines } from "./index.ts"

const file = `
# The quota of May
weight(production)               = 4
quota(production).guarantee.cpus = 2000   # two thousand cores
quota(production).guarantee.mem  = 16TiB
quota(batch).limit.cpus=400
reservation(production).agents = 10%
reservation(production).cpus = 50%
reservation(production).mem = 4GiB
quota(batch).limit.cpus=500m
`
const parse = (text: string) => parseRoleSettings(linesOf(text, "roles.conf"))

test("a file of settings is read, and the last word on a setting counts", () => {
  expect(parse(file)).toEqual({
    production: {
      weight: 4,
      guarantee: { cpus: 2_000_000, mem: 16 * 1024 * 1024 * 1000 },
      reservation: { agents: { share: 0.1 }, amounts: { cpus: { share: 0.5 }, mem: { amount: 4_096_000 } } },
    },
    batch: { limit: { cpus: 500 } },
  })
})

test("the canonical lines are read as the same settings, in whatever order they were written", () => {
  const lines = roleLines(parse(file))
  expect(lines).toEqual([
    "quota(batch).limit.cpus=0.5",
    "weight(production)=4",
    "quota(production).guarantee.cpus=2000",
    "quota(production).guarantee.mem=16TiB",
    "reservation(production).agents=10%",
    "reservation(production).cpus=50%",
    "reservation(production).mem=4GiB",
  ])
  expect(roleLines(parse(lines.toReversed().join("\n")))).toEqual(lines)
})

test.each([
  ["\nweight(a)", `roles.conf:2: "weight(a)" is no setting; write for example weight(batch) = 2.`],
  [
    "quota(a).limt.cpus=1",
    `roles.conf:1: Unknown setting "quota(a).limt.cpus". Did you mean "quota(a).limit.cpus"?`,
  ],
  [
    "quota.limit.cpus=1",
    `Unknown setting "quota.limit.cpus". Known: weight(ROLE), quota(ROLE).guarantee.cpus,`,
  ],
  ["weight(a)=0", `weight(a) is "0"; it must be a number above 0.`],
  ["quota(a).limit.mem=5", `quota(a).limit.mem is "5"; it must be an amount: 512MiB, 16GiB or 2TiB.`],
  ["reservation(a).agents=200%", `reservation(a).agents is "200%"; it must be 0% to 100%.`],
  ["reservation(a).agents=some", "it must be a number of agents, 200, or a part of them, 10%."],
  ["reservation(a).cpus=4", "reservation(a): it is on no agent; add reservation(a).agents = 10%."],
  ["reservation(a).agents=4", "reservation(a): it is of nothing; add reservation(a).cpus = 50%."],
  ["quota(a).limit.cpus=1\nquota(a).guarantee.cpus=2", "quota(a): 2 of cpus are guaranteed and 1 allowed"],
  ["quota(a/b).limit.cpus=1", `Mesos has no quota for roles below others; set it for "a".`],
])("%j is refused", (text, message) => {
  expect(() => parse(text)).toThrow(message)
})

test("a role that the workload does not have is named, with the nearest that it has", () => {
  const check = () => checkRoles(parse("weight(prodution)=2"), ["batch", "production"])
  expect(check).toThrow(`Unknown role "prodution". Did you mean "production"? Known: batch, production.`)
})
