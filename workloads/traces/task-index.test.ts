import fc from "fast-check"
import { expect, test } from "vitest"
import { TaskIndex } from "./task-index.ts"

test("every task is found where it was added, whatever the numbers", () => {
  const number = fc.oneof(fc.nat(40), fc.nat(2 ** 31 - 1))
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(5), number), { maxLength: 200 }), (pairs) => {
      const index = new TaskIndex()
      const known = new Map<string, number>()
      for (const [job, task] of pairs) {
        const id = job * 2 ** 40
        const expected = known.get(`${job}/${task}`) ?? -1
        expect(index.find(id, task)).toBe(expected)
        if (expected < 0) known.set(`${job}/${task}`, index.add(index.job(id), task))
      }
      expect(index.count).toBe(known.size)
      for (const [pair, row] of known) {
        const [job, task] = pair.split("/").map(Number)
        expect(index.find(job * 2 ** 40, task)).toBe(row)
      }
    }),
    { numRuns: 100 },
  )
})
