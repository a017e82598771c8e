import { expect, test } from "vitest"
import { parseAttributes } from "./attributes.ts"
import { isExcluded } from "./offer-constraints.ts"

const agent = {
  hostname: "host1",
  domain: { region: "eu", zone: "z1" },
  attributes: parseAttributes("rack:r1;rack:r2;cores:8"),
}

type Selector = { readonly attribute_name: string } | { readonly pseudoattribute_type: "HOSTNAME" | "REGION" }

function wants(selector: Selector, predicate: object, role = "a"): boolean {
  const groups = [{ attribute_constraints: [{ selector, predicate }] }]
  return !isExcluded({ role_constraints: { a: { groups } } }, role, agent)
}

const rack = { attribute_name: "rack" }
const cores = { attribute_name: "cores" }
const missing = { attribute_name: "missing" }

test.each([
  ["exists", { exists: {} }, [true, true, false]],
  ["does not exist", { not_exists: {} }, [false, false, true]],
  ["equals", { text_equals: { value: "r1" } }, [true, true, false]],
  ["equals another", { text_equals: { value: "r2" } }, [false, true, false]],
  ["does not equal", { text_not_equals: { value: "r1" } }, [false, true, true]],
  ["matches in full", { text_matches: { regex: "r[0-9]" } }, [true, true, false]],
  ["matches in part", { text_matches: { regex: "[0-9]" } }, [false, true, false]],
  ["does not match", { text_not_matches: { regex: "r.*" } }, [false, true, true]],
])("a text, a number and nothing, where the attribute %s", (_, predicate, wanted) => {
  expect([rack, cores, missing].map((selector) => wants(selector, predicate))).toEqual(wanted)
})

test("host and region are attributes too, and roles without constraints want everything", () => {
  expect(wants({ pseudoattribute_type: "HOSTNAME" }, { text_equals: { value: "host1" } })).toBe(true)
  expect(wants({ pseudoattribute_type: "REGION" }, { text_equals: { value: "us" } })).toBe(false)
  expect(wants(missing, { exists: {} }, "b")).toBe(true)
})
