/**
 * Google clusterdata-2011-2: task_events (one file or parts in order), with machine_events for the machines; or
 * job_events, also folded to a row per job, where that is all there is; or machine_events alone, an inventory.
 * Format: "Google cluster-usage traces: format + schema", Reiss, Wilkes, Hellerstein, 2011 (version 2.1, 2014).
 *
 * Headerless CSV; an empty cell is null; times in µs from 600 s before the window, 0 = before it; requests as
 * fractions of the largest machine. A job is one of the trace's; where its tasks are submitted more than 1 s
 * apart, each such wave is a job of its own here, with the label of the whole.
 */
import type { Workload } from "../../sim/index.ts"
import { readByteRows } from "./byte-rows.ts"
import { CardNotes } from "./card-notes.ts"
import { readCsvRows } from "./csv-rows.ts"
import { isFoldedJobs, isJobEvents, readFoldedJobs, readJobEvents } from "./google-jobs.ts"
import { hasMachineCells, readMachines } from "./google-machines.ts"
import { type GoogleFiles, googleSummary } from "./google-summary.ts"
import { googleTable, rolesByClass, rolesByPriority } from "./google-table.ts"
import { isTaskEvents, readTaskEvents } from "./google-task-events.ts"
import { GoogleTasks } from "./google-tasks.ts"
import { peekLines, storedSize } from "./parts.ts"
import type { RowSource } from "./rows.ts"
import { provenance, type ReadSettings, type TraceFormat, type TraceImport } from "./trace-format.ts"

export const google2011: TraceFormat = {
  name: "google-2011",
  about:
    "Google's Borg cell of May 2011: 12,500 machines, task by task, with preemptions and machine failures",
  citation:
    "Wilkes, Reiss, Hellerstein: Google cluster-usage traces v2 (clusterdata-2011-2), Google Inc., 2011, https://github.com/google/cluster-data.",
  licence: "CC-BY 4.0",
  recognise: (lines) => kindOf(lines) !== undefined,
  read: (paths, settings) => readGoogle(paths, settings, readByteRows),
  summarise: async (paths, settings) => googleSummary(await filesByKind(paths, settings), settings),
}

/** Reads with the row source given, so that both can be compared. */
export async function readGoogle(
  paths: readonly string[],
  settings: ReadSettings,
  rowSource: RowSource,
): Promise<TraceImport> {
  const files = await filesByKind(paths, settings)
  const notes = new CardNotes(settings)
  const tasks = new GoogleTasks(await expectedTasks(files))
  const rows = await readWhatIsAsked(files, tasks, settings, notes, rowSource)
  const asksForNothing = tasks.jobs.length === 0 && files.machines.length > 0
  const machines =
    files.machines.length === 0
      ? undefined
      : await readMachines(files.machines, asksForNothing ? undefined : tasks.lastTime, settings, notes)
  const jobs = googleTable(tasks, files.tasks.length > 0 ? rolesByPriority : rolesByClass, notes, settings)
  noteTheRest(files, notes)
  const workload: Workload = {
    name: google2011.name,
    provenance: provenance(google2011),
    jobs,
    ...(machines === undefined ? {} : { agents: machines.agents }),
    horizon: asksForNothing ? (machines?.lastTime ?? 0) : tasks.lastTime,
  }
  const card = notes.card({
    format: google2011.name,
    kind: asksForNothing ? "inventory" : "workload",
    paths: [...files.tasks, ...files.jobs, ...files.foldedJobs, ...files.machines],
    rows,
    machineRows: machines?.rows ?? 0,
    workload,
    jobs: tasks.jobs.length,
  })
  return { workload, card }
}

/** A guess from the size of the files: some 280 bytes of task events a task, packed to an eighth. */
async function expectedTasks({ tasks }: GoogleFiles): Promise<number> {
  const bytes = (await storedSize(tasks)) ?? 0
  return Math.ceil(bytes / (tasks.some((path) => /\.(?:gz|zst)$/.test(path)) ? 35 : 280))
}

/** Task events tell all that job events tell; where they are there, the others are left alone. */
async function readWhatIsAsked(
  { tasks: taskFiles, jobs, foldedJobs }: GoogleFiles,
  tasks: GoogleTasks,
  settings: ReadSettings,
  notes: CardNotes,
  rowSource: RowSource,
): Promise<number> {
  const beside = jobs.length + foldedJobs.length
  if (taskFiles.length > 0) {
    if (beside > 0) notes.dropped.push(`${beside} files of job events: the task events tell the same`)
    return readTaskEvents(taskFiles, tasks, settings, notes, rowSource)
  }
  const events = jobs.length === 0 ? 0 : await readJobEvents(jobs, tasks, settings, notes)
  return events + (foldedJobs.length === 0 ? 0 : await readFoldedJobs(foldedJobs, tasks, settings, notes))
}

async function filesByKind(paths: readonly string[], settings: ReadSettings): Promise<GoogleFiles> {
  const files = {
    tasks: [] as string[],
    machines: settings.machines === undefined ? [] : [settings.machines],
    jobs: [] as string[],
    foldedJobs: [] as string[],
  }
  // What is of no kind is read as task events, which say what is wrong with it.
  for (const path of paths) files[kindOf(await peekLines(path, settings)) ?? "tasks"].push(path)
  return files
}

function kindOf(lines: readonly string[]): keyof GoogleFiles | undefined {
  if (isTaskEvents(lines)) return "tasks"
  if (hasMachineCells(lines)) return "machines"
  if (isJobEvents(lines)) return "jobs"
  return isFoldedJobs(lines) ? "foldedJobs" : undefined
}

function noteTheRest({ tasks, jobs, foldedJobs }: GoogleFiles, notes: CardNotes): void {
  notes.assumptions.push(
    "cpus = 64 × request, mem = 256 GiB × request: the trace tells fractions of its largest machine",
  )
  if (tasks.length > 0) {
    notes.assumptions.push(
      "roles free (priority 0–1), batch (2–8), production (9–11) with weights 1, 2, 4; a framework per user and role",
      "a task keeps its first request; duration = last end − last SCHEDULE; FAIL, KILL and LOST end as failed",
    )
    notes.dropped.push(
      "machine_id: where the original cluster ran a task is its own decision; how often it evicted it is kept",
      "disk_request: machine_events tells no disk",
      "UPDATE_PENDING, UPDATE_RUNNING: a task keeps its first request",
    )
  } else if (jobs.length + foldedJobs.length > 0) {
    notes.assumptions.push(
      "a role per scheduling class, weight 1; a framework per user and class; a job is one task",
      "duration = last end − last SCHEDULE of the job; FAIL, KILL and LOST end as failed",
    )
    notes.dropped.push("job_name, logical_job_name: hashes of names, of which nothing follows")
  }
}

/** Rows read by one of the two row sources, all columns of the import filled: what bench/readers.ts measures. */
export async function importGoogleWith(
  source: "bytes" | "csv-parse",
  paths: readonly string[],
): Promise<number> {
  const { card } = await readGoogle(paths, {}, source === "bytes" ? readByteRows : readCsvRows)
  return card.rows
}
