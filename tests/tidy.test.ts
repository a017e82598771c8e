/** Keeps the house in order: what may import what, what the simulated world may touch, what is dead. */
import { expect, test } from "vitest"
import { canaries, innocent } from "./tidy/canaries.ts"
import { circleRules } from "./tidy/circles.ts"
import { pageRules } from "./tidy/pages.ts"
import { describeViolation, projectOf, readProject } from "./tidy/project.ts"
import { purityRules } from "./tidy/purity.ts"
import { roomRules } from "./tidy/rooms.ts"
import { textRules } from "./tidy/text.ts"
import { useRules } from "./tidy/use.ts"

const rules = [...roomRules, ...circleRules, ...purityRules, ...useRules, ...textRules, ...pageRules]
const project = readProject(new URL("../", import.meta.url))

test("the project is read", () => {
  expect(project.sources.map(({ path }) => path)).toContain("tests/tidy.test.ts")
  expect(project.sources.flatMap(({ imports }) => imports).length).toBeGreaterThan(50)
  for (const { path, text, code, comments } of project.sources) {
    expect([code.length, comments.length], path).toEqual([text.length, text.length])
    expect(code.split("{").length, `braces of ${path}`).toBe(code.split("}").length)
  }
})

test.each(rules)("$name", (rule) => {
  const violations = [...rule.find(project)].map(describeViolation)
  expect(violations.join("\n")).toBe("")
})

test.each(canaries)("a project that breaks “$rule” in $guilty is caught", ({ rule, files, guilty }) => {
  const broken = rules.find(({ name }) => name === rule)
  expect(broken, `there is no rule “${rule}”`).toBeDefined()
  expect([...(broken?.find(projectOf(files)) ?? [])].map(({ file }) => file)).toContain(guilty)
})

test("every rule has a canary", () => {
  const guarded = new Set(canaries.map(({ rule }) => rule))
  expect(rules.filter(({ name }) => !guarded.has(name))).toEqual([])
})

test("a tidy project breaks no rule", () => {
  const violations = rules.flatMap((rule) => [...rule.find(projectOf(innocent))].map(describeViolation))
  expect(violations).toEqual([])
})
