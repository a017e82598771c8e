/**
 * The joint histogram of jobs. A job falls into a cell by how many tasks it has, what they request, how long they last,
 * how much they differ, whether they fail and whether they outlive the trace, all at once: so what goes together in the
 * trace goes together in what is drawn.
 */
import { endsFailed, type JobTable, log, never, scalarCount } from "../../../sim/index.ts"
import type { FittedKind, FittedStage } from "./fitted-model.ts"
import { ascending, middleTable, quantileAt, quantileTable } from "./quantiles.ts"

const ln2 = log(2)
/** Where one class of spread ends and the next begins. */
const spreadEnds = [0.01, 0.25, 0.75, 1.5, Number.POSITIVE_INFINITY]
const quantilesInCell = 33
const spreadQuantiles = 65

/** The cell of every job, and the tables that tell what lies within cells. */
export interface JobKinds {
  readonly shapes: readonly (readonly number[])[]
  readonly kinds: readonly FittedKind[]
  /** For each job its place in `kinds`. */
  readonly ofJob: Int32Array
  readonly sizes: Readonly<Record<string, readonly number[]>>
  readonly paces: Readonly<Record<string, readonly number[]>>
  readonly spreads: readonly (readonly number[])[]
}

/** How finely jobs are told apart. */
export interface KindDetail {
  /** So many requests are kept; the others are taken for the nearest of these. */
  readonly mostShapes: number
  /** Into how many parts an octave of durations falls. */
  readonly pacesPerOctave: number
}

export function kindsOf(jobs: JobTable, detail: KindDetail): JobKinds {
  const shapes = fewShapes(jobs, detail.mostShapes)
  const places = new Map<string, number>()
  const sums: Cell[] = []
  const tables = { sizes: new Map<number, number[]>(), paces: new Map<number, number[]>() }
  const deviations: number[][] = spreadEnds.map(() => [])
  const ofJob = new Int32Array(jobs.jobCount)
  for (let job = 0; job < jobs.jobCount; job++) {
    const stages: FittedStage[] = []
    for (let stage = jobs.jobFirstStage[job]; stage < jobs.jobFirstStage[job + 1]; stage++) {
      const tasks = stageTasks(jobs, stage)
      if (tasks.count === 0) continue
      const { described, scale } = describeStage(jobs, stage, tasks, {
        shapeOf: shapes.of,
        deviations,
        ...detail,
      })
      stages.push(described)
      listIn(tables.sizes, described.octave).push(tasks.count)
      if (described.pace >= 0) listIn(tables.paces, described.pace).push(scale)
    }
    const key = JSON.stringify(stages.map(cellOf))
    let place = places.get(key)
    if (place === undefined) {
      places.set(key, (place = sums.length))
      sums.push({ jobs: 0, stages: stages.map((stage) => ({ ...stage, endless: 0, failed: 0 })) })
    }
    ofJob[job] = place
    addTo(sums[place], stages)
  }
  return {
    shapes: shapes.table,
    kinds: sums.map(meanOf),
    ofJob,
    sizes: tableOf(tables.sizes, middleTable),
    paces: tableOf(tables.paces, quantileTable),
    spreads: deviations.map((all, place) =>
      place === 0 || all.length === 0
        ? [0]
        : quantileTable(all.sort(ascending), spreadQuantiles).map((deviation) => rounded(deviation)),
    ),
  }
}

interface Cell {
  jobs: number
  readonly stages: { -readonly [Name in keyof FittedStage]: FittedStage[Name] }[]
}

/** Shares of 0 and 1 are cells of their own; those between are averaged. */
const cellOf = (stage: FittedStage) => [
  stage.octave,
  stage.shape,
  stage.pace,
  stage.spread,
  part(stage.endless),
  part(stage.failed),
  stage.gang,
]

const part = (share: number) => (share === 0 || share === 1 ? share : 0.5)

function addTo(cell: Cell, stages: readonly FittedStage[]): void {
  cell.jobs++
  for (const [i, { endless, failed }] of stages.entries()) {
    cell.stages[i].endless += endless
    cell.stages[i].failed += failed
  }
}

const meanOf = ({ jobs, stages }: Cell): FittedKind =>
  stages.map((stage) => ({
    ...stage,
    endless: rounded(stage.endless / jobs),
    failed: rounded(stage.failed / jobs),
  }))

/** To a ten-thousandth. */
const rounded = (value: number) => Math.round(value * 10_000) / 10_000

interface StageTasks {
  readonly first: number
  readonly count: number
}

function stageTasks({ stageFirstTask }: JobTable, stage: number): StageTasks {
  return { first: stageFirstTask[stage], count: stageFirstTask[stage + 1] - stageFirstTask[stage] }
}

