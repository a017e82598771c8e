/** A page of fits with little in it, and names that would like to be more than names. */
import type { FitCard, FitPage } from "../fit-data.ts"

const both = <T>(original: T, generated: T = original) => ({ original, generated })
const rising = (by: number) => Array.from({ length: 129 }, (_, i) => by * i)

const card: FitCard = {
  jobs: both(400, 390),
  tasks: both(4000, 4100),
  spanSeconds: 86_400,
  measures: [
    {
      name: "time between arrivals",
      unit: "s",
      of: "gap",
      ks: 0.03,
      n: both(399, 389),
      byChance: 0.1,
      curve: both(rising(2), rising(2.1)),
    },
    {
      name: "tasks per job",
      unit: "",
      of: "job",
      ks: 0.01,
      n: both(400, 390),
      byChance: 0.1,
      curve: both(rising(1), rising(1)),
    },
    {
      name: "memory requested, by job",
      unit: "MiB",
      of: "job",
      ks: 0.2,
      n: both(400, 390),
      byChance: 0.1,
      curve: both(rising(64), rising(80)),
    },
  ],
  arrivals: {
    binSeconds: 900,
    lags: [1, 2, 3],
    autocorrelation: both([0.5, 0.2, -0.1], [0.4, 0.2, 0]),
    dispersion: [{ seconds: 60, bins: 1440, original: 2, generated: 1.8 }],
    byHour: both(Array.from({ length: 24 }, () => 1 / 24)),
  },
  demand: both(Array.from({ length: 96 }, (_, i) => 100 + i)),
  together: [{ name: "tasks and duration", original: 0.3, generated: 0.28 }],
  roles: [
    {
      role: "<script>stolen()</script>",
      jobShare: both(1),
      taskShare: both(1),
      workShare: both(1),
      tasksKs: 0.01,
      secondsKs: null,
    },
  ],
  users: { count: both(3), largest: both(0.5), ten: both(1) },
  bad: ["The memory requested, by job is 0.2 off (KS; n = 400 and 390 jobs)."],
}

export function sampleFits(): FitPage {
  const section = {
    provenance: 'A test "of" <b>names</b>.',
    seed: 1,
    card,
    yardstick: { "tasks per job": 0.02 },
  }
  return {
    version: "0.0.0",
    command: "npx mesoscope trace fit '<img src=x onerror=stolen()>'",
    fits: [
      { ...section, id: "one", name: "One" },
      { ...section, id: "two", name: '"><img src=x onerror=stolen()>', card: { ...card, bad: [] } },
    ],
  }
}
