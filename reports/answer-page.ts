/** The page of an answer: the sentence first, then the pictures, the tables and what to know. */
import type { Answer, AnswerTable } from "../lab/results/index.ts"
import { curveMarkup } from "./curves.ts"
import { Markup, type Markup as Source, markup } from "./escape.ts"
import { contentPolicy, pageStyle } from "./page-style.ts"
import { everyField, noteList } from "./reproduction-page.ts"

/** One HTML file with everything in it: no script, no network. The same answer gives the same bytes. */
export async function renderAnswer(answer: Answer): Promise<string> {
  const drawn: Source[] = []
  for (const curve of answer.curves)
    drawn.push(await curveMarkup(curve, answer.tables.find(({ name }) => name === curve.table)?.rows ?? []))
  return markup`<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${answer.kind}: ${answer.headline}</title>
<link rel="icon" href="data:,">
<style>${new Markup(pageStyle)}</style>
</head>
<body>
<div class="sheet">
<header>
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
</div>
</body>
</html>
`.source
}

const section = ({ name, title, rows }: AnswerTable) => markup`<section id="${name}">
<h2>${title}</h2>
${everyField(rows, title)}</section>
`
