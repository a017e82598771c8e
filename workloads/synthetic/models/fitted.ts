/** A fitted model as a synthetic workload: the presets that come along, and what `mesoscope trace fit` writes. */
import { microsPerSecond } from "../../../sim/index.ts"
import type { FittedModel } from "../fit/fitted-model.ts"
import { generate, type GenerateSetting } from "../fit/generate.ts"
import { unpackModel } from "../fit/packed-model.ts"
import { facebookLike } from "../presets/facebook-like.ts"
import { googleLike } from "../presets/google-like.ts"
import { openbLike } from "../presets/openb-like.ts"
import { amount, type SyntheticModel } from "./model.ts"

const microsPerHour = 3600 * microsPerSecond

/** `load` is called when a workload is drawn, not before. */
export function fittedWorkload(
  about: Pick<SyntheticModel, "name" | "about" | "source"> & { readonly hours: number },
  load: () => FittedModel,
): SyntheticModel {
  const { name, source, hours } = about
  return {
    name,
    about: about.about,
    source,
    settings: {
      scale: amount("times the jobs of the trace", 1, 1000),
      hours: amount("hours of arrivals", hours, 1e6),
    },
    make: (values, seed) => ({ ...generate(load(), { seed, ...fittedSetting(values) }), name }),
    quickened: (values, times) => ({ ...values, scale: values["scale"] * times }),
  }
}

/** What the values of the settings mean to `generate`. */
export function fittedSetting(values: Readonly<Record<string, number>>): Omit<GenerateSetting, "seed"> {
  return { span: Math.max(1, Math.round(values["hours"] * microsPerHour)), scale: values["scale"] }
}

export const presets: readonly SyntheticModel[] = [
  fittedWorkload(
    {
      name: "google-like",
      about: "14 h of Google's cell of 2011 as a fit draws them: three bands, 12,477 machines",
      source: "fitted by this project to clusterdata-2011-2, Google Inc., CC-BY 4.0; see docs/fits.md.",
      hours: 14,
    },
    () => unpackModel(googleLike),
  ),
  fittedWorkload(
    {
      name: "openb-like",
      about:
        "149 days of Alibaba's GPU cluster of 2023 as a fit draws them: pods that share GPUs, 1,213 nodes",
      source: "fitted by this project to cluster-trace-gpu-v2023, Alibaba Group; see docs/fits.md.",
      hours: 149 * 24,
    },
    () => unpackModel(openbLike),
  ),
  fittedWorkload(
    {
      name: "facebook-like",
      about: "a day of Facebook's Hadoop cluster of 2009 as a fit draws it: maps, then reduces, 600 machines",
      source: "fitted by this project to FB-2009_samples_24_times_1hr_0, SWIM, New BSD; see docs/fits.md.",
      hours: 24,
    },
    () => unpackModel(facebookLike),
  ),
]
