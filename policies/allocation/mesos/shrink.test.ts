import { expect, test } from "vitest"
import { shuffledOrder, textOrder } from "./chop-order.ts"
import { parseLimits, parseQuantities, parseResources, printResources } from "./notation.ts"
import { shrinkToLimits, shrinkToQuantities } from "./shrink.ts"

const toQuantities = (bag: string, target: string) =>
  printResources(shrinkToQuantities(parseResources(bag), parseQuantities(target), textOrder, 0))
const toLimits = (bag: string, limits: string) =>
  printResources(shrinkToLimits(parseResources(bag), parseLimits(limits), textOrder, 0))

test("quantities drop the names that they do not have, limits keep them", () => {
  expect(toQuantities("cpus:4;mem:100", "cpus:1")).toBe("cpus:1")
  expect(toLimits("cpus:4;mem:100", "cpus:1")).toBe("cpus:1;mem:100")
})

test("a limit of nothing leaves nothing, and no limits at all leave everything", () => {
  expect(toLimits("cpus:4;mem:100", "cpus:0")).toBe("mem:100")
  expect(toLimits("cpus:4", "")).toBe("cpus:4")
  expect(toQuantities("cpus:4", "")).toBe("")
})

test("a mounted disk that does not fit is left out, and the next disk is tried", () => {
  expect(toQuantities("disk{mount=/m}:100;disk{path=/p}:100", "disk:80")).toBe("disk{path=/p}:80")
  expect(toQuantities("disk:30;disk{mount=/m}:50", "disk:80")).toBe("disk:30;disk{mount=/m}:50")
})

test("disks are cut in the order of their texts, or by chance", () => {
  const disks = "disk{path=/p}:100;disk{mount=/m1}:100;disk:50"
  expect(toQuantities(disks, "disk:100")).toBe("disk:50;disk{path=/p}:50")
  const order = shuffledOrder(1)
  const cut = (_: unknown, draw: number) =>
    printResources(shrinkToQuantities(parseResources(disks), parseQuantities("disk:100"), order, draw))
  const cuts = new Set(Array.from({ length: 60 }, cut))
  expect([...cuts].sort()).toEqual(["disk:50;disk{path=/p}:50", "disk{mount=/m1}:100", "disk{path=/p}:100"])
})
