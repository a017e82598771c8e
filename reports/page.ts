/** The report: one file that opens anywhere, asks for nothing, runs no script, and says the verdict first. */
import type { ExperimentResults, TrialRow } from "../lab/results/index.ts"
import { htmlDocument } from "./document.ts"
import { type Content, Markup, markup } from "./escape.ts"
import { type Figure, figures } from "./figures/index.ts"
import { keyTableMarkup } from "./key-table.ts"
import { policyLabels } from "./names.ts"
import { count, counted, duration, fixed, roundPercent, seedList, unbroken } from "./numbers.ts"
import { glossary, leftOut } from "./page-words.ts"
import { inlineFigure } from "./picture.ts"
import { tableMarkup } from "./table.ts"
import { type Verdict, verdictOf } from "./verdict.ts"

/** The results must have been through `displayed`. */
export async function page(results: ExperimentResults): Promise<string> {
  const verdict = verdictOf(results)
  const shown = figures.filter((figure) => figure.applies(results))
  const drawn: Markup[] = []
  for (const figure of shown) drawn.push(figureMarkup(figure, results, await inlineFigure(figure, results)))
  const isForest = (i: number) => shown[i].id === "forest"
  return htmlDocument(
    verdict.headline,
    markup`${header(results, verdict)}
${contents(shown, results)}
<main>
${failures(results)}
${drawn.filter((_, i) => isForest(i))}
${table(results)}
${inWords(verdict)}
${drawn.filter((_, i) => !isForest(i))}
${limits()}
${terms(results)}
${again(results)}
</main>
`,
  )
}

function header(results: ExperimentResults, { headline, rider, note }: Verdict): Markup {
  return markup`<header>
<p class="kicker">Mesoscope · policy comparison</p>
<p class="question">${results.question}</p>
<h1>${unbroken(headline)}</h1>
${rider === undefined ? undefined : markup`<p class="rider">${unbroken(rider)}</p>`}
${note === undefined ? undefined : markup`<p class="small">${unbroken(note)}</p>`}
${facts(results)}
</header>`
}

function facts(results: ExperimentResults): Markup {
  const { workload, policies, seeds, trials, warm_up_s } = results
  const since = warm_up_s > 0 ? `, measured from ${duration(warm_up_s)} on` : ""
  const done = trials.filter(({ error }) => error === null).length
  const fact = (name: string, value: Content, more: Content) =>
    markup`<div><dt>${name}</dt><dd>${value}<span>${more}</span></dd></div>\n`
  const load =
    workload.offered_load === null
      ? ""
      : `; the workload asks for ${fixed(workload.offered_load * 100, 0)} % of it`
  return markup`<dl class="facts">
${fact("Workload", counted(workload.tasks, "task"), `${counted(workload.jobs, "job")} of ${workload.name}`)}
${fact("Cluster", counted(workload.agents, "agent"), unbroken(`for ${duration(workload.span_s)}${since}${load}`))}
${fact("Policies", count(policies.length), [...policyLabels(policies).values()].join(", "))}
${fact("Runs", done === trials.length ? count(done) : `${count(done)} of ${count(trials.length)}`, `${counted(seeds.length, "seed")} each: ${seedList(seeds)}`)}
</dl>`
}

const mostFailures = 12

function failures({ trials, policies }: ExperimentResults): Markup | undefined {
  const failed = trials.filter(({ error }) => error !== null)
  const wanted = new Set(policies)
  const none = [...wanted].filter((name) => !trials.some((trial) => trial.policy === name))
  if (failed.length === 0 && none.length === 0) return undefined
  const item = ({
    policy: name,
    seed,
    error,
    repeat,
  }: TrialRow) => markup`<p><strong><bdi>${name}</bdi>, seed ${seed}</strong></p>
<pre>${error ?? ""}</pre>
<p class="small">Repeat this one run:</p><pre class="command">${repeat}</pre>
`
  return markup`<section class="alarm" id="failed">
<h2>${counted(failed.length, "run")} failed and ${failed.length === 1 ? "is" : "are"} missing from everything below</h2>
${none.length > 0 ? markup`<p>No run at all of ${none.join(", ")}.</p>` : undefined}
${failed.slice(0, mostFailures).map(item)}
${failed.length > mostFailures ? markup`<p>And ${failed.length - mostFailures} more; they are listed with the digests at the end.</p>` : undefined}
</section>`
}

