import { expect, test } from "vitest"
import { ancestorsOf, isWithin } from "./role-names.ts"

test("a role is below each part of its path, and not below one that merely begins alike", () => {
  expect(ancestorsOf("a/b/c")).toEqual(["a/b", "a"])
  expect(["a", "a/b", "ab", "a-b/c", "b"].filter((name) => isWithin(name, "a"))).toEqual(["a", "a/b"])
})
