/** Readers of public traces, and what can be done with a workload before it is replayed. */
export { readByteRows } from "./byte-rows.ts"
export { readTrace, summariseTrace, traceFormat, traceFormats, type TraceRequest } from "./catalogue.ts"
export { parseShape } from "./shapes.ts"
export { clusterOf } from "./clusters.ts"
export { importGoogleWith } from "./google-2011.ts"
export { offeredLoad, type OfferedLoad } from "./offered-load.ts"
export { expandPaths } from "./places.ts"
export { cardDocument, type QualityCard, renderCard, type Skip, skippedCount } from "./quality-card.ts"
export { defaultLoad, type LoadTarget, parseLoad, scaleLoad } from "./scale-load.ts"
export { swfDialect } from "./swf.ts"
export { readHeaderLine } from "./swf-machines.ts"
export { TraceError, type TraceProblem } from "./trace-error.ts"
export {
  errorRules,
  type MeasuredTable,
  type OnError,
  type ReadSettings,
  type SummaryTable,
  type TraceFormat,
  type TraceImport,
  type TraceKind,
} from "./trace-format.ts"
export { InputError, parseDuration } from "./units.ts"
