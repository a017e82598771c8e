import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { InputError } from "../../workloads/index.ts"
import { knownWorlds } from "./known-worlds.ts"
import { randomWorld } from "./random-worlds.ts"
import { machinesOf, mostOf, parseWorld, workloadOf, worldText } from "./world.ts"

describe("a world on one line", () => {
  test("says machines, users, weights, siblings, numbers and arrivals", () => {
    const world = parseWorld("2x15cpus,15GiB: a*2/x = 5x1cpus,3GiB @5s; b=500mcpus,1GiB,1gpus")
    expect(world.agents).toBe("2x15cpus,15GiB")
    expect(world.users).toMatchObject([
      { role: "a", weight: 2, framework: "x", tasks: 5, arrival: 5_000_000 },
      { role: "b", weight: 1, framework: undefined, tasks: undefined, arrival: 0 },
    ])
    expect([...world.users[1].demand]).toEqual([500, 1_024_000, 0, 1000])
    expect(worldText(world)).toBe("2x15cpus,15GiB: a*2/x=5x1cpus,3GiB@5s; b=0.5cpus,1GiB,1gpus")
  })

  test("is read back as what it was, whichever is drawn or known", () => {
    for (const { world } of knownWorlds) expect(parseWorld(worldText(world))).toEqual(world)
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), (seed, place) => {
        const world = randomWorld(seed, place)
        expect(parseWorld(worldText(world))).toEqual(world)
      }),
      { numRuns: 30 },
    )
  })

  test("of a seed does not depend on what else is drawn, and another seed's is another one", () => {
    expect(worldText(randomWorld(1, 7))).toBe(worldText(randomWorld(1, 7)))
    expect(worldText(randomWorld(1, 7))).not.toBe(worldText(randomWorld(2, 7)))
  })

  test("that cannot be read is refused with an example", () => {
    const refused = (text: string): string => {
      try {
        return `read as ${worldText(parseWorld(text))}`
      } catch (error) {
        expect(error).toBeInstanceOf(InputError)
        return (error as Error).message
      }
    }
    expect(refused("a=1cpus,1GiB")).toContain("write machines, a colon, and users")
    expect(refused("1x4cpus,4GiB: ")).toContain("write machines, a colon, and users")
    expect(refused("1x4cpus,4GiB: a")).toContain("write for example a=1cpus,3GiB")
    expect(refused("1x4cpus,4GiB: a*0=1cpus")).toContain("is no user of a world")
    expect(refused("1x4cpus,4GiB: a=1cpus; a=2cpus")).toContain("tells of a twice")
    expect(refused("1x4cpus,4GiB: a=1core")).toContain("is no resource")
    expect(refused("some: a=1cpus")).toContain("is no cluster")
  })

  test("has more tasks than the machines hold, in two jobs a user", () => {
    const world = parseWorld("2x15cpus,15GiB: a=2cpus,4GiB; b=3x1cpus,1GiB")
    const machines = machinesOf(world)
    expect(mostOf(world.users[0].demand, machines)).toBe(6) // 15 GiB hold three of 4 GiB
    const { jobs } = workloadOf(world, machines)
    expect([jobs.jobCount, jobs.taskCount]).toEqual([4, 7 + 3])
    expect([...jobs.stageFirstTask]).toEqual([0, 3, 7, 8, 10])
  })
})
