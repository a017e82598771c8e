import { expect, test } from "vitest"
import { Settings } from "./settings.ts"

const read = (text: string) => {
  const settings = new Settings("omega", text)
  const values = [
    settings.choice("conflict", ["resource-fit", "sequence"], "resource-fit"),
    settings.micros("t_job", 100_000),
    settings.whole("schedulers", 1, 1),
    settings.text("service"),
  ]
  return { values, name: settings.canonical() }
}

test("what is not given has its default, and a default that is given is not in the name", () => {
  expect(read("")).toEqual({ values: ["resource-fit", 100_000, 1, undefined], name: "" })
  expect(read(" conflict = resource-fit , t_job=100ms").name).toBe("")
})

test("every way to write the same settings has one canonical name", () => {
  const once = read("t_job=10s,conflict=sequence,schedulers=4,service=prod")
  expect(once).toEqual({
    values: ["sequence", 10_000_000, 4, "prod"],
    name: "(conflict=sequence,t_job=10s,schedulers=4,service=prod)",
  })
  expect(read("service=prod, schedulers=4, t_job=10000ms, conflict=sequence")).toEqual(once)
})

test.each([
  ["conflict", '"conflict" is no setting of omega; write name=value, name=value.'],
  ["t_job=1s,", '"" is no setting of omega; write name=value, name=value.'],
  ["t_job=1s,t_job=2s", 'omega is given "t_job" twice.'],
  ["t_job=1", 'omega: t_job is "1"; it must be a number and a unit: 100ms, 10s, 5m.'],
  ["conflict=coarse", 'omega: conflict is "coarse"; it must be resource-fit or sequence.'],
  ["schedulers=0", 'omega: schedulers is "0"; it must be a whole number from 1.'],
  ["t_jop=1s", 'omega: Unknown setting "t_jop". Did you mean "t_job"?'],
])("omega(%s) is refused", (text, message) => {
  expect(() => read(text)).toThrow(message)
})

test("a policy that reads no setting has none", () => {
  expect(() => new Settings("mesos/drf", "x=1").canonical()).toThrow(
    'mesos/drf has no settings, so "x" is unknown.',
  )
})
