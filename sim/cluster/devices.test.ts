import { expect, test } from "vitest"
import { tiny } from "../testing/tiny.ts"
import { deviceDemand, Devices } from "./devices.ts"

const twoAgents = () => new Devices(tiny({ agents: [{ gpus: 2 }, { gpus: 1 }], jobs: [] }).agents)

test("less than one GPU is a part of one device; anything else is whole devices", () => {
  expect([0, 400, 1000, 1500, 2000].map((amount) => deviceDemand(amount))).toEqual([
    { count: 0, each: 0 },
    { count: 1, each: 400 },
    { count: 1, each: 1000 },
    { count: 2, each: 1000 },
    { count: 2, each: 1000 },
  ])
})

test("tasks share a device until it is full, and give it back", () => {
  const devices = twoAgents()
  devices.resize(0, 2000)
  devices.take(7, 0, [0], 600)
  devices.take(8, 0, [0], 400)
  expect([...devices.free]).toEqual([0, 1000, 0])
  expect(devices.countWith(0, 1)).toBe(1)
  expect(() => devices.take(9, 0, [0], 1)).toThrow("which it has not free")
  expect(() => devices.take(9, 0, [2], 1)).toThrow("device 2 on agent 0")
  expect(() => devices.take(8, 0, [1], 1)).toThrow("holds devices already")
  devices.give(7, 0)
  devices.give(7, 0)
  expect([...devices.free]).toEqual([600, 1000, 0])
})

test("a device that is taken away comes back with what is held on it", () => {
  const devices = twoAgents()
  devices.resize(0, 2000)
  devices.take(1, 0, [1], 300)
  devices.resize(0, 1900) // a rest below one device is of no use
  expect([...devices.free]).toEqual([1000, 0, 0])
  devices.resize(0, 2000)
  expect([...devices.free]).toEqual([1000, 700, 0])
})
