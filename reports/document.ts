/** What every page is: one HTML document with its style in it, that runs no script and asks nothing of any network. */
import { Markup, markup } from "./escape.ts"
import { contentPolicy, pageStyle } from "./page-style.ts"

/** `sheet` is all that is seen. */
export function htmlDocument(title: string, sheet: Markup): string {
  return markup`<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${new Markup(pageStyle)}</style>
</head>
<body>
<div class="sheet">
${sheet}</div>
</body>
</html>
`.source
}
