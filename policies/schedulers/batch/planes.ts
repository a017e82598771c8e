/** The batch planes of the catalogue: who is first, and who may overtake. */
import { conservative as conservativeBackfilling } from "./backfilling/conservative.ts"
import { easy as easyBackfilling } from "./backfilling/easy.ts"
import { strict } from "./backfilling/strict.ts"
import {
  arrivalOrder,
  f1Order,
  fairShareOrder,
  multifactorOrder,
  shortestFirst,
  unicepOrder,
  wfp3Order,
} from "./order/orders.ts"
import { batch } from "./plane/plane.ts"

export const fcfs = batch({ name: "batch/fcfs", order: arrivalOrder, backfilling: strict })
export const sjf = batch({ name: "batch/sjf", order: shortestFirst, backfilling: strict })
export const wfp3 = batch({ name: "batch/wfp3", order: wfp3Order, backfilling: strict })
export const unicep = batch({ name: "batch/unicep", order: unicepOrder, backfilling: strict })
export const f1 = batch({ name: "batch/f1", order: f1Order, backfilling: strict })
export const easy = batch({ name: "batch/easy", order: arrivalOrder, backfilling: easyBackfilling })
export const conservative = batch({
  name: "batch/conservative",
  order: arrivalOrder,
  backfilling: conservativeBackfilling,
})
export const fairShare = batch({
  name: "batch/fair-share",
  order: fairShareOrder,
  backfilling: easyBackfilling,
})
export const multifactor = batch({
  name: "batch/multifactor",
  order: multifactorOrder,
  backfilling: easyBackfilling,
})
