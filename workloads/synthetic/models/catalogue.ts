/** The workloads that are drawn instead of read, by name, and the notation in which they are chosen: `name(setting=value,…)`. */
import { unknown, type Workload } from "../../../sim/index.ts"
import { numberFromText } from "../../traces/numbers.ts"
import { InputError } from "../../traces/units.ts"
import { demoDay } from "../demo-day.ts"
import { mmc } from "../mmc.ts"
import { downey97 } from "./downey-97.ts"
import { facebookBins } from "./facebook-bins.ts"
import { presets } from "./fitted.ts"
import { jann97 } from "./jann-97.ts"
import { kubernetesApps } from "./kubernetes-apps.ts"
import { lublin99, lublin99Types } from "./lublin-99.ts"
import { amount, count, type ModelSetting, type ModelValues, type SyntheticModel } from "./model.ts"
import { omegaExp } from "./omega-exp.ts"

export const syntheticModels: readonly SyntheticModel[] = [
  ...presets,
  lublin99,
  lublin99Types,
  downey97,
  jann97,
  facebookBins,
  omegaExp,
  kubernetesApps,
  {
    name: "mmc",
    about: "the queue M/M/c, whose waits are known exactly: one-CPU tasks on one agent",
    source: "Erlang 1917.",
    settings: {
      lambda: amount("arrivals per second", 0.8, 1e6),
      mu: amount("services per second of one server", 1, 1e6),
      servers: count("CPUs of the agent", 1, 100_000),
      customers: count("jobs", 10_000),
    },
    make: ({ lambda, mu, servers, customers }, seed) => mmc({ lambda, mu, servers, customers, seed }),
    quickened: (values, times) => ({ ...values, lambda: values["lambda"] * times }),
    cpusAsked: ({ lambda, mu }) => lambda / mu,
    crowd: ({ lambda, mu }) => lambda / mu,
  },
  {
    name: "demo-day",
    about: "the built-in day of mesoscope demo: five roles on 40 agents",
    source: "invented",
    settings: {},
    make: (_, seed) => demoDay(seed),
  },
]

/** A model with its settings, before a seed. */
export interface SyntheticChoice {
  /** With every setting that is not the default: the same for every way to write the same choice. */
  readonly text: string
  readonly model: SyntheticModel
  /** Of every setting. */
  readonly values: Readonly<Record<string, number>>
  readonly make: (seed: number) => Workload
}

const notation = /^(?:synthetic:)?([\w-]+)(?:\((.*)\))?$/

/** True if `text` begins with the name of a model, or says that it means one. */
export function isSynthetic(text: string): boolean {
  const [, name] = notation.exec(text.trim()) ?? []
  return text.trim().startsWith("synthetic:") || syntheticModels.some((model) => model.name === name)
}

/** Throws InputError for a model or setting that is not known, and a value that means nothing. */
export function resolveSynthetic(text: string): SyntheticChoice {
  const [, name, list = ""] = notation.exec(text.trim()) ?? []
  if (name === undefined)
    throw new InputError(
      `${JSON.stringify(text)} is no synthetic workload; write for example lublin-99(jobs=1000).`,
    )
  const model = syntheticModels.find((one) => one.name === name)
  if (model === undefined)
    throw new InputError(
      unknown(
        "synthetic workload",
        name,
        syntheticModels.map((one) => one.name),
      ),
    )
  return chosen(model, list)
}

/** The model with the settings of `list`, as they stand in the parentheses. Throws InputError. */
export function chosen(model: SyntheticModel, list: string): SyntheticChoice {
  const given = settingsOf(model, list)
  return choiceOf(model, { ...defaultsOf(model), ...given })
}

/** The same, with jobs that arrive so many times as often; undefined where the model has no setting for that. */
export function quickened({ model, values }: SyntheticChoice, times: number): SyntheticChoice | undefined {
  const quicker = model.quickened?.(values, times)
  return quicker === undefined ? undefined : choiceOf(model, quicker)
}

function choiceOf(model: SyntheticModel, values: ModelValues): SyntheticChoice {
  const own = Object.keys(model.settings).filter((key) => values[key] !== model.settings[key].default)
  const told = own.map((key) => `${key}=${values[key]}`).join(",")
  return {
    text: told === "" ? model.name : `${model.name}(${told})`,
    model,
    values,
    make: (seed) => model.make(values, seed),
  }
}

function defaultsOf(model: SyntheticModel): ModelValues {
  return Object.fromEntries(Object.entries(model.settings).map(([key, setting]) => [key, setting.default]))
}

function settingsOf(model: SyntheticModel, list: string): Record<string, number> {
  const values: Record<string, number> = {}
  for (const part of list.split(",").filter((one) => one.trim() !== "")) {
    const [, key = part.trim(), text = ""] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(part) ?? []
    const setting = Object.hasOwn(model.settings, key) ? model.settings[key] : undefined
    if (setting === undefined) throw new InputError(unknownSetting(model, key))
    if (Object.hasOwn(values, key)) throw new InputError(`${model.name}: ${key} is set twice.`)
    values[key] = valueOf(model, key, setting, text)
  }
  return values
}

function unknownSetting({ name, settings }: SyntheticModel, key: string): string {
  const known = Object.keys(settings)
  return known.length === 0
    ? `${name} has no settings; "${key}" is set.`
    : unknown(`setting of ${name}`, key, known)
}

function valueOf({ name }: SyntheticModel, key: string, setting: ModelSetting, text: string): number {
  const value = numberFromText(text)
  const { least, most, isWhole } = setting
  const isNumber = /^\d+(?:\.\d+)?(?:e\d+)?$/.test(text)
  if (isNumber && value >= least && value <= most && (!isWhole || Number.isSafeInteger(value))) return value
  const kind = isWhole ? "a whole number" : "a number"
  const range = least > 0 && least < 1e-6 ? `above 0, at most ${most}` : `from ${least} to ${most}`
  throw new InputError(
    `${name}: ${key} is "${text}"; it is ${kind} ${range}: ${setting.about}. The default is ${setting.default}.`,
  )
}
