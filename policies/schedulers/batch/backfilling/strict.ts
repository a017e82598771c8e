import type { BackfillingFactory } from "./backfilling.ts"

/** Nobody overtakes: while the first of the queue has to wait, all wait. */
export const strict: BackfillingFactory = ({ queue, machine }) => ({
  dispatch() {
    while (!queue.isEmpty && queue.leastProcessors <= machine.free(0)) {
      const first = queue.first(machine.now)
      if (!machine.start(first)) return
      queue.removeFirst(first)
    }
  },
})
