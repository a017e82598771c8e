/** Result tables and the folder that keeps them: all that reports may know of the lab. */
export {
  type Column,
  missing,
  type NumberColumn,
  type RealColumn,
  type Table,
  type TextColumn,
} from "./table.ts"
export { packRows, type PackedTable, unpackRows } from "./packed.ts"
export { csvCell, writeCsv } from "./csv.ts"
export { writeParquet } from "./parquet.ts"
export { type Sink, writeAtomically } from "./atomic-write.ts"
export { ResultsFolderError, type RunIdentity } from "./claim.ts"
export { claimFolder, type RunResults, writeResults } from "./folder.ts"
export {
  claimExperimentFolder,
  readExperiment,
  writeBeside,
  writeExperiment,
  writeExperimentTables,
} from "./experiment-folder.ts"
export type {
  AgentBandRow,
  ComparisonRow,
  ExperimentResults,
  QueueRow,
  RoleRow,
  SeriesRow,
  TrialRow,
  WaitRow,
  WorkloadFacts,
} from "./experiment-results.ts"
export {
  type Curve,
  type CurveAxis,
  judged,
  type JudgedCheck,
  type PublishedCheck,
  type ReproductionResults,
  type ReproductionRow,
} from "./reproduction-results.ts"
export { claimReproductionFolder, writeReproduction } from "./reproduction-folder.ts"
export { type Answer, type AnswerTable } from "./answer.ts"
export { claimAnswerFolder, writeAnswer } from "./answer-folder.ts"
export { Journal, recordsOf } from "./journal.ts"
export { lock } from "./lock.ts"
export {
  claimSweepFolder,
  dropPoints,
  journalFile,
  journalsIn,
  writeChecks,
  pointFolder,
  type Shard,
  type SweepPoints,
  type Value,
  writeSweepDocument,
  writeSweepTables,
} from "./sweep-folder.ts"
