import { expect, test } from "vitest"
import { nearest } from "./nearest.ts"

test("the nearest word is a slip of the fingers away, or there is none", () => {
  const words = ["replay", "policies", "traces"]
  expect(nearest("reply", words)).toBe("replay")
  expect(nearest("tarces", words)).toBe("traces")
  expect(nearest("REPLAY", words)).toBe("replay")
  expect(nearest("compare", words)).toBeUndefined()
  expect(nearest("", words)).toBeUndefined()
})

test("a part of a known word is enough to be near it", () => {
  expect(nearest("gogle", ["swf", "google-2011"])).toBe("google-2011")
  expect(nearest("fcfs", ["mesos/drf", "batch/fcfs"])).toBe("batch/fcfs")
})
