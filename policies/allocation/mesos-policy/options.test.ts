import { describe, expect, test } from "vitest"
import { resolvePolicy } from "../../index.ts"
import { Settings } from "../../settings.ts"
import { mesosOptions } from "./index.ts"

describe("settings of mesos", () => {
  test("that are as Mesos has them are left out of the name; others have one way to be written", () => {
    expect(resolvePolicy("mesos(role_sorter=drf, min_allocatable=cpus:10m|mem:32MiB)").name).toBe(
      "mesos/mesos",
    )
    expect(resolvePolicy("mesos(min_allocatable= cpus:500m;mem:1024MiB, role_sorter=random)").name).toBe(
      "mesos/mesos(role_sorter=random,min_allocatable=cpus:0.5;mem:1GiB)",
    )
  })

  test("say whether quota and reservations count, and only mesos goes by them", () => {
    const heeds = (text: string) => resolvePolicy(text).heeds
    expect(heeds("mesos")).toEqual({ quota: true, reservations: true })
    expect(heeds("mesos(quota=off)")).toEqual({ quota: false, reservations: true })
    expect([heeds("drf"), heeds("batch/fcfs")]).toEqual(
      Array.from({ length: 2 }, () => ({ quota: false, reservations: false })),
    )
  })

  test("of the least that is offered: any of several, all of one, or anything", () => {
    const least = (text: string) => mesosOptions(new Settings("mesos", text)).minAllocatable
    expect(least("")).toEqual([new Map([["cpus", 10]]), new Map([["mem", 32_000]])])
    expect(least("min_allocatable=cpus:1;gpus:1")).toEqual([
      new Map([
        ["cpus", 1000],
        ["gpus", 1000],
      ]),
    ])
    expect(least("min_allocatable=none")).toEqual([])
  })

  test.each([
    ["mesos(role_sorter=fifo)", `mesos/mesos: role_sorter is "fifo"; it must be drf or random.`],
    ["mesos(role_sort=drf)", `mesos/mesos: Unknown setting "role_sort". Did you mean "role_sorter"?`],
    ["mesos(min_allocatable=cpu:1)", `"cpu:1" is no amount of cpus, mem, disk, gpus`],
    ["mesos(min_allocatable=mem:32)", `"32" is no amount of mem; write 512MiB, 16GiB or 2TiB.`],
  ])("%s is refused", (text, message) => {
    expect(() => resolvePolicy(text)).toThrow(message)
  })
})
