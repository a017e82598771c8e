/** A user's own policy, to be used like one of the catalogue. What it throws names it and the user's line. */
import { placedPolicy, type PolicyChoice } from "../../policies/index.ts"
import { type Heeds, mesos } from "../../sim/index.ts"
import { guardedAllocation } from "./allocation.ts"
import { guardedPlacement } from "./placement.ts"
import { guardedPlane } from "./plane.ts"
import { factoryOf, type PolicyScript } from "./script.ts"

export function choiceOf(script: PolicyScript): PolicyChoice {
  const { name } = script
  const own = factoryOf(script)
  switch (own.kind) {
    case "policy":
      return {
        name,
        // It is told of quota by `changed`, and may go by it.
        heeds: { quota: true, reservations: false },
        make: ({ frameworks }) => mesos({ policy: guardedAllocation(script, own.make), frameworks }),
      }
    case "placement": {
      const make = guardedPlacement(script, own.make)
      const looksAt = "amounts" as const
      const entry = { name: script.file, about: "a user's own", source: script.file, looksAt, make }
      return { ...placedPolicy(script.plane ?? "", entry), name }
    }
    case "plane":
      return { name, heeds: whatIsSet, make: () => guardedPlane(script, own.make) }
  }
}

/** A plane of one's own sees all that is set, in world.roles. */
const whatIsSet: Heeds = { quota: true, reservations: true }
