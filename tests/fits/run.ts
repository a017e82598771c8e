/**
 * Fits Google, openb and Facebook and puts each beside what the model draws: `npm run fits [-- --out fits.html] [-- --presets]`
 * prints the distances as a Markdown table, writes the page, and with --presets writes the presets of workloads/synthetic
 * anew. Reads ../shared/traces (MESOSCOPE_DATA names another ../shared).
 */
import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { type FitSection, renderFits } from "../../reports/index.ts"
import type { Workload } from "../../sim/index.ts"
import {
  type FitDetail,
  type FittedModel,
  fitWorkload,
  generate,
  type GoodnessCard,
  goodnessOfFit,
  packModel,
  readTrace,
  resolveSynthetic,
} from "../../workloads/index.ts"
import { traceFile } from "../data.ts"

interface Fitted {
  readonly id: string
  readonly name: string
  readonly paths: readonly string[]
  readonly machines?: string
}

const traces: readonly Fitted[] = [
  {
    id: "google",
    name: "Google 2011",
    paths: ["google-2011/task_events-00000-00009.csv.gz"],
    machines: "google-2011/machine_events-part-00000-of-00001.csv.gz",
  },
  {
    id: "openb",
    name: "openb 2023",
    paths: ["openb-2023/openb_pod_list_default.csv.gz"],
    machines: "openb-2023/openb_node_list_gpu_node.csv.gz",
  },
  { id: "facebook", name: "Facebook 2009", paths: ["facebook-swim/FB-2009_samples_24_times_1hr_0.tsv.gz"] },
]

/** Coarser than `mesoscope trace fit`, so that what is committed stays small. */
const presetDetail: FitDetail = { mostShapes: 64, pacesPerOctave: 1, fewestJobsOfUser: 100 }
const seeds = { shown: 1, other: 2 }

const args = process.argv.slice(2)
const out = args.includes("--out") ? args[args.indexOf("--out") + 1] : "fits.html"
const project = fileURLToPath(new URL("../../", import.meta.url))
const { version } = JSON.parse(readFileSync(`${project}package.json`, "utf8")) as { version: string }

const sections: FitSection[] = []
for (const fitted of traces) {
  const { workload } = await readTrace({
    paths: fitted.paths.map(traceFile),
    machines: fitted.machines === undefined ? undefined : traceFile(fitted.machines),
  })
  const model = fitWorkload(workload)
  const drawn = generate(model, { seed: seeds.shown })
  const card = goodnessOfFit(workload, drawn)
  const between = goodnessOfFit(drawn, generate(model, { seed: seeds.other }))
  if (args.includes("--presets")) writePreset(fitted, fitWorkload(workload, presetDetail))
  sections.push({
    id: fitted.id,
    name: fitted.name,
    provenance: workload.provenance,
    seed: seeds.shown,
    card,
    yardstick: Object.fromEntries(between.measures.map(({ name, ks }) => [name, ks])),
  })
  console.log(lines(fitted, card, between, presetCard(fitted, workload)).join("\n"))
}
writeFileSync(out, await renderFits({ version, command: "npm run fits", fits: sections }))
console.log(`\nPage: ${out}`)

/** The preset as it is committed; undefined while it is being made. */
function presetCard({ id }: Fitted, workload: Workload): GoodnessCard | undefined {
  if (args.includes("--presets")) return undefined
  return goodnessOfFit(workload, resolveSynthetic(`${id}-like`).make(seeds.shown))
}

function lines(
  { name }: Fitted,
  card: GoodnessCard,
  between: GoodnessCard,
  preset: GoodnessCard | undefined,
): string[] {
  const ks = (one: GoodnessCard | undefined, measure: string) =>
    one?.measures.find((other) => other.name === measure)?.ks.toFixed(3) ?? "–"
  return [
    `\n## ${name}\n`,
    "| KS distance | fit | preset | between two draws | 95 % by chance | n of the trace | n drawn |",
    "|---|---:|---:|---:|---:|---:|---:|",
    ...card.measures.map(
      ({ name: what, byChance, n }) =>
        `| ${what} | ${ks(card, what)} | ${ks(preset, what)} | ${ks(between, what)} | ${byChance.toFixed(3)} | ${n.original} | ${n.generated} |`,
    ),
    "",
    ...card.bad.map((sentence) => `- ${sentence}`),
  ]
}

function writePreset({ id, name }: Fitted, model: FittedModel): void {
  const text = packModel(model)
  writeFileSync(
    `${project}workloads/synthetic/presets/${id}-like.ts`,
    `/**
 * A model fitted to ${name} by \`npm run fits -- --presets\`, packed (fit/packed-model.ts): counts over cells, tables of
 * quantiles, moments; no row of the trace. ${model.jobs} jobs were fitted.
 */
export const ${id}Like = \`${text}\`
`,
  )
}
