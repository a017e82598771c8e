/** The page's one style sheet: light and dark, three widths, and paper. */
import { createHash } from "node:crypto"
import { darkPairs } from "./theme.ts"

const light = `--paper:#fff;--ink:#1b1f24;--muted:#57606a;--line:#d9dde3;--soft:#f5f6f8;--accent:#0072b2;--alarm:#b3261e;--alarm-soft:#fdf1f0`
const dark = `--paper:#15181d;--ink:#e9e7e3;--muted:#a4abb6;--line:#353b45;--soft:#1d2127;--accent:#6cbbee;--alarm:#ff8a80;--alarm-soft:#2b1c1c`

/** Figures are drawn in light colours; each has its partner for the dark. */
const darkFigures = darkPairs
  .filter(({ light: from, dark: to }) => from !== to)
  .map(({ light: from, dark: to }) => `[fill="${from}"]{fill:${to}}[stroke="${from}"]{stroke:${to}}`)
  .join("")

export const pageStyle = `
:root{color-scheme:light;${light}}
*{box-sizing:border-box}
html{font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"DejaVu Sans",sans-serif;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);overflow-wrap:break-word}
.sheet{max-width:1010px;margin:0 auto;padding:40px 32px 72px}
p,ul,ol,dl{max-width:70ch}
p{margin:0 0 .8em}
h1{font-size:clamp(1.55rem,1.1rem + 1.9vw,2.35rem);line-height:1.2;font-weight:700;letter-spacing:-.015em;margin:.25em 0 .5em;max-width:27em;text-wrap:balance}
h2{font-size:1.45rem;line-height:1.25;letter-spacing:-.01em;margin:0 0 .4em;text-wrap:balance}
h3{font-size:1.05rem;margin:1.6em 0 .4em}
section,figure{margin:56px 0 0;scroll-margin-top:20px}
.kicker{font-size:.8rem;letter-spacing:.08em;text-transform:uppercase;color:var(--muted);margin:0 0 1.2em}
.question{color:var(--muted);font-size:1.1rem;margin:0}
.rider{font-size:1.15rem;line-height:1.5;max-width:62ch}
.small,figcaption,.facts dt{color:var(--muted);font-size:.82rem;line-height:1.5}
a{color:var(--accent);text-underline-offset:2px}
code,pre{font:.84em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
pre{background:var(--soft);border:1px solid var(--line);border-radius:6px;padding:10px 14px;margin:.4em 0 1em;white-space:pre-wrap;overflow-wrap:anywhere}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(130px,1fr));gap:14px 28px;max-width:none;margin:32px 0 0;padding:18px 0;border-block:1px solid var(--line)}
.facts dd{margin:0;font-size:1.1rem;font-weight:600;line-height:1.35;font-variant-numeric:tabular-nums}
.facts dd span{display:block;font-size:.82rem;font-weight:400;color:var(--muted)}
nav ol{list-style:none;margin:0;padding:0}
nav a{color:var(--muted);text-decoration:none}
nav a:hover,nav a:focus{color:var(--accent);text-decoration:underline}
.contents{margin:20px 0 -16px;font-size:.86rem}
.contents li{display:inline}
.contents li:not(:last-child)::after{content:" · ";color:var(--muted)}
.contents ol{max-width:none}
.alarm{background:var(--alarm-soft);border:1px solid var(--alarm);border-radius:8px;padding:18px 22px 8px;margin-top:32px}
.alarm h2{font-size:1.1rem;color:var(--alarm)}
figure{padding:0;margin-inline:0}
.sentence{font-size:1.02rem}
.drawing{display:block;width:100%;height:auto;margin:20px 0 12px;font-family:inherit}
.drawing.wide{max-width:1010px}
.drawing.narrow{display:none;max-width:480px}
.drawing text{white-space:pre}
figcaption{max-width:90ch;margin-bottom:6px}
details{margin:6px 0 0}
summary{cursor:pointer;color:var(--accent);font-size:.88rem;width:fit-content}
.scroll{overflow-x:auto;margin:10px 0 6px;max-width:100%;background:linear-gradient(90deg,var(--paper) 40%,transparent) 0 0/40px 100% no-repeat local,linear-gradient(270deg,var(--paper) 40%,transparent) 100% 0/40px 100% no-repeat local,linear-gradient(90deg,var(--line),transparent) 0 0/12px 100% no-repeat,linear-gradient(270deg,var(--line),transparent) 100% 0/12px 100% no-repeat}
table{border-collapse:collapse;font-size:.86rem;line-height:1.4;font-variant-numeric:tabular-nums lining-nums}
th,td{text-align:left;padding:6px 16px 6px 0;border-bottom:1px solid var(--line);vertical-align:baseline;overflow-wrap:normal}
th{font-weight:600;color:var(--muted);border-bottom-color:var(--muted);vertical-align:bottom}
tbody th{color:var(--ink);border-bottom-color:var(--line)}
td.n,th.n{text-align:right}
td.n,tbody th{white-space:nowrap}
td:last-child,th:last-child{padding-right:0}
td code{white-space:nowrap}
.key{font-size:.9rem;width:100%}
.key td,.key th{padding-block:9px}
.key tbody th{vertical-align:baseline}
.aside{display:none}
@media screen and (max-width:1060px){.key{font-size:.8rem}.key td,.key th{padding-right:9px}.key td.n{white-space:normal}}
@media screen and (max-width:860px){.aside{display:block;margin:0}}
.chip{width:11px;height:11px;margin-right:8px;vertical-align:-1px}
pre.command{white-space:pre;overflow-x:auto;overflow-wrap:normal}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,340px),1fr));gap:0 48px}
.verdicts>details>summary{margin-bottom:.4em}
.verdicts li{margin:0 0 .45em}
.verdicts ul{padding-left:1.15em;margin:.3em 0 1em}
.glossary dt{font-weight:600;margin-top:.9em}
.glossary dd{margin:.1em 0 0}
footer{margin-top:64px;padding-top:16px;border-top:1px solid var(--line)}
@media (min-width:1400px){
.sheet{max-width:1330px;display:grid;grid-template-columns:1010px 1fr;column-gap:56px;margin:0 auto}
header,main{grid-column:1;min-width:0}
.contents{grid-column:2;grid-row:1/span 2;margin:64px 0 0}
.contents nav{position:sticky;top:40px}
.contents ol{border-left:1px solid var(--line);padding-left:18px}
.contents li{display:block;padding:4px 0}
.contents li:not(:last-child)::after{content:none}
}
@media (max-width:640px){
.sheet{padding:24px 16px 48px}
section,figure{margin-top:44px}
.contents{display:none}
.drawing.wide{display:none}
.drawing.narrow{display:block}
.facts{grid-template-columns:1fr 1fr;gap:12px 20px}
th,td{padding-right:14px}
}
@media screen and (prefers-color-scheme:dark){
:root{color-scheme:dark;${dark}}
.drawing,.chip{${/* nothing of its own: the rules below do it */ ""}}
${darkFigures.replaceAll("[fill=", "svg [fill=").replaceAll("[stroke=", "svg [stroke=")}
}
@media print{
@page{margin:16mm 15mm}
html{font-size:10.5pt}
.sheet{display:block;max-width:none;padding:0}
.contents,summary,.aside{display:none}
section,figure{margin-top:26pt}
figure,.alarm,tr,.facts{break-inside:avoid}
h2,h3,.sentence{break-after:avoid}
.drawing.wide{display:block;max-height:205mm;width:100%}
.drawing.narrow{display:none}
.scroll{overflow:visible;background:none}
table,.key{font-size:6.8pt;width:100%}
th,td,tbody th,td code{white-space:normal;overflow-wrap:anywhere}
th,td{padding-right:6pt}
td.n,th.n{overflow-wrap:normal}
.key td.n{white-space:normal}
tbody th{min-width:62pt}
.chip{width:7pt;height:7pt;margin-right:4pt}
pre.command{white-space:pre-wrap;overflow-wrap:anywhere}
a{color:inherit;text-decoration:none}
}
`
  .replace(".drawing,.chip{}\n", "")
  .trim()

/** What a page may load: only this very style sheet, and the empty icon. */
export function contentPolicy(): string {
  const hash = createHash("sha256").update(pageStyle).digest("base64")
  return `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`
}
