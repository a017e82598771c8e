import fc from "fast-check"
import { expect, test } from "vitest"
import { createRandom, type OfferList } from "../../sim/index.ts"
import { tiny } from "../../sim/testing/index.ts"
import { PendingTasks } from "./pending-tasks.ts"

const offerOf = (cpus: number, mem: number): OfferList => ({
  length: 1,
  id: () => 0,
  agent: () => 0,
  amount: (_position, kind) => [cpus * 1000, mem * 1000, 0, 0][kind],
})

test("of any tasks, added in any order, an offer takes what a walk along the list takes", () => {
  const size = fc.record({ cpus: fc.nat(3), mem: fc.nat(3) })
  const offers = fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { maxLength: 5 })
  fc.assert(
    fc.property(fc.array(size, { maxLength: 9 }), fc.array(fc.nat()), offers, (sizes, swaps, offered) => {
      const { jobs } = tiny({ agents: 1, jobs: sizes.map((of) => ({ framework: "a", ...of })) })
      const column = () => new Int32Array(jobs.taskCount)
      const setting = { id: 0, jobs, isWaiting: () => true, random: createRandom(1) }
      const pending = new PendingTasks({ ...setting, nextTask: column(), orderOfTask: column() })
      let list = [...sizes.keys()]
      for (const swap of swaps) list = [...list.splice(swap % (list.length || 1), 1), ...list]
      for (const task of list) pending.add(task)
      for (const [cpus, mem] of offered) {
        const left = { cpus, mem }
        const taken = list.filter((task) => {
          const fits = sizes[task].cpus <= left.cpus && sizes[task].mem <= left.mem
          if (fits) {
            left.cpus -= sizes[task].cpus
            left.mem -= sizes[task].mem
          }
          return fits
        })
        list = list.filter((task) => !taken.includes(task))
        expect(pending.takeWhatFits(offerOf(cpus, mem), 0)).toEqual(taken)
        expect(pending.count).toBe(list.length)
      }
    }),
    { numRuns: 100 },
  )
})
