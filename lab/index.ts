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
export { type PoolProgress, runTrials, workerCount } from "./pool.ts"
export { threadProgram } from "./thread-program.ts"
export { loadPolicyFile, type PolicyScript, PolicyShapeError } from "./user-policy/index.ts"
export { checkRoles, linesOf, notHeeded, parseRoleSettings, roleLines } from "./roles/index.ts"
export { type Estimate, sampleOf, studentInterval } from "./statistics/index.ts"
export {
  hoursPerMonth,
  kneeOf,
  loadCarried,
  monthsUntil,
  type Objective,
  parseObjective,
  parsePrices,
  type Prices,
  type Runs,
  runsFor,
  type Setup,
  type Sized,
  sizeFor,
  type SizePoint,
  withSpareRack,
} from "./questions/index.ts"
export { type Counts, type StateCounts, type Utilisation, type Waits } from "./probes/index.ts"
export {
  type Answer,
  type AnswerTable,
  claimAnswerFolder,
  claimExperimentFolder,
  claimFolder,
  claimReproductionFolder,
  type ComparisonRow,
  type ExperimentResults,
  judged,
  readExperiment,
  type ReproductionResults,
  ResultsFolderError,
  type RunIdentity,
  type RunResults,
  type Table,
  type TrialRow,
  writeAnswer,
  writeBeside,
  writeExperiment,
  writeExperimentTables,
  writeReproduction,
  writeResults,
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