interface Describing extends KindDetail {
  readonly shapeOf: Int32Array
  readonly deviations: number[][]
}

function describeStage(
  jobs: JobTable,
  stage: number,
  { first, count }: StageTasks,
  { shapeOf, deviations, pacesPerOctave }: Describing,
): { described: FittedStage; scale: number } {
  let [endless, failed, finite] = [0, 0, 0]
  const durations: number[] = []
  const shapes = new Map<number, number>()
  for (let task = first; task < first + count; task++) {
    const duration = jobs.taskDuration[task]
    if (jobs.taskEnds[task] === endsFailed) failed++
    if (duration >= never) endless++
    else finite++
    if (duration < never && duration > 0) {
      durations.push(duration)
    }
    const shape = shapeOf[jobs.taskShape[task]]
    shapes.set(shape, (shapes.get(shape) ?? 0) + 1)
  }
  const scale = durations.length === 0 ? 0 : quantileAt(durations.sort(ascending), 0.5)
  const logs = durations.map((duration) => log(duration / scale))
  const spread = spreadOf(logs)
  for (const one of logs) deviations[spread].push(one)
  const described = {
    octave: octaveOf(count),
    shape: commonest(shapes),
    pace: scale === 0 ? -1 : Math.floor((pacesPerOctave * log(scale)) / ln2),
    spread,
    endless: endless / count,
    // Those that outlive the trace are not seen to fail.
    failed: finite === 0 ? 0 : Math.min(1, failed / finite),
    gang: jobs.stageGang[stage] === 1,
  }
  return { described, scale }
}

/** log2 of a whole number of 1 or more, rounded down. */
const octaveOf = (count: number) => 31 - Math.clz32(Math.min(count, 2 ** 31))

/** The root of the mean squared logarithm of duration over median, as a class. */
function spreadOf(logs: readonly number[]): number {
  if (logs.length === 0) return 0
  const deviation = Math.sqrt(logs.reduce((sum, one) => sum + one * one, 0) / logs.length)
  return spreadEnds.findIndex((end) => deviation <= end)
}

/** The one named most often; of equals the first. */
function commonest(counts: ReadonlyMap<number, number>): number {
  let best = -1
  let most = 0
  for (const [value, count] of counts)
    if (count > most) {
      best = value
      most = count
    }
  return best
}

function tableOf(
  lists: ReadonlyMap<number, number[]>,
  make: (values: readonly number[], most: number) => number[],
): Record<string, number[]> {
  return Object.fromEntries(
    [...lists]
      .sort(([a], [b]) => a - b)
      .map(([key, values]) => [key, make(values.sort(ascending), quantilesInCell)]),
  )
}

function listIn(lists: Map<number, number[]>, key: number): number[] {
  const list = lists.get(key) ?? []
  lists.set(key, list)
  return list
}

/** The requests that most jobs make; the others are taken for the nearest of these. */
function fewShapes(
  jobs: JobTable,
  mostShapes: number,
): { table: readonly (readonly number[])[]; of: Int32Array } {
  const all = Array.from({ length: jobs.shapes.length / scalarCount }, (_, shape) =>
    Array.from(jobs.shapes.subarray(shape * scalarCount, (shape + 1) * scalarCount)),
  )
  const asked = new Float64Array(all.length)
  let last = -1
  for (let task = 0; task < jobs.taskCount; task++) {
    // A stage counts once for each request it makes in a row, however many tasks it has.
    const isNew = jobs.taskStage[task] !== last || jobs.taskShape[task] !== jobs.taskShape[task - 1]
    if (isNew) asked[jobs.taskShape[task]]++
    last = jobs.taskStage[task]
  }
  const order = [...all.keys()].filter((shape) => asked[shape] > 0)
  order.sort((a, b) => asked[b] - asked[a] || a - b)
  const kept = order.slice(0, mostShapes)
  const table = kept.map((shape) => all[shape])
  const of = Int32Array.from(all, (shape) => nearestShape(shape, table))
  return { table, of }
}

/** Far apart: one asks for what the other does not. */
const unlike = 1000

function nearestShape(shape: readonly number[], table: readonly (readonly number[])[]): number {
  let best = -1
  let least = Number.POSITIVE_INFINITY
  for (const [place, other] of table.entries()) {
    let distance = 0
    for (const [k, amount] of shape.entries()) {
      if (amount === other[k]) continue
      distance += amount === 0 || other[k] === 0 ? unlike : Math.abs(log(amount / other[k]))
    }
    if (distance >= least) continue
    least = distance
    best = place
  }
  return best
}
