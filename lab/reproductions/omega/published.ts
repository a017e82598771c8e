/**
 * What google/cluster-scheduler-simulator at b882f26 prints for one simulated day of the list of `expected/`, measured by us:
 * 1,000 machines of 4 cpus and 16 GB, decision times of the paper but for the one per service job (for a single path: per
 * job). Its workloads draw from generators without a seed, so the jobs themselves were recorded. A dash: not measured there.
 */
import { type MeasureName } from "./one-run.ts"

/** The set-up that they belong to. */
export const publishedSetUp = { jobs: 18_571, tasks: 885_516, hours: 24, machines: 1000, cpus: 4, memGiB: 16 }

export interface PublishedRun {
  readonly architecture: string
  readonly tJobS: number
  /** As printed; a measure that is not there was not printed. */
  readonly measures: Readonly<Partial<Record<MeasureName, string>>>
}

const columns = [
  "utilisation",
  "locked",
  "batch_wait_s",
  "service_wait_s",
  "batch_busy",
  "service_busy",
  "conflicts_per_ok",
  "conflicts_per_ok_batch",
  "service_wasted",
  "abandoned",
  "left_in_queue",
] as const satisfies readonly MeasureName[]

/** Architecture, t_job in seconds, then the columns. */
const table = `
mono-single 0.1 0.662 0.000 0.02 0.02 0.073 - - - - 0 0
mono-multi 0.1 0.662 0.000 0.02 0.02 0.073 - - - - 0 0
mesos-omega13 0.1 0.662 0.025 0.80 1.28 0.070 0.003 - - 0.000 0 2
omega-fit-inc 0.1 0.662 0.000 0.02 0.00 0.070 0.003 0.015 0.0030 0.000 0 0
omega-seq-aon 0.1 0.662 0.000 0.02 0.00 0.070 0.003 0.019 0.0042 0.000 0 0
mono-single 1 0.662 0.000 0.23 0.20 0.266 - - - - 0 1
mono-multi 1 0.662 0.000 0.03 0.03 0.088 - - - - 0 0
mesos-omega13 1 0.662 0.030 0.81 1.29 0.070 0.018 - - 0.000 0 2
omega-fit-inc 1 0.662 0.000 0.02 0.01 0.070 0.019 0.068 0.0026 0.001 0 0
omega-seq-aon 1 0.662 0.000 0.02 0.01 0.070 0.021 0.119 0.0036 0.002 0 0
mono-single 10 0.308 0.000 23563.56 23193.66 1.000 - - - - 0 10133
mono-multi 10 0.662 0.000 1.15 1.14 0.238 - - - - 0 1
mesos-omega13 10 0.662 0.077 1.49 2.22 0.070 0.169 - - 0.000 0 2
omega-fit-inc 10 0.662 0.000 0.02 1.69 0.070 0.244 0.445 0.0030 0.075 0 0
omega-seq-aon 10 0.662 0.000 0.02 6.27 0.070 0.495 1.916 0.0075 0.326 0 0
mono-single 30 0.108 0.000 36322.46 38230.82 1.000 - - - - 0 15714
mono-multi 30 0.662 0.000 17.62 17.85 0.574 - - - - 0 1
mesos-omega13 30 0.662 0.154 4.00 6.50 0.072 0.504 - - 0.000 0 2
omega-fit-inc 30 0.662 0.000 0.02 194.38 0.070 0.898 0.783 0.0031 0.395 0 0
omega-seq-aon 30 0.190 0.000 0.02 11942.41 0.070 1.000 6.392 0.0020 0.865 0 1059
mono-single 100 0.028 0.000 41184.48 39898.27 0.999 - - - - 0 17709
mono-multi 100 0.365 0.000 20087.37 19651.69 0.999 - - - - 0 8350
mesos-omega13 100 0.661 0.259 10.47 22.09 0.077 1.681 - - 0.000 0 2
omega-fit-inc 100 0.380 0.000 0.02 21767.77 0.070 0.999 0.504 0.0005 0.335 0 874
omega-seq-aon 100 0.125 0.000 0.02 27491.56 0.070 1.000 28.759 0.0002 0.966 0 1418
`

export const publishedRuns: readonly PublishedRun[] = table
  .trim()
  .split("\n")
  .map((line) => {
    const [architecture, tJob, ...cells] = line.split(" ")
    const printed = columns.map((column, i) => [column, cells[i]] as const).filter(([, cell]) => cell !== "-")
    return { architecture, tJobS: Number(tJob), measures: Object.fromEntries(printed) }
  })
