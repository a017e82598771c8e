import { expect, test } from "vitest"
import { InvariantError } from "../sim/index.ts"
import { BrokenRunError, describeError, exitCodeOf, UsageError } from "./errors.ts"
import { bold } from "./output.ts"
import { duration, grouped, percent, printable, shellWord } from "./text.ts"

test("a broken invariant tells what broke, when, with which seed, and how to see it again", () => {
  const cause = new InvariantError("4 cpus offered on agent 12, which has 2.5 (t = 3 s, seed 42)")
  const error = new BrokenRunError(cause, "npx mesoscope replay --seed 42 a.csv")
  expect(exitCodeOf(error)).toBe(3)
  expect(describeError(error)).toBe(
    "mesoscope: 4 cpus offered on agent 12, which has 2.5 (t = 3 s, seed 42) " +
      "This is a mistake in Mesoscope or in the policy, not in your input.\nRun: npx mesoscope replay --seed 42 a.csv",
  )
})

test("the user's mistakes are told without a stack and end with 2, ours with it and with 3", () => {
  expect(describeError(new UsageError("no seed"))).toBe("mesoscope: no seed")
  expect(exitCodeOf(new UsageError("no seed"))).toBe(2)
  expect(
    exitCodeOf(Object.assign(new Error("ENOSPC: disk full"), { code: "ENOSPC", syscall: "write" })),
  ).toBe(2)
  expect(describeError(new TypeError("x is undefined"))).toContain("errors.test.ts")
  expect(exitCodeOf(new TypeError("x is undefined"))).toBe(3)
})

test("names lose what would move the cursor or turn the line around", () => {
  expect(printable("a\u001b[31mb\u202ec\r\nd")).toBe("a\ufffd[31mb\ufffdc\ufffd\nd")
})

test("bold is for terminals that want it", () => {
  const output = (isTerminal: boolean) => ({ isTerminal, write: () => {} })
  expect(bold("x", output(true), {})).toBe("\u001b[1mx\u001b[22m")
  expect(bold("x", output(true), { NO_COLOR: "1" })).toBe("x")
  expect(bold("x", output(false), {})).toBe("x")
})

test("numbers are written for people", () => {
  expect([0, 0.00001, 0.41, 12.34, 200, 9000, 400_000].map(duration)).toEqual([
    "0 s",
    "<1 ms",
    "410 ms",
    "12.3 s",
    "3.33 min",
    "2.50 h",
    "4.63 d",
  ])
  expect([0, 0.0001, 0.531, 1].map(percent)).toEqual(["0.0 %", "<0.1 %", "53.1 %", "100.0 %"])
  expect(grouped(1234567)).toBe("1,234,567")
})

test("a word of a command survives the shell", () => {
  expect(["a/b-1.csv", "x y", "it's", "drf(a=1)"].map(shellWord)).toEqual([
    "a/b-1.csv",
    "'x y'",
    `'it'\\''s'`,
    "'drf(a=1)'",
  ])
})
