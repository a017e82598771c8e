import { readdirSync } from "node:fs"
import { expect, test } from "vitest"
import { mesosPolicy } from "./allocation/mesos-policy/index.ts"
import { createSimulation } from "../sim/index.ts"
import { tiny } from "../sim/testing/index.ts"
import {
  placedPolicy,
  type PlacementEntry,
  placementFileIn,
  policiesThatHeed,
  policyCatalogue,
  resolvePolicy,
} from "./index.ts"
import { placing } from "./placement/testing/placing-framework.ts"
import { firstFit } from "./placement/walks.ts"
import { kubernetes } from "./schedulers/kubernetes/choice.ts"
import * as omegaChoices from "./schedulers/omega/choices.ts"
import * as swarmChoices from "./schedulers/swarm/choices.ts"
import * as yarnChoices from "./schedulers/yarn/choices.ts"

/** Fluid ideals of fairness: nobody can be offered parts of an agent that small. */
const noPolicies = ["fluid.ts"]

test("the catalogue lists exactly what the folders hold", async () => {
  const exported = new Set<unknown>([
    mesosPolicy,
    kubernetes,
    ...Object.values(omegaChoices),
    ...Object.values(swarmChoices),
    yarnChoices.capacity,
    yarnChoices.fair,
  ])
  for (const folder of ["allocation", "schedulers/batch"])
    for (const file of readdirSync(new URL(folder, import.meta.url))) {
      if (!file.endsWith(".ts") || file.endsWith(".test.ts") || noPolicies.includes(file)) continue
      const module = (await import(/* @vite-ignore */ `./${folder}/${file}`)) as Record<string, unknown>
      // A policy is a function and begins with a small letter; helpers are classes.
      for (const [name, value] of Object.entries(module)) if (/^[a-z]/.test(name)) exported.add(value)
    }
  expect(new Set(policyCatalogue.map((entry) => entry.implementation))).toEqual(exported)
  expect(policyCatalogue).toHaveLength(exported.size)
})

test("a bare allocation name means the policy under mesos", () => {
  expect(resolvePolicy("drf").name).toBe("mesos/drf")
  expect(resolvePolicy(" mesos/drf() ").name).toBe("mesos/drf")
  expect(resolvePolicy("batch/fcfs").name).toBe("batch/fcfs")
})

test("settings are part of the name, the same for every way to write them", () => {
  expect(resolvePolicy("omega( t_job=10000ms, conflict = sequence )").name).toBe(
    "omega(conflict=sequence,t_job=10s)",
  )
  expect(resolvePolicy("batch/easy+best-fit").name).toBe("batch/easy+best-fit")
  expect(resolvePolicy("batch/easy(backfill=easy)").name).toBe("batch/easy")
  expect(resolvePolicy("batch/wfp3+fgd( backfill = easy )").name).toBe("batch/wfp3+fgd(backfill=easy)")
  expect(resolvePolicy("monolithic(path=single)").name).toBe("monolithic")
  expect(resolvePolicy("kubernetes+fgd( pods=110, qps=0 )").name).toBe("kubernetes+fgd(qps=0)")
})

test.each(policyCatalogue.filter(({ shows }) => shows !== undefined).map(({ name }) => name))(
  "%s places by what stands after the plus",
  (name) => {
    const used: string[] = []
    const seen: PlacementEntry = {
      name: "seen",
      about: "",
      source: "",
      looksAt: "amounts",
      make: (setting) => {
        used.push(name)
        return firstFit(setting)
      },
    }
    const { jobs, agents } = tiny({ agents: 1, cpus: 1, jobs: [{ framework: "a", cpus: 1, lasts: 1 }] })
    const plane = placedPolicy(name, seen).make({ frameworks: () => placing })
    createSimulation({ jobs, agents, plane, seed: 1 }).run()
    expect(used).toEqual([name])
  },
)

test("the catalogue knows which policies go by quota, and which by reservations", () => {
  expect(policiesThatHeed("quota")).toEqual(["mesos/mesos", "kubernetes", "yarn/capacity", "yarn/fair"])
  expect(policiesThatHeed("reservations")).toEqual(["mesos/mesos"])
})

const known = `Known: ${policyCatalogue.map(({ name }) => name).join(", ")}.`

test.each([
  ["dfr", `Unknown policy "dfr". Did you mean "drf"? ${known}`],
  ["mesos/wieghted", `Unknown policy "mesos/wieghted". Did you mean "mesos/weighted"? ${known}`],
  ["lottery-scheduling", `Unknown policy "lottery-scheduling". ${known}`],
  ["drf+fgd", `fgd looks at GPU devices, and an offer shows amounts only`],
  ["mesos+swarm-spread", `swarm-spread looks at running tasks, and an offer shows amounts only`],
  ["omega+fgd", `omega places tasks in one way only: write omega in place of "omega+fgd".`],
  ["kubernetes+fdg", `Unknown placement "fdg" in "kubernetes+fdg". Did you mean "fgd"?`],
  [
    "kubernetes(min_nodes=3)",
    `kubernetes: min_nodes, provision, unneeded, threshold and expander are the autoscaler's: add autoscaler=on.`,
  ],
  ["kubernetes(autoscaler=on,provision=1h)", `kubernetes: provision is 1h; it must be at most 15m`],
  ["drf(x=1)", `mesos/drf: Unknown setting "x". Known: agent_order.`],
  ["batch/sjf(backfill=hard)", `batch/sjf: backfill is "hard"; it must be none or easy or conservative.`],
  ["omega(conflict=coarse)", `omega: conflict is "coarse"; it must be resource-fit or sequence.`],
  ["./my-policy.ts", `"./my-policy.ts" is a file, and here a policy of the catalogue is wanted. ${known}`],
  ["drf drf", `"drf drf" is no policy; write plane/policy, as in "mesos/drf". ${known}`],
  ["", `"" is no policy; write plane/policy, as in "mesos/drf". ${known}`],
])("%j is refused with what is known and what is near", (text, message) => {
  expect(() => resolvePolicy(text)).toThrow(message)
})

test("a placement in a file stands behind the plus, before the settings", () => {
  expect(placementFileIn("kubernetes+./my.ts( pods=110, qps=0 )")).toEqual({
    plane: "kubernetes(qps=0)",
    file: "./my.ts",
  })
  expect(placementFileIn("batch/easy+../a+b/c.mjs")).toEqual({ plane: "batch/easy", file: "../a+b/c.mjs" })
  for (const other of ["batch/easy+fgd", "./my.ts", "./a+b/c.ts", "drf"])
    expect(placementFileIn(other)).toBeUndefined()
  expect(() => placementFileIn("omega+./my.ts")).toThrow("omega places tasks in one way only")
})
