/** The page of fits: each trace beside what a model fitted to it draws; first how far apart they are, then where it is bad. */
import { htmlDocument } from "./document.ts"
import { Markup, type Markup as Source, markup } from "./escape.ts"
import { distributionsSpec, overTimeSpec } from "./figures/fits.ts"
import type { FitCard, FitPage, FitSection } from "./fit-data.ts"
import { count, counted, duration, fixed, percent } from "./numbers.ts"
import { drawSpec } from "./render.ts"
import { type DataTable, tableMarkup } from "./table.ts"
import { type Layout, narrow, wide } from "./theme.ts"
import type { TopLevelSpec } from "vega-lite"

/** One HTML file with everything in it: no script, no network. The same data give the same bytes. */
export async function renderFits(data: FitPage): Promise<string> {
  const sections: Source[] = []
  for (const fit of data.fits) sections.push(await sectionOf(fit))
  const headline = headlineOf(data)
  return htmlDocument(
    headline,
    markup`<header>
<p class="kicker">Mesoscope · fitted workloads</p>
<p class="question">How near does a workload drawn from a fitted model come to the trace?</p>
<h1>${headline}</h1>
<p class="rider">KS is the largest difference between two cumulative distributions, 0 to 1. Beside it stand what chance alone would give if all values were independent, and the distance between two draws of the same model: below that, no fit of this kind can be told from the trace. Where a few huge jobs have most of the tasks, one draw differs from the next by much, and so do shares of tasks and core time.</p>
</header>
<main>
${sections}
<section id="method">
<h2>What the model keeps, and what not</h2>
<ul>
<li>Arrivals, a process for each role, or one for all where roles are mixed by chance: level by week or day, factors by weekday and hour, slow ups and downs (two autoregressions), gaps by their quantiles, runs of short gaps.</li>
<li>Jobs fall into cells by stages, tasks (octaves), request, duration (half octaves), spread of durations, failures and tasks that outlive the trace, all at once; within a cell sizes and durations have the quantiles seen.</li>
<li>Each framework with 20 jobs or more has its own mix of cells; the small ones of a role share one, in up to eight eras of the trace. A user follows himself as often as in the trace.</li>
<li>Not kept: what few jobs do that live for most of the trace, which tasks of a job ask for something else, constraints, machines that come and go.</li>
</ul>
</section>
<section id="again">
<h2>Do it again</h2>
<pre class="command">${data.command}</pre>
<footer class="small">Mesoscope ${data.version}. Figures by Vega-Lite 6. This page asks for nothing from any network and runs no script.</footer>
</section>
</main>
`,
  )
}

function headlineOf({ fits }: FitPage): string {
  const worst = fits.map(({ name, card }) => {
    const perJob = card.measures.filter(({ of }) => of === "job").map(({ ks }) => ks)
    return `${name} ${fixed(Math.max(0, ...perJob), 3)}`
  })
  return `What a job is like is off by at most: ${worst.join(", ")} (KS)`
}

async function sectionOf(fit: FitSection): Promise<Source> {
  const { id, name, provenance, seed, card } = fit
  const shown = shownMeasures(card)
  return markup`<section id="${id}">
<h2>${name}: ${counted(card.jobs.original, "job")} fitted, ${count(card.jobs.generated)} drawn with seed ${seed}</h2>
<p class="small">${provenance}</p>
${badMarkup(card)}
${tableMarkup(measureTable(fit), `Distances of ${name}`, Infinity)}
</section>
${await figure({
  id: `${id}-distributions`,
  title: `${name}: what jobs are like`,
  sentence: "Each curve is the share of gaps, jobs or tasks whose value is at most x.",
  spec: (layout) => distributionsSpec(shown, layout),
})}
${await figure({
  id: `${id}-time`,
  title: `${name}: when they come`,
  sentence: `Over ${duration(card.spanSeconds)}: the rhythm of the day, how long busy and quiet times last, and the cores that would be wanted.`,
  spec: (layout) => overTimeSpec(card, layout),
})}
<section id="${id}-more">
<h3>Bursts, dependence and roles of ${name}</h3>
${tableMarkup(dispersionTable(card), `Bursts of ${name}`)}
${tableMarkup(togetherTable(card), `What goes together in ${name}`)}
${tableMarkup(roleTable(card), `Roles of ${name}`)}
</section>
`
}

