/** Figure 19: what waits over time, and whether there is room for it. */
import type { ExperimentResults, QueueRow } from "../../lab/results/index.ts"
import { count, counted, listed } from "../numbers.ts"
import { groupBy, sum } from "../statistics.ts"
import { colour, type Layout } from "../theme.ts"
import { linearAxis, timeAxis } from "./axes.ts"
import type { VegaFigure } from "./figure.ts"
import { fullColumns, grid, type Layer } from "./panels.ts"
import { endOf, pictureBasis, policiesIn, type Policy, steps } from "./select.ts"

export const queue: VegaFigure = {
  kind: "vega-lite",
  id: "queue",
  number: 19,
  applies: (results) => results.queue.length > 0,
  title: () => "What waits, and why",
  sentence(results) {
    const parts = queuesOf(results).map(({ policy, bins }) => {
      const tasks = bins.map((bin) => bin.fits.tasks + bin.noRoom.tasks)
      return `${counted(Math.round(Math.max(...tasks)), "task")} under ${policy.label} (${count(Math.round(sum(tasks) / tasks.length))} on average)`
    })
    return `At most ${listed(parts)} wait at once. “Fits” waits for an offer or a turn; “no room” fits no agent as it is then.`
  },
  basis: (results) => `${pictureBasis(results, results.queue)}; as it is in the middle of each step`,
  alt: (results) =>
    `Stacked areas over time of the tasks that wait and the CPUs they ask for, apart by whether some agent has room, one panel per policy (${listed(queuesOf(results).map(({ policy }) => policy.label))}). The table below has means and peaks.`,
  table(results) {
    return {
      columns: [
        { name: "policy", label: "policy" },
        { name: "reason", label: "reason" },
        { name: "tasks_mean", label: "mean tasks", show: count },
        { name: "tasks_peak", label: "peak tasks", show: count },
        { name: "cpus_mean", label: "mean cores asked", show: count },
        { name: "cpus_peak", label: "peak cores asked", show: count },
      ],
      rows: queuesOf(results).flatMap(({ policy, bins }) =>
        (["fits", "noRoom"] as const).map((reason) => {
          const of = (field: "tasks" | "cpus") => bins.map((bin) => bin[reason][field])
          const mean = (values: readonly number[]) => sum(values) / values.length
          return [
            policy.label,
            reason === "fits" ? "fits" : "no room",
            mean(of("tasks")),
            Math.max(...of("tasks")),
            mean(of("cpus")),
            Math.max(...of("cpus")),
          ]
        }),
      ),
    }
  },
  spec,
}

interface Amount {
  readonly tasks: number
  readonly cpus: number
}

interface Bin {
  readonly time_s: number
  readonly fits: Amount
  readonly noRoom: Amount
}

interface Queue {
  readonly policy: Policy
  readonly bins: readonly Bin[]
}

const mostBins = 120

function queuesOf(results: ExperimentResults): Queue[] {
  const byPolicy = groupBy(results.queue, ({ policy }) => policy)
  return policiesIn(results, results.queue).map((policy) => {
    const byTime = [...groupBy(byPolicy.get(policy.policy) ?? [], ({ time_s }) => time_s)].sort(
      ([a], [b]) => a - b,
    )
    const chunk = Math.max(1, Math.ceil(byTime.length / mostBins))
    const bins = Array.from({ length: Math.ceil(byTime.length / chunk) }, (_, i): Bin => {
      const own = byTime.slice(i * chunk, (i + 1) * chunk)
      const rows = own.flatMap(([, group]) => group)
      const mean = (reason: QueueRow["reason"], field: "tasks" | "cpus") =>
        sum(rows.filter((row) => row.reason === reason).map((row) => row[field])) / own.length
      const amount = (reason: QueueRow["reason"]) => ({
        tasks: mean(reason, "tasks"),
        cpus: mean(reason, "cpus"),
      })
      return { time_s: own[0][0], fits: amount("fits"), noRoom: amount("no room") }
    })
    return { policy, bins }
  })
}

const measures = [
  { field: "tasks", name: "tasks waiting", unit: "tasks" },
  { field: "cpus", name: "CPUs they ask for", unit: "cores" },
] as const

function spec(results: ExperimentResults, layout: Layout) {
  const queues = queuesOf(results)
  const columns = fullColumns(queues.length, layout)
  const end = endOf(results, results.queue)
  const cells = Array.from({ length: Math.ceil(queues.length / columns) }, (_, row) =>
    measures.flatMap((measure) =>
      queues.slice(row * columns, (row + 1) * columns).map((one) => ({ ...one, measure })),
    ),
  ).flat()
  return grid({
    layout,
    columns,
    panelCount: cells.length,
    height: layout.narrow ? 110 : 130,
    left: 62,
    legend: [
      {
        label: "fits some agent: waits for an offer or a turn",
        colour: colour.fits,
        sign: "area",
        opacity: 0.9,
      },
      { label: "no room on any agent", colour: colour.noRoom, sign: "area", opacity: 0.9 },
    ],
    panel(i, { width, height }) {
      const { policy, bins, measure } = cells[i]
      const { field, name, unit } = measure
      const top = Math.max(
        ...queues.flatMap((one) => one.bins.map((bin) => bin.fits[field] + bin.noRoom[field])),
      )
      return {
        title: `${policy.label} · ${name}`,
        x: timeAxis(end, { length: width }),
        y: linearAxis([0, Math.max(top, 1)], unit, { length: height, vertical: true }, (value) =>
          count(value),
        ),
        layers: layersOf(bins, end, field),
      }
    },
  })
}

function layersOf(bins: readonly Bin[], end: number, field: "tasks" | "cpus"): Layer[] {
  const times = [...bins.map(({ time_s }) => time_s), end]
  const area = (values: object[], color: string): Layer => ({
    data: { values },
    mark: { type: "area", interpolate: "step-after", color, fillOpacity: 0.9, line: false },
    encoding: { y2: { field: "top" } },
  })
  return [
    area(
      steps(times, (i) => ({ y: 0, top: bins[i].fits[field] })),
      colour.fits,
    ),
    area(
      steps(times, (i) => ({ y: bins[i].fits[field], top: bins[i].fits[field] + bins[i].noRoom[field] })),
      colour.noRoom,
    ),
  ]
}
