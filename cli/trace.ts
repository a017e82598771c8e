/** `mesoscope trace`: what can be done with a trace without replaying it. */
import { buildRouteMap } from "@stricli/core"
import { traceCheckCommand } from "./trace-check.ts"
import { traceConvertCommand } from "./trace-convert.ts"
import { traceFitCommand } from "./trace-fit.ts"
import { traceHeadCommand } from "./trace-head.ts"
import { traceSummaryCommand } from "./trace-summary.ts"

export const traceRoutes = buildRouteMap({
  routes: {
    check: traceCheckCommand,
    head: traceHeadCommand,
    summary: traceSummaryCommand,
    convert: traceConvertCommand,
    fit: traceFitCommand,
  },
  docs: { brief: "Check, look at, summarise, convert and fit traces" },
})
