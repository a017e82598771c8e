import { expect, test } from "vitest"
import { allocate } from "../bags.ts"
import { parseQuantities, parseResources } from "../notation.ts"
import { defaultQuota } from "../quantities.ts"
import { consumedQuota, RoleTree } from "./role-tree.ts"

const names = (tree: RoleTree, ...roles: string[]) => roles.filter((role) => tree.get(role) !== undefined)

test("a role is there while it has a quota, a weight, a framework or a reservation, or one below it has", () => {
  const tree = new RoleTree()
  const all = ["a", "a/b", "a/b/c"]
  tree.trackFramework("f1", "a/b/c")
  expect(names(tree, ...all)).toEqual(all)
  tree.updateWeight("a/b", 2)
  tree.untrackFramework("f1", "a/b/c")
  expect(names(tree, ...all)).toEqual(["a", "a/b"])
  tree.updateQuota("a", { guarantees: parseQuantities("cpus:1"), limits: new Map() })
  tree.updateWeight("a/b", 1)
  expect(names(tree, ...all)).toEqual(["a"])
  tree.trackReservations(parseResources("cpus(a/b):1"))
  tree.updateQuota("a", defaultQuota)
  expect(names(tree, ...all)).toEqual(["a", "a/b"])
  tree.untrackReservations(parseResources("cpus(a/b):1"))
  expect(names(tree, ...all)).toEqual([])
})

test("reservations count as consumed whether held or not, revocable and reserved holdings do not count on top", () => {
  const tree = new RoleTree()
  tree.trackFramework("f1", "a/b")
  tree.trackReservations(parseResources("cpus(a):2;ports(a):[1-2]"))
  tree.trackHeld("agent", allocate(parseResources("cpus:1;cpus(a):2;cpus{rev}:4;mem:64"), "a/b"))
  const consumed = (role: string) => Object.fromEntries(consumedQuota(tree.get(role) ?? tree.root))
  expect(consumed("a")).toEqual({ cpus: 3000, mem: 64_000 })
  expect(consumed("a/b")).toEqual({ cpus: 1000, mem: 64_000 })
  tree.untrackHeld("agent", allocate(parseResources("cpus:1;cpus(a):2;cpus{rev}:4;mem:64"), "a/b"))
  expect(consumed("a")).toEqual({ cpus: 2000 })
})