function figureMarkup(figure: Figure, results: ExperimentResults, drawing: Markup): Markup {
  const title = figure.title(results)
  return markup`<figure id="${figure.id}">
<h2>${title}</h2>
<p class="sentence">${unbroken(figure.sentence(results))}</p>
${drawing}<figcaption>Figure ${figure.number}. ${unbroken(figure.basis(results))}.</figcaption>
<details><summary>The numbers</summary>
${tableMarkup(figure.table(results), `The numbers of: ${title}`)}</details>
</figure>
`
}

function table(results: ExperimentResults): Markup {
  return markup`<section id="table">
<h2>The numbers by policy</h2>
<p>Mean over the runs ± half of its 95 % interval. To compare two policies use the paired differences above: these intervals also hold what differs from seed to seed for all policies alike. Censored tasks still waited when their run ended, and count with their wait so far; ≥: in some run these were more than 5 %, so the true p95 is longer.</p>
<p class="small aside">The table goes on to the right.</p>
${keyTableMarkup(results)}
</section>`
}

function inWords({ policies }: Verdict): Markup | undefined {
  if (policies.length === 0) return undefined
  const open = new Markup(policies.length <= 2 ? " open" : "")
  return markup`<section id="verdicts" class="verdicts">
<h2>In words</h2>
<details${open}><summary>Every comparison as a sentence, by policy</summary>
<div class="columns">${policies.map(
    ({ policy: name, sentences }) => markup`<div><h3><bdi>${name}</bdi></h3>
<ul>${sentences.map(({ text, evidence }) => markup`<li>${unbroken(text)}${evidence === undefined ? undefined : markup` <span class="small">(${unbroken(evidence)})</span>`}</li>\n`)}</ul></div>
`,
  )}</div></details></section>`
}

function limits(): Markup {
  return markup`<section id="limits">
<h2>What the model leaves out</h2>
<ul>${leftOut.map(([what, how]) => markup`<li><strong>${what}</strong> ${how}</li>\n`)}</ul>
<p class="small">The whole list is in docs/model-limits.md of the project.</p>
</section>`
}

function terms({ indifference }: ExperimentResults): Markup {
  const named = (term: string) => term.replace("5 %", roundPercent(indifference))
  return markup`<section id="terms">
<h2>What the words mean</h2>
<dl class="glossary">${glossary.map(([term, meaning]) => markup`<dt>${named(term)}</dt><dd>${meaning}</dd>\n`)}</dl>
</section>`
}

function again(results: ExperimentResults): Markup {
  const { command, trials, workload, version } = results
  const labels = policyLabels(results.policies)
  return markup`<section id="again">
<h2>Do it again</h2>
<p>This command gives the same results, byte for byte:</p>
<pre class="command">${command}</pre>
<details><summary>Digest of each run</summary>
<div class="scroll" tabindex="0" role="group" aria-label="Digest of each run"><table>
<thead><tr><th scope="col">policy</th><th class="n" scope="col">seed</th><th scope="col">digest</th><th class="n" scope="col">events</th><th class="n" scope="col">tasks finished</th><th class="n" scope="col">still waiting</th></tr></thead>
<tbody>${trials.map(
    (
      trial,
    ) => markup`<tr><td><bdi>${labels.get(trial.policy) ?? trial.policy}</bdi></td><td class="n">${trial.seed}</td><td>${trial.error === null ? markup`<code>${trial.digest ?? "–"}</code>` : "failed"}</td><td class="n">${count(trial.events)}</td><td class="n">${count(trial.finished)}</td><td class="n">${count(trial.waiting)}</td></tr>
`,
  )}</tbody></table></div></details>
<h3>The data</h3>
<p>${workload.name}: ${workload.provenance}</p>
<ul>${workload.card.map((line) => markup`<li>${line}</li>\n`)}</ul>
<footer class="small">Mesoscope ${version}. Figures by Vega-Lite 6 and d3 7. This page asks for nothing from any network and runs no script.</footer>
</section>`
}

function contents(shown: readonly Figure[], results: ExperimentResults): Markup {
  const link = (id: string, text: string) => markup`<li><a href="#${id}">${text}</a></li>\n`
  const forest = shown.filter(({ id }) => id === "forest")
  const others = shown.filter(({ id }) => id !== "forest")
  const figureLink = (figure: Figure) => link(figure.id, figure.title(results))
  return markup`<div class="contents"><nav aria-label="Contents"><ol>
${forest.map(figureLink)}${link("table", "The numbers by policy")}${others.map(figureLink)}${link("limits", "What the model leaves out")}${link("terms", "What the words mean")}${link("again", "Do it again")}</ol></nav></div>`
}
