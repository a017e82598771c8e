/** The question: what is varied, what is run, what comes out. */
export {
  runTrial,
  type Trial,
  type TrialProgress,
  type TrialResult,
  trialSteps,
  trialTableNames,
} from "./trial.ts"
export { type Counts, type StateCounts, type Utilisation, type Waits } from "./probes/index.ts"
export {
  claimFolder,
  ResultsFolderError,
  type RunIdentity,
  type RunResults,
  type Table,
  writeResults,
} from "./results/index.ts"
