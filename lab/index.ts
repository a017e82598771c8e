/** The question: what is varied, what is run, what comes out. */
export {
  runTrial,
  type Trial,
  type TrialProgress,
  type TrialResult,
  trialSteps,
  trialTableNames,
} from "./trial.ts"
export {
  type Experiment,
  type ExperimentTexts,
  gridOf,
  type Outcome,
  policyName,
  type ReadFacts,
  resultsOf,
  type WorkloadSource,
} from "./experiment.ts"
export {
  type Runner,
  type Sweep,
  type SweepTrials,
  outcomesByPoint,
  partOf,
  runInto,
  takeOver,
  trialsOf,
  unfinished,
} from "./sweep.ts"
export { firstRound, type Known, knownOf, nextRound } from "./rounds.ts"
export {
  type News,
  redisAddress,
  type RedisAddress,
  RedisError,
  runOnWorkers,
  serve,
  type TlsFiles,
  type WorkersProgress,
} from "./distributed/index.ts"
export { type Check, judgeAll, type Rule } from "./gate.ts"
export { pilot, type Pilot } from "./pilot.ts"
export { engineDigest } from "./engine.ts"
export { type Ground, inputDigest } from "./trial-key.ts"
export {
  at,
  type ExperimentFile,
  type FilePoint,
  loadExperimentFile,
  type Placed,
  type SeedRule,
} from "./experiment-file/index.ts"
export { type PoolProgress, type PoolSetting, runEach, runTrials, workerCount } from "./pool.ts"
export { threadProgram } from "./thread-program.ts"
export { loadPolicyFile, type PolicyScript, PolicyShapeError } from "./user-policy/index.ts"
export {
  type AuditedWorld,
  auditRoles,
  auditWorld,
  type Finding,
  knownWorlds,
  machinesOf,
  parseWorld,
  promises,
  type PromiseVerdict,
  randomWorld,
  type RoleFinding,
  verdictsOf,
  type World,
  workloadOf,
  worldText,
} from "./audit/index.ts"
export { checkRoles, linesOf, notHeeded, parseRoleSettings, roleLines } from "./roles/index.ts"
export { type Estimate, parseMargin, sampleOf, studentInterval, usualMargin } from "./statistics/index.ts"
export {
  asItIs,
  changesAgainst,
  compact,
  type Compacted,
  compactedQuantile,
  endedRuns,
  hoursPerMonth,
  inflate,
  type Inflated,
  type InflatedPoint,
  type Judged,
  kneeOf,
  loadCarried,
  monthsUntil,
  type Objective,
  parseObjective,
  parsePrices,
  type Prices,
  type Runs,
  runsFor,
  type RunSettings,
  type Setup,
  type Sized,
  sizeFor,
  type SizePoint,
  type Swing,
  tornado,
  watchesFor,
  withSpareRack,
} from "./questions/index.ts"
export {
  type Counts,
  type StateCounts,
  type Utilisation,
  type Waits,
  type WaitWatch,
} from "./probes/index.ts"
export {
  type Answer,
  type AnswerTable,
  claimAnswerFolder,
  claimExperimentFolder,
  claimFolder,
  claimReproductionFolder,
  claimSweepFolder,
  type ComparisonRow,
  dropPoints,
  type ExperimentResults,
  Journal,
  journalFile,
  journalsIn,
  judged,
  lock,
  pointFolder,
  readExperiment,
  type ReproductionResults,
  ResultsFolderError,
  type RunIdentity,
  type RunResults,
  type Shard,
  type Table,
  type TrialRow,
  writeAnswer,
  writeBeside,
  writeChecks,
  writeExperiment,
  writeExperimentTables,
  writeReproduction,
  writeResults,
  writeSweepDocument,
  writeSweepTables,
} from "./results/index.ts"
export {
  type Reproduced,
  type Reproduction,
  reproductionCatalogue,
  ReproductionError,
  type ReproductionFlag,
  reproductionFlags,
  reproductionNamed,
  type ReproductionOptions,
} from "./reproductions/index.ts"
