/** Orders of Mesos' own sorter tests (sorter_tests.cpp), as spec/mesos.md §11.2 tells them. */
import { expect, test } from "vitest"
import { addBags, type Bag, emptyBag, subtractBags } from "../bags.ts"
import { parseQuantities, parseResources } from "../notation.ts"
import { drfSorter, randomSorter, type SorterSetting } from "../sorter-setting.ts"
import { quantitiesOf } from "../quantities.ts"
import { isWithin } from "../role-names.ts"
import { ReferenceSorter } from "./reference-sorter.ts"

const hundred = "cpus:100;mem:100"

function sorter() {
  const tree = new ReferenceSorter()
  const clients = new Set<string>()
  const holdings = new Map<string, Bag>()
  const bag = (amounts: string) => {
    const [cpus, mem = "0"] = amounts.split("/")
    return parseResources(`cpus:${cpus};mem:${mem}`)
  }
  const held = (path: string) => {
    const isMeant = (role: string) => `${role}/.` === path || isWithin(role, path)
    return quantitiesOf([...holdings].flatMap(([client, has]) => (isMeant(client) ? has : [])))
  }
  return {
    tree,
    gets(client: string, amounts: string) {
      holdings.set(client, addBags(holdings.get(client) ?? emptyBag, bag(amounts)))
      tree.serve(client)
    },
    frees: (client: string, amounts: string) =>
      holdings.set(client, subtractBags(holdings.get(client) ?? emptyBag, bag(amounts))),
    joins(client: string, amounts?: string) {
      tree.setClients([...clients.add(client)])
      if (amounts !== undefined) this.gets(client, amounts)
    },
    leaves(client: string) {
      clients.delete(client)
      tree.setClients([...clients])
      holdings.delete(client)
    },
    orderBy: (setting: SorterSetting, draw: number, total = hundred) =>
      tree.sort(setting, parseQuantities(total), held, draw),
    order(total = hundred) {
      return this.orderBy(drfSorter(), 0, total).join(" ")
    },
  }
}

test("DRF", () => {
  const s = sorter()
  s.joins("a", "5/5")
  s.joins("b", "6/6")
  expect(s.order()).toBe("a b")
  s.joins("c", "1/1")
  s.joins("d", "3/1")
  expect(s.order()).toBe("c d a b")
  s.leaves("a")
  s.frees("b", "4/4")
  expect(s.order()).toBe("c b d")
  s.joins("e", "1/5")
  expect(s.order("cpus:50;mem:100")).toBe("c b e d")
  s.joins("f", "5/1")
  s.gets("c", "0/15")
  expect(s.order("cpus:50;mem:200")).toBe("e b d c f")
})

test("AllocationCountTieBreak: who was given less often comes first, and the count never goes down", () => {
  const s = sorter()
  for (const client of ["a", "b", "c", "d", "e"]) s.joins(client)
  s.gets("a", "3")
  s.gets("b", "3")
  for (const part of ["1", "1", "1"]) s.gets("c", part)
  for (const part of ["2", "1"]) s.gets("d", part)
  s.gets("e", "3")
  expect(s.order()).toBe("a b e d c")
  s.frees("c", "3")
  expect(s.order()).toBe("c a b e d")
  s.gets("c", "3")
  expect(s.order()).toBe("a b e d c")
})

test("HierarchicalIterationOrder", () => {
  const s = sorter()
  for (const client of ["a/b", "c", "d", "d/e"]) s.joins(client)
  expect(s.order()).toBe("a/b c d d/e")
  s.gets("c", "8")
  expect(s.order()).toBe("a/b d d/e c")
  s.gets("d", "3")
  s.gets("d/e", "2")
  expect(s.order()).toBe("a/b d/e d c")
  s.gets("a/b", "6")
  expect(s.order()).toBe("d/e d a/b c")
})

test("AddChildToInternal: a role that has roles below it competes with them", () => {
  const s = sorter()
  s.joins("x/a", "10")
  s.joins("x/b", "6")
  s.joins("x", "7")
  expect(s.order()).toBe("x/b x x/a")
  s.joins("z", "20")
  expect(s.order()).toBe("z x/b x x/a")
  s.leaves("x")
  expect(s.order()).toBe("x/b x/a z")
})

test("RemoveLeafCollapseParent: a role is a leaf again when nobody is below it any more, and keeps the count of all", () => {
  const s = sorter()
  s.joins("a", "10")
  s.joins("b", "10")
  s.joins("a/c", "5")
  expect(s.order()).toBe("b a/c a")
  s.leaves("a/c")
  expect(s.order()).toBe("b a")
  s.gets("b", "0/1")
  expect(s.order()).toBe("a b")
  s.frees("b", "0/1")
  expect(s.order()).toBe("a b")
})

test("a role that gets others below it competes with them with the count that it had", () => {
  const s = sorter()
  s.joins("a", "1")
  s.gets("a", "1")
  s.joins("a/c", "2")
  expect(s.order()).toBe("a/c a")
})

test("ChangeWeightOnSubtree", () => {
  const s = sorter()
  s.tree.setWeight("b", 3)
  s.tree.setWeight("a", 2)
  s.joins("a/x")
  s.joins("b/y")
  expect(s.order()).toBe("a/x b/y")
  s.gets("a/x", "10")
  s.gets("b/y", "10")
  expect(s.order()).toBe("b/y a/x")
  s.joins("b/z", "5")
  expect(s.order()).toBe("b/z b/y a/x")
  s.joins("b", "4")
  expect(s.order()).toBe("a/x b b/z b/y")
})

test("a role that only stands above others keeps the weight with which it was first sorted, as in Mesos", () => {
  const s = sorter()
  s.joins("a/x", "10")
  s.joins("b", "10")
  expect(s.order()).toBe("a/x b")
  s.tree.setWeight("a", 0.1)
  expect(s.order()).toBe("a/x b")
  s.tree.setWeight("b", 4)
  expect(s.order()).toBe("b a/x")
})

test("excluded names do not count", () => {
  const s = sorter()
  s.joins("a", "1/50")
  s.joins("b", "2/1")
  expect(s.orderBy(drfSorter(new Set(["mem"])), 0)).toEqual(["a", "b"])
  expect(s.order()).toBe("b a")
})

test("the random sorter puts each subtree first as often as it weighs", () => {
  const s = sorter()
  for (const client of ["a", "a/b", "c/d", "e"]) s.joins(client)
  for (const [role, weight] of Object.entries({ "a/b": 2, c: 2, e: 2 })) s.tree.setWeight(role, weight)
  const sorting = randomSorter(1)
  const first = new Map<string, number>()
  for (let i = 0; i < 3000; i++) {
    const order = s.orderBy(sorting, i)
    expect(order).toHaveLength(4)
    first.set(order[0], (first.get(order[0]) ?? 0) + 1)
  }
  // a weighs 1 among 1 + 2 + 2, and shares it 1 : 2 with a/b.
  const expected = { a: 200, "a/b": 400, "c/d": 1200, e: 1200 }
  for (const [client, times] of Object.entries(expected))
    expect(Math.abs((first.get(client) ?? 0) - times), client).toBeLessThan(110)
})
