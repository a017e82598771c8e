import { expect, test } from "vitest"
import { createRandom } from "../../sim/index.ts"
import { sampleOf } from "./intervals.ts"
import { type Claim, judgeFamily, runsNeeded } from "./verdict.ts"
import { zoneOf } from "./zone.ts"

interface Setting extends Pick<Claim, "direction"> {
  readonly baselineMean: number
  readonly margin: number
}

const claimOf = (
  differences: number[],
  { baselineMean = 100, margin = 0.05, direction = "lower is better" }: Partial<Setting> = {},
): Claim => ({
  sample: sampleOf(differences),
  zone: zoneOf(margin, baselineMean, { floor: 0.1, unit: "s" }),
  direction,
})

const judged = (...claim: Parameters<typeof claimOf>) => {
  const [{ verdict, better }] = judgeFamily([claimOf(...claim)])
  return { verdict, better }
}

test("less of what is better low is better, and the other way round", () => {
  expect(judged([-20, -21, -22])).toEqual({ verdict: "less", better: "policy" })
  expect(judged([20, 21, 22])).toEqual({ verdict: "more", better: "baseline" })
  expect(judged([20, 21, 22], { direction: "higher is better" })).toEqual({
    verdict: "more",
    better: "policy",
  })
  expect(judged([20, 21, 22], { direction: "neither" })).toEqual({ verdict: "more", better: "neither" })
})

test("a difference that is sure but matters to nobody is no victory", () => {
  expect(judged([1, 1.1, 1.2])).toEqual({ verdict: "equivalent within 5 %", better: "neither" })
  expect(judged([1, 1.1, 1.2], { margin: 0.005 })).toEqual({ verdict: "more", better: "baseline" })
})

test("fifty milliseconds against nothing are too little to matter, whatever the per cent say", () => {
  expect(judged([0.05, 0.05, 0.05], { baselineMean: 0 })).toEqual({
    verdict: "equivalent within 0.1 s",
    better: "neither",
  })
  expect(judged([0.2, 0.21, 0.2], { baselineMean: 0 }).verdict).toBe("more")
})

test("a sure difference of which nobody can say whether it matters stays open", () => {
  // Mean 4 of a zone of 5, 95 % interval 2.0 to 6.0: no chance, but not sure to be within the zone.
  expect(judged([3.2, 4, 4.8])).toEqual({ verdict: "not enough runs: need about 6", better: "unknown" })
})

test("a lower bound can lose, and neither win nor be equal", () => {
  const verdictWith = (differences: number[], cut: Partial<Claim>) =>
    judgeFamily([{ ...claimOf(differences), ...cut }])[0].verdict
  const early = "runs end too early to tell"
  expect(verdictWith([20, 21, 22], { isOursCutOff: true })).toBe("more")
  expect(verdictWith([-20, -21, -22], { isOursCutOff: true })).toBe(early)
  expect(verdictWith([-20, -21, -22], { isTheirsCutOff: true })).toBe("less")
  expect(verdictWith([20, 21, 22], { isTheirsCutOff: true })).toBe(early)
  expect(verdictWith([20, 21, 22], { isOursCutOff: true, isTheirsCutOff: true })).toBe(early)
  expect(verdictWith([0, 0, 0], { isTheirsCutOff: true })).toBe(early)
})

test("equal differences need no interval", () => {
  expect(judged([0, 0, 0])).toEqual({ verdict: "equivalent within 5 %", better: "neither" })
  expect(judged([-6, -6])).toEqual({ verdict: "less", better: "policy" })
  expect(judged([0, 0], { baselineMean: 0 })).toEqual({
    verdict: "equivalent within 0.1 s",
    better: "neither",
  })
})

test("one pair says nothing, and a wide interval says how many would", () => {
  expect(judged([-50])).toEqual({ verdict: "not enough runs: need at least 2", better: "unknown" })
  // s = 14.1, effect 5: see below.
  expect(judged([-10, 10])).toEqual({ verdict: "not enough runs: need about 65", better: "unknown" })
  expect(judged([-10, 10], { baselineMean: 0 }).verdict).toBe("not enough runs: need more than 10000")
})

test("beside nineteen others a narrow lead is open that would be a victory by itself", () => {
  // Mean 6, s = 5, n = 6: t = 2.94, p = 0.032.
  const narrow = claimOf([0, 2, 5, 7, 9, 13])
  const noise = Array.from({ length: 19 }, () => claimOf([-30, 20, -15, 25, -10, 11]))
  expect(judgeFamily([narrow])[0]).toMatchObject({ verdict: "more", family: 1 })
  expect(judgeFamily([narrow, ...noise])[0]).toMatchObject({ better: "unknown", family: 20 })
})

test("among five comparisons of equals any winner is called in at most 6.5 % of two thousand families", () => {
  const stream = createRandom(20_261_122).stream("families of equals")
  const draw = () => 100 * stream.next()
  const equals = () => claimOf(Array.from({ length: 10 }, () => draw() - draw()))
  let called = 0
  for (let run = 0; run < 2000; run++) {
    const family = judgeFamily(Array.from({ length: 5 }, equals))
    if (family.some(({ better }) => better === "policy" || better === "baseline")) called++
  }
  expect(called / 2000).toBeLessThanOrEqual(0.065)
})

test("the runs needed are those of the textbook", () => {
  // Cohen's d = 0.5 with 80 % power, paired, two-sided at 5 %: 34. d = 0.2: 199. d = 0.8: 15 (Cohen 1988, G*Power 3).
  expect(runsNeeded(2, 1)).toBe(34)
  expect(runsNeeded(5, 1)).toBe(199)
  expect(runsNeeded(1, 0.8)).toBe(15)
  expect(runsNeeded(0, 1)).toBe(2)
  expect(runsNeeded(1, 0)).toBe(Infinity)
})
