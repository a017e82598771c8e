/** The page of a reproduction: the verdict first, each published value beside ours, then everything that was measured. */
import type { JudgedCheck, ReproductionResults, ReproductionRow } from "../lab/results/index.ts"
import { curveMarkup } from "./curves.ts"
import { htmlDocument } from "./document.ts"
import { type Markup as Source, markup } from "./escape.ts"
import { counted, duration, fixed } from "./numbers.ts"
import { type DataTable, tableMarkup } from "./table.ts"

/** One HTML file with everything in it: no script, no network. */
export async function renderReproduction(results: ReproductionResults): Promise<string> {
  const drawn: Source[] = []
  for (const curve of results.curves) drawn.push(await curveMarkup(curve, results.rows))
  const headline = reproductionVerdict(results.checks)
  return htmlDocument(
    `${results.name}: ${headline}`,
    markup`<header>
<p class="kicker">Mesoscope · reproduction of ${results.name}</p>
<p class="question">${results.about}</p>
<h1>${headline}</h1>
<dl class="facts">
<div><dt>Published in</dt><dd><span>${results.source}</span></dd></div>
<div><dt>Time taken</dt><dd>${duration(results.cpu_s)}<span>of a processor; ${duration(results.wall_s)} by the clock</span></dd></div>
</dl>
</header>
<main>
${beside(results.checks)}
${noteList(results.notes)}
${drawn}
${everything(results.rows)}
<section id="again">
<h2>Do it again</h2>
<p>This command gives the same numbers:</p>
<pre class="command">${results.command}</pre>
<footer class="small">Mesoscope ${results.version}. This page asks for nothing from any network and runs no script.</footer>
</section>
</main>
`,
  )
}

/** "All 43 published values are reproduced." */
export function reproductionVerdict(checks: readonly JudgedCheck[]): string {
  if (checks.length === 0) return "Nothing is published for this set-up; the numbers stand alone."
  const differing = checks.filter(({ verdict }) => verdict === "differs").length
  return differing === 0
    ? `All ${counted(checks.length, "published value")} are reproduced.`
    : `${differing} of ${counted(checks.length, "published value")} differ.`
}

function beside(checks: readonly JudgedCheck[]): Source | undefined {
  if (checks.length === 0) return undefined
  const differing = checks.filter(({ verdict }) => verdict === "differs")
  const alarm =
    differing.length === 0
      ? undefined
      : markup`<section class="alarm" id="differing"><h2>What differs</h2>
${tableMarkup(checkTable(differing), "Values that differ")}</section>`
  return markup`${alarm}<section id="checks">
<h2>Ours beside theirs</h2>
${tableMarkup(checkTable(checks), "Ours beside theirs", Infinity)}</section>`
}

function checkTable(checks: readonly JudgedCheck[]): DataTable {
  return {
    columns: [
      { name: "what", label: "what" },
      { name: "ours", label: "ours", show: short },
      { name: "theirs", label: "theirs", show: short },
      { name: "difference", label: "difference", show: short },
      { name: "tolerance", label: "tolerance", show: short },
      { name: "because", label: "why so much" },
      { name: "verdict", label: "verdict" },
    ],
    rows: checks.map(({ what, ours, theirs, difference, tolerance, because, verdict }) => [
      what,
      ours,
      theirs,
      difference,
      tolerance,
      because,
      verdict,
    ]),
  }
}

export function noteList(texts: readonly string[]): Source | undefined {
  if (texts.length === 0) return undefined
  return markup`<section id="notes">
<h2>What to know</h2>
<ul>${texts.map((text) => markup`<li>${text}</li>\n`)}</ul></section>`
}

function everything(rows: readonly ReproductionRow[]): Source {
  return markup`<section id="rows">
<h2>Everything measured</h2>
${everyField(rows, "Everything measured")}</section>`
}

/** A column for each field of any row. */
export function everyField(rows: readonly ReproductionRow[], title: string): Source {
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return tableMarkup(
    {
      columns: fields.map((name) => ({ name, label: name, show: short })),
      rows: rows.map((row) => fields.map((field) => row[field] ?? null)),
    },
    title,
    Infinity,
  )
}

/** Six digits that count: enough to see what a paper prints, and no more than doubles differ by. */
function short(value: number | null): string {
  if (value === null) return "–"
  if (Number.isInteger(value)) return fixed(value, 0)
  const size = Math.floor(Math.log10(Math.abs(value)))
  return size < -6 ? "0" : fixed(value, Math.min(6, Math.max(0, 5 - size)))
}