/** Those that a figure has room for: the distributions that differ in kind. */
function shownMeasures({ measures }: FitCard) {
  const wanted = [
    "time between arrivals",
    "tasks per job",
    "mean duration of a job's tasks",
    "duration of a task",
    "cpus requested, by job",
    "memory requested, by job",
    "GPUs requested, by job",
    "work of a job",
  ]
  return wanted
    .flatMap((name) => measures.filter((one) => one.name === name && varies(one.curve.original)))
    .slice(0, 6)
}

const varies = (values: readonly number[]) => values[0] !== values[values.length - 1]

function badMarkup({ bad }: FitCard): Source {
  if (bad.length === 0)
    return markup`<p class="sentence">Nothing is far off: no KS above 0.1, no correlation off by more than 0.15, no share of core time by more than a tenth.</p>`
  return markup`<p class="sentence">Where the fit is bad:</p><ul>${bad.map((text) => markup`<li>${text}</li>\n`)}</ul>`
}

const three = (value: number | null) => (value === null ? "–" : fixed(value, 3))
const two = (value: number | null) => (value === null ? "–" : fixed(value, 2))

function measureTable({ card, yardstick }: FitSection): DataTable {
  return {
    columns: [
      { name: "what", label: "what" },
      { name: "ks", label: "KS", show: three },
      { name: "by_chance", label: "95 % by chance", show: three },
      { name: "another_draw", label: "between two draws", show: three },
      { name: "n_original", label: "n of the trace", show: count },
      { name: "n_generated", label: "n drawn", show: count },
    ],
    rows: card.measures.map(({ name, ks, byChance, n }) => [
      name,
      ks,
      byChance,
      yardstick[name] ?? null,
      n.original,
      n.generated,
    ]),
  }
}

function dispersionTable({ arrivals }: FitCard): DataTable {
  return {
    columns: [
      { name: "per_s", label: "arrivals per", show: duration },
      { name: "original", label: "variance / mean of the trace", show: two },
      { name: "generated", label: "drawn", show: two },
      { name: "n", label: "n (bins)", show: count },
    ],
    rows: arrivals.dispersion.map(({ seconds, original, generated, bins }) => [
      seconds,
      original,
      generated,
      bins,
    ]),
  }
}

function togetherTable({ together, jobs }: FitCard): DataTable {
  return {
    columns: [
      { name: "what", label: "rank correlation over jobs" },
      { name: "original", label: "of the trace", show: two },
      { name: "generated", label: "drawn", show: two },
      { name: "n", label: "n (jobs)", show: count },
    ],
    rows: together.map(({ name, original, generated }) => [name, original, generated, jobs.original]),
  }
}

function roleTable({ roles }: FitCard): DataTable {
  return {
    columns: [
      { name: "role", label: "role" },
      { name: "jobs", label: "of the jobs", show: percent },
      { name: "jobs_drawn", label: "drawn", show: percent },
      { name: "tasks", label: "of the tasks", show: percent },
      { name: "tasks_drawn", label: "drawn", show: percent },
      { name: "work", label: "of the core time", show: percent },
      { name: "work_drawn", label: "drawn", show: percent },
      { name: "tasks_ks", label: "KS tasks per job", show: three },
      { name: "seconds_ks", label: "KS duration", show: three },
    ],
    rows: roles.map(({ role, jobShare, taskShare, workShare, tasksKs, secondsKs }) => [
      role,
      jobShare.original,
      jobShare.generated,
      taskShare.original,
      taskShare.generated,
      workShare.original,
      workShare.generated,
      tasksKs,
      secondsKs,
    ]),
  }
}

interface Drawn {
  readonly id: string
  readonly title: string
  readonly sentence: string
  readonly spec: (layout: Layout) => TopLevelSpec
}

/** Both drawings, of which the style sheet shows the one that fits the screen. */
async function figure({ id, title, sentence, spec }: Drawn): Promise<Source> {
  const drawings: Source[] = []
  for (const layout of [wide, narrow]) {
    const kind = layout.narrow ? "narrow" : "wide"
    const { width, height, body } = await drawSpec(spec(layout), { id: `${id}${layout.narrow ? "-n" : ""}` })
    drawings.push(
      markup`<svg class="drawing ${kind}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${title}. ${sentence}">${new Markup(body)}</svg>\n`,
    )
  }
  return markup`<figure id="${id}">
<h2>${title}</h2>
<p class="sentence">${sentence}</p>
${drawings}</figure>
`
}
