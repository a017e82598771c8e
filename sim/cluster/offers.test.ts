import fc from "fast-check"
import { expect, test } from "vitest"
import { InvariantError } from "../kernel/assert.ts"
import { OfferTable } from "./offers.ts"

test("a slot is used again under another id, and an answer to the old one is noticed", () => {
  const offers = new OfferTable()
  const slot = offers.open(7, 3)
  const first = offers.idAt(slot)
  offers.close(slot)
  expect(offers.open(8, 4)).toBe(slot)
  const second = offers.idAt(slot)
  expect(second).not.toBe(first)
  expect([offers.isOpen(first), offers.isOpen(second)]).toEqual([false, true])
  expect([offers.agent[offers.slotOf(second)], offers.framework[offers.slotOf(second)]]).toEqual([8, 4])
  expect(() => offers.slotOf(first)).toThrow(
    new InvariantError(`offer ${first} is not open: it was answered, rescinded or never made`),
  )
})

test.each([-1, 0, 5, 2 ** 40])("offer %d was never made", (id) => {
  expect(new OfferTable().isOpen(id)).toBe(false)
  expect(() => new OfferTable().slotOf(id)).toThrow("it was answered, rescinded or never made")
})

test("however offers are opened and closed, the open ones are known, and only they", () => {
  // A number closes the open offer that stands there; undefined opens one. Enough of them to outgrow the first columns.
  const step = fc.option(fc.nat(200), { nil: undefined, freq: 3 })
  fc.assert(
    fc.property(fc.array(step, { minLength: 100, maxLength: 400 }), (steps) => {
      const offers = new OfferTable()
      const open: { id: number; agent: number }[] = []
      const closed: number[] = []
      for (const [agent, close] of steps.entries()) {
        if (close === undefined || open.length === 0)
          open.push({ id: offers.idAt(offers.open(agent, 0)), agent })
        else {
          const [gone] = open.splice(close % open.length, 1)
          offers.close(offers.slotOf(gone.id))
          closed.push(gone.id)
        }
      }
      expect([offers.openCount, offers.made]).toEqual([open.length, open.length + closed.length])
      for (const { id, agent } of open) expect(offers.agent[offers.slotOf(id)]).toBe(agent)
      expect(closed.filter((id) => offers.isOpen(id))).toEqual([])
      const slots = Array.from({ length: offers.slotCount }, (_, slot) => slot)
      const walked = slots.filter((slot) => offers.slotIsOpen(slot)).map((slot) => offers.idAt(slot))
      expect(walked.toSorted((a, b) => a - b)).toEqual(open.map(({ id }) => id).toSorted((a, b) => a - b))
    }),
    { numRuns: 30 },
  )
})
