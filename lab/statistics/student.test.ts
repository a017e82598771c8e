import { expect, test } from "vitest"
import { normalCdf, normalQuantile, studentCdf, studentQuantile } from "./student.ts"

const expectNear = (actual: number, wanted: number, within = 1e-10) => {
  expect(Math.abs(actual - wanted), `${actual} is not ${wanted}`).toBeLessThan(within)
}

test("the quantiles of Student's t are those of the tables", () => {
  expectNear(studentQuantile(0.975, 9), 2.2621571627409915)
  // One degree of freedom is Cauchy's law, tan(π (p − ½)); two have (2p − 1) ÷ √(2 p (1 − p)).
  expectNear(studentQuantile(0.975, 1), 12.7062047361747, 1e-9)
  expectNear(studentQuantile(0.975, 2), 0.95 / Math.sqrt(2 * 0.975 * 0.025))
  expectNear(studentQuantile(0.75, 1), 1)
  expectNear(studentQuantile(0.975, 1_000_000), 1.959966, 1e-6)
})

test("the distribution of Student's t with two degrees of freedom has its closed form", () => {
  for (const t of [-30, -2, -0.1, 0, 0.5, 1, 7])
    expectNear(studentCdf(t, 2), 0.5 + t / (2 * Math.sqrt(2 + t * t)))
})

test("with three degrees of freedom too", () => {
  for (const t of [-4, -1, 0.3, 2, 20]) {
    const x = t / Math.sqrt(3)
    expectNear(studentCdf(t, 3), 0.5 + (x / (1 + x * x) + Math.atan(x)) / Math.PI)
  }
})

test("a quantile and its probability belong together, far out as well", () => {
  for (const freedom of [1, 4, 9, 29, 500])
    for (const p of [0.001, 0.2, 0.5, 0.8, 0.9995])
      expectNear(studentCdf(studentQuantile(p, freedom), freedom), p)
})

test("the normal law is that of the tables", () => {
  expectNear(normalCdf(0), 0.5)
  expectNear(normalCdf(1), 0.8413447460685429)
  expectNear(normalCdf(-1.959963984540054), 0.025)
  expectNear(normalCdf(4), 0.9999683287581669)
  expectNear(normalQuantile(0.975), 1.959963984540054)
  expectNear(normalQuantile(0.8), 0.8416212335729143)
  expectNear(normalQuantile(0.001), -3.090232306167813)
  expect(normalQuantile(1)).toBe(Infinity)
})

test("there is no quantile of no distribution", () => {
  expect(() => studentQuantile(1, 9)).toThrow("there is no t quantile 1 with 9 degrees of freedom")
  expect(() => studentQuantile(0.5, 0)).toThrow("0 degrees")
})
