/** The page of an answer: the sentence first, then the pictures, the tables and what to know. */
import type { Answer, AnswerTable } from "../lab/results/index.ts"
import { curveMarkup } from "./curves.ts"
import { htmlDocument } from "./document.ts"
import { type Markup as Source, markup } from "./escape.ts"
import { everyField, noteList } from "./reproduction-page.ts"

/** One HTML file with everything in it: no script, no network. The same answer gives the same bytes. */
export async function renderAnswer(answer: Answer): Promise<string> {
  const drawn: Source[] = []
  for (const curve of answer.curves)
    drawn.push(await curveMarkup(curve, answer.tables.find(({ name }) => name === curve.table)?.rows ?? []))
  return htmlDocument(
    `${answer.kind}: ${answer.headline}`,
    markup`<header>
<p class="kicker">Mesoscope · ${answer.kind}</p>
<p class="question">${answer.question}</p>
<h1>${answer.headline}</h1>
</header>
<main>
${drawn}
${answer.tables.map(section)}
${noteList(answer.notes)}
<section id="again">
<h2>Do it again</h2>
<p>This command gives the same numbers:</p>
<pre class="command">${answer.command}</pre>
<footer class="small">Mesoscope ${answer.version}. This page asks for nothing from any network and runs no script.</footer>
</section>
</main>
`,
  )
}

const section = ({ name, title, rows }: AnswerTable) => markup`<section id="${name}">
<h2>${title}</h2>
${everyField(rows, title)}</section>
`
